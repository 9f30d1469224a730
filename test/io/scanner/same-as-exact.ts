// Decodes a log both ways and tells the first difference, down to the bits of each column.
import { createChunkDecoder } from '../../../src/io/create-decoder.js';
import type { DecodedChunk } from '../../../src/io/decode.js';
import { createScanner } from '../../../src/io/scanner/scanner.js';
import { createKernel, type Kernel } from '../../../src/io/scanner/kernel.js';
import type { Batch } from '../../../src/model/batch.js';
import { SeriesTable } from '../../../src/model/series.js';
import type { RandomLog } from './random-log.js';

const COLUMNS = [
  'timeMs', 'timeNs', 'value', 'series', 'status', 'flag', 'reason', 'origin', 'arrival', 'offset', 'start', 'length',
] as const satisfies readonly (keyof Batch)[];

/** What a log came to, both ways alike. */
export interface Comparison {
  lines: number;
  events: number;
  faults: number;
  /** Events that the kernel took, without the exact decoder. */
  byKernel: number;
  /** The first difference, if there is one. */
  difference?: string;
}

/** Decodes the chunks one after the other with one scanner and one exact decoder. */
export function compare({ options, chunks }: Pick<RandomLog, 'options' | 'chunks'>): Comparison {
  const comparison: Comparison = { lines: 0, events: 0, faults: 0, byKernel: 0 };
  const tables = [new SeriesTable(), new SeriesTable()] as const;
  const scan = createScanner(options, tables[0], countingKernel((rows) => (comparison.byKernel += rows)));
  const decode = createChunkDecoder(options, tables[1]);
  let offset = 0;
  for (const chunk of chunks) {
    const scanned = scan(chunk, chunk.length, comparison.lines, offset);
    const exact = decode(chunk, chunk.length, comparison.lines, offset);
    comparison.difference ??= differenceOf(scanned, exact) ?? sensorDifference(...tables);
    comparison.lines += exact.lines;
    comparison.events += exact.batch.count;
    comparison.faults += exact.faults.length;
    offset += chunk.length;
  }
  return comparison;
}

function countingKernel(onRows: (rows: number) => void): Kernel {
  const kernel = createKernel()!;
  return {
    ...kernel,
    scanLines: (...range) => {
      const before = kernel.rowCount.value;
      const stop = kernel.scanLines(...range);
      onRows(kernel.rowCount.value - before);
      return stop;
    },
  };
}

function differenceOf(scanned: DecodedChunk, exact: DecodedChunk): string | undefined {
  const counts = ({ lines, blank, faults, batch }: DecodedChunk) => JSON.stringify([lines, blank, batch.count, batch.byteCount, faults]);
  if (counts(scanned) !== counts(exact)) return `counts: ${counts(scanned)} instead of ${counts(exact)}`;
  if (scanned.batch.bytes !== exact.batch.bytes) return 'bytes are not the chunk';
  for (const name of COLUMNS) {
    const found = bitsOf(scanned.batch, name);
    const expected = bitsOf(exact.batch, name);
    if (found.equals(expected)) continue;
    const rows = Array.from({ length: exact.batch.count }, (_, i) => i);
    const row = rows.find((i) => !Object.is(scanned.batch[name][i], exact.batch[name][i])) ?? -1;
    const line = exact.batch.bytes.subarray(exact.batch.start[row]).toString().split('\n')[0];
    return `${name} of row ${row}: ${scanned.batch[name][row]} instead of ${exact.batch[name][row]} in ${line}`;
  }
  return undefined;
}

function bitsOf(batch: Batch, name: (typeof COLUMNS)[number]): Buffer {
  const column = batch[name].subarray(0, batch.count);
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength);
}

function sensorDifference(scanned: SeriesTable, exact: SeriesTable): string | undefined {
  const ids = (table: SeriesTable) => JSON.stringify(Array.from({ length: table.size }, (_, i) => table.id(i)));
  return ids(scanned) === ids(exact) ? undefined : `sensors: ${ids(scanned)} instead of ${ids(exact)}`;
}
