// Surveys a part of a log by itself, in whichever thread: what comes of it is small, and is put together in input order.
import { digestBlocks, type DigestedBlock } from '../io/block-digest.js';
import { DEFAULT_CHUNK_OPTIONS, readChunks } from '../io/chunks.js';
import type { DecodeOptions } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import { createPassScanner, type PassScanner } from '../io/scanner/pass-scanner.js';
import { scanChunks, type ScanOptions } from '../io/scan.js';
import { rawLine, type Batch } from '../model/batch.js';
import { Flag, Origin } from '../model/flag.js';
import { SeriesTable } from '../model/series.js';
import { CLUSTER_SILENCE_MS, type TimeCluster } from '../stats/time-clusters.js';
import { createChecks, type CheckOptions } from '../validate/checks.js';
import type { PlainLine } from './earliest-lines.js';
import { refuseTooManySeries } from './series-limit.js';
import { emptySummary, type SeriesSummary } from './series-summary.js';

/** What a part of a log says of one series. Plain data. */
export interface PartOfSeries {
  readonly sensorId: string;
  readonly events: number;
  readonly least: number;
  readonly most: number;
  readonly clusters: readonly TimeCluster[];
  readonly lines: readonly PlainLine[];
}

/** A part of a log after its first pass, input positions counted from its own first line. Plain data. */
export interface SurveyedPart {
  readonly blocks: readonly DigestedBlock[];
  /** In the order in which they are met; none where only the blocks were asked for. */
  readonly series: readonly PartOfSeries[];
  /** The sum of its events' lines: see createLineSum; likewise. */
  readonly lineSum: number;
}

/** What to make of a part: only its blocks, or the series in them too. */
export interface SurveyOptions extends ScanOptions {
  readonly depth: 'blocks' | 'series';
  /** Cut what is read at once into blocks of about so many bytes; by default it is one. */
  readonly blockBytes?: number;
}

/** Surveys parts of one log, one at a time. */
export type SurveyPart = (options: SurveyOptions) => Promise<SurveyedPart>;

/** O(bytes) a part; memory: a few chunks and some thousand bytes a series. @throws TelemendError where there are too many series. */
export function createPartSurveyor(log: Log, decodeOptions: DecodeOptions, checkOptions: CheckOptions): SurveyPart {
  const table = new SeriesTable();
  const totalBytes = log.files.reduce((sum, { size }) => sum + size, 0);
  let scanner: PassScanner | undefined;
  const check = createChecks(checkOptions, (one) => table.id(one));
  return async ({ depth, blockBytes = Infinity, ...options }) => {
    const summaries: (SeriesSummary | undefined)[] = [];
    const met: number[] = [];
    const blocks: DigestedBlock[] = [];
    let lineSum = 0;
    // Memory for more than the log holds would cost a small one more than reading it.
    const chunkBytes = Math.min(options.chunkBytes ?? DEFAULT_CHUNK_OPTIONS.chunkBytes, totalBytes);
    const { decode, sumLines, allocate } = (scanner ??= createPassScanner(decodeOptions, table, chunkBytes, totalBytes));
    for await (const block of scanChunks(readChunks(log, { ...options, chunkBytes, allocate }), decode, options.firstArrival)) {
      const { batch } = block.decoded;
      if (depth === 'series') {
        check(batch);
        refuseTooManySeries(table.size);
        sumUp(batch, summaries, met);
        lineSum = (lineSum + sumLines(batch, 0, batch.count)) % LINE_SUM_MODULUS;
      }
      blocks.push(...(await digestBlocks(log, block, blockBytes)));
    }
    const series = met.map((number) => {
      const { clusters, lines, ...numbers } = summaries[number]!;
      return { sensorId: table.id(number), ...numbers, clusters: clusters.clusters(), lines: lines.plain() };
    });
    return { blocks, series, lineSum };
  };
}

/** Adds a batch to the summaries of its series; those met for the first time are appended to `met`. O(rows). */
function sumUp(batch: Batch, summaries: (SeriesSummary | undefined)[], met: number[]): void {
  const { count, series } = batch;
  for (let from = 0; from < count; ) {
    const run = sumUpRun(batch, from);
    let summary = summaries[series[from]];
    if (!summary) {
      summary = summaries[series[from]] = emptySummary();
      met.push(series[from]);
    }
    addRun(summary, batch, from, run);
    from = run.end;
  }
}

/** What rows of one series that follow each other come to. */
interface RowRunSum {
  end: number;
  /** Of its good observed readings. */
  good: number;
  least: number;
  most: number;
  firstMs: number;
  lastMs: number;
}

/** Sums up the rows of one series from a row on. By itself, and with nothing but numbers in it: it is what each row of the log goes through. */
function sumUpRun({ count, timeMs, value, series, flag, origin }: Batch, from: number): RowRunSum {
  const one = series[from];
  let [good, least, most, firstMs, lastMs] = [0, Infinity, -Infinity, Infinity, -Infinity];
  let row = from;
  for (; row < count && series[row] === one; row++) {
    if (origin[row] !== Origin.Observed || flag[row] === Flag.Fail || flag[row] === Flag.Missing) continue;
    good++;
    if (value[row] < least) least = value[row];
    if (value[row] > most) most = value[row];
    if (timeMs[row] < firstMs) firstMs = timeMs[row];
    if (timeMs[row] > lastMs) lastMs = timeMs[row];
  }
  return { end: row, good, least, most, firstMs, lastMs };
}

function addRun(summary: SeriesSummary, batch: Batch, from: number, { end, good, least, most, firstMs, lastMs }: RowRunSum): void {
  summary.events += end - from;
  if (good === 0) return;
  summary.least = Math.min(summary.least, least);
  summary.most = Math.max(summary.most, most);
  const { timeMs, timeNs, flag, origin, arrival } = batch;
  // Instants so near to each other share a cluster in any case.
  const isOneCluster = lastMs - firstMs <= CLUSTER_SILENCE_MS;
  if (isOneCluster) summary.clusters.addSpan(firstMs, lastMs, good);
  if (isOneCluster && !summary.lines.wants(firstMs)) return;
  for (let row = from; row < end; row++) {
    if (origin[row] !== Origin.Observed || flag[row] === Flag.Fail || flag[row] === Flag.Missing) continue;
    if (!isOneCluster) summary.clusters.addSpan(timeMs[row], timeMs[row], 1);
    if (summary.lines.wants(timeMs[row])) summary.lines.add(timeMs[row], timeNs[row], arrival[row], rawLine(batch, row));
  }
}
