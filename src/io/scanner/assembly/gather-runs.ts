// Copies the lines of runs of rows one behind the other, with a text behind those that were read, and sums these up while they are at hand.
import { hashLine, SUM_MASK } from './line-sum.ts';

const STRIDE: usize = 16;
const RUN_BYTES: usize = 12;
const CARRIAGE_RETURN: u8 = 0x0d;

/** Where what was gathered last ends. */
export let gatheredEnd: usize = 0;

/**
 * A run is three numbers of 32 bits: its source, its first row and the one behind its last. A source is four: where the offsets (64 bits),
 * starts and lengths (32 bits) of its row 0 stand, and its bytes, behind which starts count. Lines have a newline behind them. Those whose
 * offset is not negative were read: the text goes behind them, before the carriage return that they may end with. The target needs 16 bytes
 * more than is written. Returns the sum, modulo 2^48, of the hashes of the lines that were read, without the text.
 */
export function gatherRuns(runs: usize, count: u32, sources: usize, text: usize, textLength: usize, target: usize): f64 {
  let sum: u64 = 0;
  for (const end = runs + usize(count) * RUN_BYTES; runs < end; runs += RUN_BYTES) {
    const source = sources + (usize(load<u32>(runs)) << 4);
    let row = usize(load<u32>(runs, 4));
    const rowsEnd = usize(load<u32>(runs, 8));
    const offsets = usize(load<u32>(source));
    const starts = usize(load<u32>(source, 4));
    const lengths = usize(load<u32>(source, 8));
    const bytes = usize(load<u32>(source, 12));
    for (; row < rowsEnd; row++) {
      const from = bytes + load<u32>(starts + (row << 2));
      const length = usize(load<u32>(lengths + (row << 2)));
      let copied: usize = 0;
      if (load<f64>(offsets + (row << 3)) >= 0) {
        sum += hashLine(from, length);
        if (textLength != 0) {
          copied = length > 0 && load<u8>(from + length - 1) == CARRIAGE_RETURN ? length - 1 : length;
          target = copy(text, textLength, copy(from, copied, target));
        }
      }
      target = copy(from + copied, length + 1 - copied, target);
    }
  }
  gatheredEnd = target;
  return f64(sum & SUM_MASK);
}

// @ts-ignore: decorator
@inline
function copy(from: usize, size: usize, at: usize): usize {
  for (let i: usize = 0; i < size; i += STRIDE) v128.store(at + i, v128.load(from + i));
  return at + size;
}
