// Picks the decoder: the scanner where this machine can run it, else the exact one, which gives the same and takes longer.
import type { SeriesTable } from '../model/series.js';
import { createChunkDecoder, type ChunkDecoder, type DecodeOptions } from './decode.js';
import { createKernel } from './scanner/kernel.js';
import { createScanner } from './scanner/scanner.js';

/** The decoder to use. */
export interface PickedDecoder {
  readonly decode: ChunkDecoder;
  /** What a person should be told once: that it is the slow one, and why. */
  readonly notice?: string;
}

/**
 * The fastest decoder of chunks that this machine can run, for sensors numbered in `series`.
 *
 * @example
 * const { decode, notice } = createDecoder(DECODE_DEFAULTS, new SeriesTable());
 */
export function createDecoder(options: DecodeOptions, series: SeriesTable): PickedDecoder {
  const kernel = createKernel();
  if (kernel) return { decode: createScanner(options, series, kernel) };
  return {
    decode: createChunkDecoder(options, series),
    notice: 'this Node has no WebAssembly with SIMD: lines are read in plain JavaScript, with the same result and several times slower',
  };
}
