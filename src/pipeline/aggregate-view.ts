// A view of a log: its aggregates computed from scratch, or brought up to date where only the windows that can have changed are computed anew.
import { createWindows, type TumblingWindow } from '../aggregate/tumbling-windows.js';
import { BLOCK_BYTES, blocksBetween, type BlockIndex } from '../io/block-index.js';
import { createDecoder } from '../io/create-decoder.js';
import type { ChunkDecoder } from '../io/decode.js';
import { withTurns } from '../io/find-turns.js';
import { formatOf } from '../io/format-of.js';
import { createDigester, type FileSummary } from '../io/index-log.js';
import { indexLogBeside, type IndexOutcome, type LogIndexedBeside } from '../io/index-log-beside.js';
import type { Log } from '../io/log.js';
import { createLineWindow } from '../io/scanner/line-window.js';
import { SeriesTable } from '../model/series.js';
import { orderIndexed } from '../replay/order-indexed.js';
import { orderLog, type OrderOptions } from '../replay/order-log.js';
import type { LoadedCalculation, ViewSettings } from './aggregate-options.js';
import type { LearnedCadence } from './learn-cadence.js';
import { emptyReplayAccounting, type ReplayAccounting } from './replay-accounting.js';
import { selectRows, settleReplay } from './replay-rows.js';
import { changedBlocks, staleStretches, touchesCadence } from './stale-windows.js';
import { sourceBlocks, sourcesOf, type KnownManifest, type MadeManifest, type SourceBlock, type ViewManifest } from './view-manifest.js';
import { firstWindowFrom, WindowLines } from './window-lines.js';
import { WindowAggregator, type WindowRows } from './window-rows.js';

/** How a view is computed; changes nothing of what it is. */
export interface AggregateOptions {
  readonly memoryBytes?: number;
  /** As of a replay; the time index tells which parts of a log have changed. */
  readonly indexFromBytes?: number;
  /** Read all of a log that has grown, and do not trust that what was there is as it was. */
  readonly verify?: boolean;
}

/** Takes the view's bytes in order. */
export interface ViewOutput {
  write(bytes: Buffer): Promise<void>;
  readonly byteCount: number;
  readonly crc32: number;
}

/** A view that stands, to be brought up to date. */
export interface ExistingView {
  readonly manifest: KnownManifest;
  /** Bytes of the view. */
  read(offset: number, byteCount: number): AsyncIterable<Buffer>;
}

/** What was done. */
export interface AggregateResult {
  readonly manifest: MadeManifest;
  readonly files: readonly FileSummary[];
  readonly indexes: readonly IndexOutcome[];
  readonly notice?: string;
  /** Lines of the log; of an update what was replayed is counted in `replayed` alone. */
  readonly lines: number;
  readonly deadLetters: number;
  readonly replayed: ReplayAccounting;
  /** Windows computed, of how many there are; why all were, where an update was asked for. */
  readonly computed: number;
  readonly whole?: string;
  /** The log is as it was: nothing was written, and the view stays. */
  readonly isCurrent: boolean;
  /** Bytes of the log that were read, of how many there are. */
  readonly readBytes: number;
  readonly logBytes: number;
}

/** What the writing of a view needs. */
interface Job {
  readonly log: Log;
  readonly indexed: LogIndexedBeside;
  readonly decode: ChunkDecoder;
  readonly series: SeriesTable;
  readonly settings: ViewSettings;
  readonly calculation: LoadedCalculation | undefined;
  readonly memoryBytes: number | undefined;
  readonly output: ViewOutput;
  readonly replayed: ReplayAccounting;
}

/**
 * Computes a view, or brings `existing` up to date: byte for byte what computing it from scratch gives. Time of an update: O(bytes that
 * came or changed, and of the blocks that the changed windows touch), where the log has a time index; else O(bytes). Memory: the readings
 * of one window of all series, and what replaying takes.
 *
 * @throws TelemendError where the log cannot be read, or the calculation throws.
 */
