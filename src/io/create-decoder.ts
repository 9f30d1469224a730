// Picks the decoder: the scanner where this machine can run it, else the exact one, which gives the same and takes longer.
import type { SeriesTable } from '../model/series.js';
import { chunkDecoder, type ChunkDecoder, type DecodeOptions } from './decode.js';
import { formatOf } from './format-of.js';
import { createLocalClock } from './local-clock.js';
import { createKernel } from './scanner/kernel.js';
import { createScanner } from './scanner/scanner.js';

const SLOW_NOTICE = 'WebAssembly with SIMD is not to be had here: logs are read in plain JavaScript, with the same result, but slower';

/** The decoder to use. */
export interface PickedDecoder {
  readonly decode: ChunkDecoder;
  /** What a person should be told once: that it is the slow one, and why. */
  readonly notice?: string;
}

/** How a decoder hands its batches out. */
export interface HandOut {
  /** A batch need only hold until the next call, so its columns may be lent instead of given away. */
  readonly lends?: boolean;
}

/**
 * The fastest decoder of chunks that this machine can run, for sensors numbered in `series`.
 *
 * @example
 * const { decode, notice } = createDecoder(DECODE_DEFAULTS, new SeriesTable());
 */
export function createDecoder(options: DecodeOptions, series: SeriesTable, { lends }: HandOut = {}): PickedDecoder {
  const kernel = createKernel();
  if (!kernel) return { decode: createChunkDecoder(options, series), notice: SLOW_NOTICE };
  return { decode: createScanner(options, series, kernel, lends) };
}

/**
 * The exact decoder of chunks, whose sensors are numbered in `series`.
 *
 * @example
 * const decode = createChunkDecoder(DECODE_DEFAULTS, new SeriesTable());
 * const { batch, faults } = decode(bytes, bytes.length, 0, 0);
 */
export function createChunkDecoder(options: DecodeOptions, series: SeriesTable): ChunkDecoder {
  return chunkDecoder(formatOf(options).createLinesDecoder(series), createLocalClock(options, series));
}

/** The notice of any decoder on this machine, for who does not hold one. */
export function decoderNotice(): string | undefined {
  return createKernel() ? undefined : SLOW_NOTICE;
}
