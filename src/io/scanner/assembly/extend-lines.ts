// Puts a text behind lines from all over a piece of memory, one line behind the other.

const STRIDE: usize = 16;
const CARRIAGE_RETURN: u8 = 0x0d;
const NEWLINE: u8 = 0x0a;

/**
 * Line i is the `lengths[i]` bytes that begin `starts[i]` behind `bytes`; it gets the text behind it, before the carriage return that it may
 * end with, unless `isLeft[i]` is 1; and a newline. The target needs 16 bytes more than is written. Returns the bytes written.
 */
export function extendLines(
  bytes: usize, starts: usize, lengths: usize, isLeft: usize, count: u32, text: usize, textLength: usize, target: usize,
): usize {
  let at = target;
  for (const end = starts + (count << 2); starts < end; starts += 4, lengths += 4, isLeft++) {
    const from = bytes + load<u32>(starts);
    const size = usize(load<u32>(lengths));
    if (load<u8>(isLeft) != 0) {
      at = copy(from, size, at);
    } else if (size > 0 && load<u8>(from + size - 1) == CARRIAGE_RETURN) {
      at = copy(text, textLength, copy(from, size - 1, at));
      store<u8>(at++, CARRIAGE_RETURN);
    } else {
      at = copy(text, textLength, copy(from, size, at));
    }
    store<u8>(at++, NEWLINE);
  }
  return at - target;
}

// @ts-ignore: decorator
@inline
function copy(from: usize, size: usize, at: usize): usize {
  for (let i: usize = 0; i < size; i += STRIDE) v128.store(at + i, v128.load(from + i));
  return at + size;
}