export async function aggregateLog(
  log: Log,
  given: ViewSettings,
  output: ViewOutput,
  options: AggregateOptions = {},
  calculation?: LoadedCalculation,
  existing?: ExistingView,
): Promise<AggregateResult> {
  const settings = { ...given, decode: await withTurns(log, given.decode) };
  const series = new SeriesTable();
  const { decode, notice } = createDecoder(settings.decode, series);
  const { maxLineBytes } = settings.decode;
  const { indexFromBytes = Infinity, verify = false, memoryBytes } = options;
  const indexed = await indexLogBeside(log, createDigester(log, decode), settings.decode, { maxLineBytes, writeFromBytes: indexFromBytes, trustsGrowth: !verify });
  const job: Job = { log, indexed, decode, series, settings, calculation, memoryBytes, output, replayed: emptyReplayAccounting() };
  const whole = existing && reasonForAll(existing.manifest, job);
  const { index, files, lines, faults, outcomes } = indexed;
  const blocks = sourceBlocks(index);
  const isCurrent = existing !== undefined && whole === undefined && isSameLog(existing.manifest, files, blocks);
  const made = isCurrent ? { ...existing.manifest, windows: keptWindows(existing.manifest), computed: 0, readBytes: 0 }
    : existing && whole === undefined ? await updateView(job, existing.manifest, existing)
    : await computeView(job);
  const { byteCount, crc32 } = isCurrent ? existing.manifest.view : output;
  const { calculation: _, ...source } = calculation ?? { calculation: undefined, path: '', sha256: '' };
  return {
    manifest: {
      settings: given,
      calculation: calculation && source,
      inputs: files.map((file) => ({ name: file.name, byteCount: file.byteCount, crc32: file.crc32 })),
      view: { byteCount, crc32, rows: made.windows.rows },
      cadences: made.cadences,
      blocks,
      windows: made.windows,
    },
    files, indexes: outcomes, notice, lines, deadLetters: faults, replayed: job.replayed,
    computed: made.computed, whole, isCurrent,
    readBytes: made.readBytes + outcomes.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0),
    logBytes: files.reduce((sum, file) => sum + file.byteCount, 0),
  };
}

/** From so much on, making a window of lines takes less time than it saves. */
const WORTHWHILE_BYTES = 2 ** 21;

interface MadeView {
  readonly windows: WindowLines;
  readonly cadences: ReadonlyMap<string, LearnedCadence>;
  readonly computed: number;
  readonly readBytes: number;
}

/** Why an update has to compute every window; undefined where it has not. */
function reasonForAll(old: ViewManifest, { indexed: { index }, calculation }: Job): string | undefined {
  if (old.calculation?.sha256 !== calculation?.sha256) return 'the calculation is another one';
  if (touchesCadence(changedBlocks(old.blocks, sourceBlocks(index)), old.cadences)) return 'the readings that a cadence was learned from may have changed';
  return undefined;
}

function isSameLog({ inputs, blocks: before }: ViewManifest, files: readonly FileSummary[], blocks: readonly SourceBlock[]): boolean {
  return inputs.length === files.length && inputs.every(({ name }, i) => name === files[i].name) && changedBlocks(before, blocks).length === 0;
}

async function computeView(job: Job): Promise<MadeView> {
  const aggregator = new WindowAggregator(job.settings, job.series, job.calculation?.calculation);
  const windows = new WindowLines();
  for await (const window of computeWindows(job, aggregator)) await writeWindow(job, window, aggregator, windows);
  aggregator.finish();
  for (const window of aggregator.take()) await writeWindow(job, window, aggregator, windows);
  await writeHeader(job, aggregator);
  return { windows, cadences: aggregator.cadences(), computed: windows.count, readBytes: bytesOf(job.indexed.index, -Infinity, Infinity) };
}

