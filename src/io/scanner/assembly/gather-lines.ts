// Copies lines from all over a piece of memory one behind the other.

const STRIDE: usize = 16;

/**
 * Line i is the `lengths[i]` bytes that begin `starts[i]` behind `bytes`, and the newline behind them. Afterwards `starts[i]` is where it
 * stands behind `target`. The target needs 16 bytes more than the lines take. Returns the bytes that they take.
 */
export function gatherLines(bytes: usize, starts: usize, lengths: usize, count: u32, target: usize): usize {
  let at = target;
  for (const end = starts + (count << 2); starts < end; starts += 4, lengths += 4) {
    const from = bytes + load<u32>(starts);
    const size = usize(load<u32>(lengths)) + 1;
    for (let i: usize = 0; i < size; i += STRIDE) v128.store(at + i, v128.load(from + i));
    store<u32>(starts, u32(at - target));
    at += size;
  }
  return at - target;
}
