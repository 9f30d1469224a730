// What the index needs to know of a block, taken from its rows alone: so blocks can be digested in any order, and in several threads.
import type { Batch } from '../model/batch.js';
import type { LineFault } from '../model/dead-letter.js';
import { readBytes, type Chunk } from './chunks.js';
import type { DecodedChunk } from './decode.js';
import type { Log, LogFile } from './log.js';
import type { BlockPlace, ScannedBlock } from './scan.js';
import { crc32 } from './scanner/crc32.js';

/** At most one event in so many of a block is kept aside; a block with more that are far behind has simply another time. */
const EVENTS_PER_OUTLIER = 128;

/** The times of a block, and the events that may be far behind all others. Plain data. */
export interface BlockDigest {
  readonly rowCount: number;
  readonly blankCount: number;
  readonly faultCount: number;
  /** Least and greatest time of its events, whole epoch milliseconds (floor); Infinity and -Infinity where there are none. */
  readonly minMs: number;
  readonly maxMs: number;
  /** Its earliest events in input order: one more than may be kept aside, or all. */
  readonly earliest: EarliestRows;
}

/** Parallel columns. */
export interface EarliestRows {
  readonly timeMs: Float64Array;
  readonly arrival: Float64Array;
  /** Byte offset in the file, and length without the newline. */
  readonly offset: Float64Array;
  readonly length: Uint32Array;
}

/** A block as the first pass leaves it: nothing of it is the size of the block, but for its faults. Plain data. */
export interface DigestedBlock {
  readonly kind: Chunk['kind'];
  readonly place: BlockPlace;
  readonly digest: BlockDigest;
  readonly faults: readonly LineFault[];
  /** CRC-32 of its bytes. */
  readonly crc32: number;
  /** Its last line ends the file without a newline. */
  readonly torn: boolean;
}

/** How many events of a block of so many may be kept aside. */
export function mostOutliers(rowCount: number): number {
  return Math.ceil(rowCount / EVENTS_PER_OUTLIER);
}

/** Digests decoded lines. O(rows), and O(rows log outliers) where they come in falling order. */
export function digestRows({ batch, blank, faults }: DecodedChunk): BlockDigest {
  return digestRange(batch, 0, batch.count, blank, faults.length);
}

function digestRange(batch: Batch, from: number, to: number, blankCount: number, faultCount: number): BlockDigest {
  const { timeMs } = batch;
  const count = to - from;
  const kept = Math.min(count, mostOutliers(count) + 1);
  // The earliest rows so far, ascending by time.
  const rows = new Uint32Array(kept);
  let filled = 0;
  let bound = Infinity;
  let maxMs = -Infinity;
  for (let row = from; row < to; row++) {
    const time = timeMs[row];
    if (time > maxMs) maxMs = time;
    if (filled === kept && time >= bound) continue;
    let place = filled < kept ? filled++ : kept - 1;
    for (; place > 0 && timeMs[rows[place - 1]] > time; place--) rows[place] = rows[place - 1];
    rows[place] = row;
    bound = timeMs[rows[filled - 1]];
  }
  const minMs = count > 0 ? timeMs[rows[0]] : Infinity;
  return { rowCount: count, blankCount, faultCount, minMs, maxMs, earliest: pickRows(batch, rows.sort()) };
}

function pickRows({ timeMs, arrival, offset, length }: Batch, rows: Uint32Array): EarliestRows {
  const count = rows.length;
  const picked = {
    timeMs: new Float64Array(count),
    arrival: new Float64Array(count),
    offset: new Float64Array(count),
    length: new Uint32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const row = rows[i];
    picked.timeMs[i] = timeMs[row];
    picked.arrival[i] = arrival[row];
    picked.offset[i] = offset[row];
    picked.length[i] = length[row];
  }
  return picked;
}

/** Digests a block that was scanned. O(bytes). */
export async function digestBlock(log: Log, block: ScannedBlock): Promise<DigestedBlock> {
  const [digested] = await digestBlocks(log, block, Infinity);
  return digested;
}

/** The same of lines that were scanned at once, as blocks of at least so many bytes each, but for the last. */
export async function digestBlocks(log: Log, { place, decoded, chunk }: ScannedBlock, leastBytes: number): Promise<DigestedBlock[]> {
  const { kind, torn } = chunk;
  const { fileIndex, offset } = place;
  if (chunk.kind === 'overlong') {
    const checksum = await checksumOf(log.files[fileIndex], offset, place.byteLength);
    return [{ kind, torn, place, digest: digestRows(decoded), faults: decoded.faults, crc32: checksum }];
  }
  const { batch, faults } = decoded;
  const endArrival = place.firstArrival + place.lineCount;
  const blocks: DigestedBlock[] = [];
  let start = 0;
  let row = 0;
  let arrival = place.firstArrival;
  while (start < place.byteLength) {
    const nextRow = firstRowBehind(batch, start + leastBytes);
    const isLast = nextRow === batch.count;
    const nextStart = isLast ? place.byteLength : batch.start[nextRow];
    const nextArrival = isLast ? endArrival : batch.arrival[nextRow];
    const lineCount = nextArrival - arrival;
    const within = faultsWithin(faults, arrival, nextArrival, start);
    blocks.push({
      kind,
      torn: torn && isLast,
      place: { fileIndex, offset: offset + start, byteLength: nextStart - start, firstArrival: arrival, lineCount },
      digest: digestRange(batch, row, nextRow, lineCount - (nextRow - row) - within.length, within.length),
      faults: within,
      crc32: crc32(chunk.bytes.subarray(start, nextStart)),
    });
    [start, row, arrival] = [nextStart, nextRow, nextArrival];
  }
  return blocks;
}

/** The first row whose line begins so far behind, or further; the number of rows where there is none. */
function firstRowBehind({ start, count }: Batch, bytes: number): number {
  let low = 0;
  for (let high = count; low < high; ) {
    const middle = (low + high) >> 1;
    if (start[middle] < bytes) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The faults of lines [from, to), placed from byte `start` on. */
function faultsWithin(faults: readonly LineFault[], from: number, to: number, start: number): LineFault[] {
  const within = faults.filter(({ arrival }) => arrival >= from && arrival < to);
  return start === 0 ? within : within.map((fault) => ({ ...fault, start: fault.start - start, end: fault.end - start }));
}

/** The same block as part of a log in which it begins `arrivals` lines later. O(earliest rows and faults). */
export function shiftBlock(block: DigestedBlock, arrivals: number): DigestedBlock {
  if (arrivals === 0) return block;
  const { place, digest, faults } = block;
  const { earliest } = digest;
  return {
    ...block,
    place: { ...place, firstArrival: place.firstArrival + arrivals },
    digest: { ...digest, earliest: { ...earliest, arrival: earliest.arrival.map((arrival) => arrival + arrivals) } },
    faults: faults.map((fault) => ({ ...fault, arrival: fault.arrival + arrivals })),
  };
}

/** CRC-32 of a part of a file. */
export async function checksumOf(file: LogFile, offset: number, byteCount: number): Promise<number> {
  let value = 0;
  for await (const piece of readBytes(file, offset, byteCount)) value = crc32(piece, value);
  return value;
}