async function updateView(job: Job, old: KnownManifest, view: ExistingView): Promise<MadeView> {
  const { index } = job.indexed;
  const stretches = staleStretches(changedBlocks(old.blocks, sourceBlocks(index)), createWindows(job.settings.windowMs, job.settings.timeZone));
  const headerBytes = old.windows.bytes.subarray(0, old.windows.count).reduce((rest, bytes) => rest - bytes, old.view.byteCount);
  const known = { cadences: old.cadences, header: await textOf(view.read(0, headerBytes)) };
  const aggregator = new WindowAggregator(job.settings, job.series, job.calculation?.calculation, known);
  // Rows of new series wait for their cadence, maybe until the last stretch is read: so all come first, then the view is put together.
  const computed: WindowRows[] = [];
  let readBytes = 0;
  for (const stretch of stretches) {
    for await (const window of computeWindows(job, aggregator, stretch)) computed.push(window);
    readBytes += bytesOf(index, stretch.startMs, stretch.endMs - 1);
  }
  aggregator.finish();
  computed.push(...aggregator.take());

  const windows = new WindowLines();
  let offset = headerBytes;
  let next = 0;
  const skipTo = (end: number) => {
    for (; next < end; next++) offset += old.windows.bytes[next];
  };
  const keepUntil = async (startMs: number) => {
    const [from, first] = [offset, next];
    skipTo(firstWindowFrom(old.windows, startMs, next));
    windows.addKept(old.windows, first, next);
    if (offset > from) await writeHeader(job, aggregator);
    for await (const piece of view.read(from, offset - from)) await job.output.write(piece);
  };
  let nextComputed = 0;
  for (const { startMs, endMs } of stretches) {
    await keepUntil(startMs);
    while (computed[nextComputed]?.startMs < endMs) await writeWindow(job, computed[nextComputed++], aggregator, windows);
    skipTo(firstWindowFrom(old.windows, endMs, next));
  }
  await keepUntil(Infinity);
  await writeHeader(job, aggregator);
  return { windows, cadences: new Map([...old.cadences, ...aggregator.cadences()]), computed: computed.length, readBytes };
}

/** Replays the log, or a stretch of whole windows of it, and gives the windows that are complete. */
async function* computeWindows(job: Job, aggregator: WindowAggregator, stretch?: TumblingWindow): AsyncGenerator<WindowRows, void, undefined> {
  const { log, indexed, decode, series, settings, memoryBytes, replayed } = job;
  const from = stretch && { timeMs: stretch.startMs, timeNs: 0 };
  const to = stretch && { timeMs: stretch.endMs, timeNs: 0 };
  const { readEventId } = formatOf(settings.decode);
  const { index } = indexed;
  const order = (limits: OrderOptions) => orderLog(log, index, decode, series, limits);
  const window = isWorthAWindow(job, stretch) ? createLineWindow(settings.decode, series, BLOCK_BYTES, memoryBytes) : undefined;
  const ordered = window ? orderIndexed(log, window, index, { from, to, memoryBytes }, order) : order({ from, to, memoryBytes });
  for await (const batch of settleReplay(selectRows(ordered, series, { sensors: settings.sensors }, replayed), readEventId, replayed)) {
    aggregator.add(batch);
    yield* aggregator.take();
  }
}

/** Whether so much is read that it is worth the memory and the time to make a window of lines. */
function isWorthAWindow({ indexed: { index } }: Job, stretch?: TumblingWindow): boolean {
  return !stretch || bytesOf(index, stretch.startMs, stretch.endMs - 1) >= WORTHWHILE_BYTES;
}

/** Writes what stands before the first row, unless something stands there. */
async function writeHeader({ output }: Job, { header }: WindowAggregator): Promise<void> {
  if (output.byteCount === 0) await output.write(Buffer.from(header));
}

async function writeWindow(job: Job, { startMs, endMs, rows, text }: WindowRows, aggregator: WindowAggregator, windows: WindowLines): Promise<void> {
  await writeHeader(job, aggregator);
  const bytes = Buffer.from(text);
  await job.output.write(bytes);
  windows.add({ startMs, endMs, rows, bytes: bytes.length, sources: sourcesOf(job.indexed.index, { startMs, endMs }) });
}

function keptWindows({ windows }: KnownManifest): WindowLines {
  const kept = new WindowLines();
  kept.addKept(windows, 0, windows.count);
  return kept;
}

async function textOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = [];
  for await (const piece of pieces) read.push(Buffer.from(piece));
  return Buffer.concat(read).toString();
}

/** Bytes of the blocks that can hold events of whole milliseconds fromMs to toMs. */
function bytesOf(index: BlockIndex, fromMs: number, toMs: number): number {
  return blocksBetween(index, fromMs, toMs).reduce((sum, block) => sum + index.byteLength[block], 0);
}
