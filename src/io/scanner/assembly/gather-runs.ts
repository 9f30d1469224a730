// Copies the lines of runs of rows one behind the other, and sums them up while they are at hand.
import { hashLine, SUM_MASK } from './line-sum.ts';

const STRIDE: usize = 16;
const RUN_BYTES: usize = 12;

/**
 * A run is three numbers of 32 bits: its source, its first row and the one behind its last. A source is four: where the offsets (64 bits),
 * starts and lengths (32 bits) of its row 0 stand, and its bytes, behind which starts count. Lines have a newline behind them. The target
 * needs 16 bytes more than the lines take. Returns the sum, modulo 2^48, of the hashes of lines whose offset is not negative.
 */
export function gatherRuns(runs: usize, count: u32, sources: usize, target: usize): f64 {
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
      if (load<f64>(offsets + (row << 3)) >= 0) sum += hashLine(from, length);
      for (let i: usize = 0; i <= length; i += STRIDE) v128.store(target + i, v128.load(from + i));
      target += length + 1;
    }
  }
  return f64(sum & SUM_MASK);
}
