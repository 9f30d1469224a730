// What `telemend index` does: brings the time indexes of logs up to date, or compares them with the logs, and says what it found.
import { sumOf, timeSpan, type BlockIndex } from '../io/block-index.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import { fileBlocks } from '../io/file-index.js';
import { withTurns } from '../io/find-turns.js';
import { indexLogBeside, type IndexOutcome } from '../io/index-log-beside.js';
import { isStdin, type Log } from '../io/log.js';
import { openEventLog } from '../io/open-event-log.js';
import { canHaveTimeIndex, differingBlocks, readTimeIndex, timeIndexPath } from '../io/time-index.js';
import { withDefaults } from '../model/defaults.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant } from '../model/instant.js';
import { SeriesTable } from '../model/series.js';
import { createLogReader } from '../pipeline/log-reader.js';
import type { ReadOptions } from '../pipeline/options.js';
import { planReading, predictHeldBytes } from '../replay/reading-plan.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { printable } from '../report/printable.js';
import type { IndexFlags } from './index-flags.js';
import { note, setExitCode } from './notes.js';
import { bytesOf, withProgress } from './progress.js';

const STATE_TEXT: Readonly<Record<IndexOutcome['state'], string>> = {
  current: 'up to date',
  extended: 'brought up to date',
  built: 'built',
  none: 'impossible',
};

/** Builds or refreshes the time index of each log. */
export async function runIndex(inputs: readonly string[], flags: IndexFlags, input: ReadOptions): Promise<void> {
  await withPlainFiles(inputs, input, async (log, options) => {
    const settings = await withTurns(log, withDefaults(DECODE_DEFAULTS, options));
    if (settings.turns) refuseDoubledHour(settings);
    const reader = createLogReader(log, settings, {}, new SeriesTable());
    const { digest, notice } = reader;
    if (notice !== undefined) note(notice);
    const { maxLineBytes } = settings;
    const { index, outcomes } = await withProgress({ label: 'index', stages: [{ bytes: bytesOf(log), weight: 1 }], output: undefined }, () => (
      indexLogBeside(log, digest, settings, { maxLineBytes, writeFromBytes: 0, rebuild: flags.rebuild })
    )).finally(() => reader.close());
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.failure) throw outcome.failure;
      process.stdout.write(summaryOf(outcome, timeIndexPath(log.files[i]), fileBlocks(index, i)));
    }
    setExitCode(false);
  });
}

/** Compares each log with its time index, block by block. */
export async function runVerify(inputs: readonly string[], flags: IndexFlags, input: ReadOptions): Promise<void> {
  await withPlainFiles(inputs, input, async (log, options) => {
    const settings = withDefaults(DECODE_DEFAULTS, options);
    let differs = false;
    for (const file of log.files) {
      const index = await readTimeIndex(file, settings);
      const path = printable(timeIndexPath(file));
      if (!index) {
        differs = true;
        process.stdout.write(`${path}: damaged, or made by another version or with other options\n`);
        continue;
      }
      const { blocks, mark } = index;
      const differing = await differingBlocks(file, index);
      differs ||= differing.length > 0;
      const same = formatCount(blocks.count - differing.length);
      process.stdout.write(`${path}: ${same} of ${formatNoun(blocks.count, 'block')} as indexed\n`);
      for (const i of differing) {
        const end = blocks.offset[i] + blocks.byteLength[i];
        const [bytes, line] = [`${blocks.offset[i]} to ${end}`, blocks.firstArrival[i] + 1 + (file.headLines ?? 0)];
        process.stdout.write(`  block ${i + 1} differs: bytes ${bytes}, lines from ${line} on\n`);
      }
      if (file.size > mark.size) note(`${file.name} has grown by ${formatCount(file.size - mark.size)} bytes since it was indexed`);
    }
    if (differs) note('an index does not fit its log', 'telemend index --rebuild makes it anew');
    setExitCode(differs, flags.exitZero);
  });
}

/** Where a line of such an hour stands in time depends on lines around it, which no block holds. */
function refuseDoubledHour({ timezone }: DecodeOptions): never {
  throw new TelemendError('not-usable', `a log with times that the clock of ${timezone} shows twice can have no index: which hour they mean shows in the whole log alone`, {
    hint: 'replay it without one, or log in UTC; a logger that is never put forward has an offset that always holds: --timezone +01:00',
  });
}

async function withPlainFiles(
  inputs: readonly string[],
  input: ReadOptions,
  work: (log: Log, options: ReadOptions) => Promise<void>,
): Promise<void> {
  if (inputs.some(isStdin)) throw new TelemendError('usage', 'stdin can have no index', { hint: 'name a file' });
  const { log, options } = await openEventLog(inputs, input);
  try {
    const other = log.files.find((file) => !canHaveTimeIndex(file));
    if (other) {
      throw new TelemendError('not-usable', `${other.name} can have no index: it is no plain file`, {
        file: other.name,
        hint: 'decompress it first: only a plain file can be entered in the middle',
      });
    }
    await work(log, options);
  } finally {
    await log.close();
  }
}

function summaryOf({ state, written }: IndexOutcome, path: string, blocks: BlockIndex): string {
  const { minMs, maxMs } = timeSpan(blocks);
  const events = sumOf(blocks, 'rowCount');
  const rows = [
    ['lines', `${formatCount(sumOf(blocks, 'lineCount'))} in ${formatNoun(blocks.count, 'block')}`],
    ['events', formatCount(events)],
    ['no event', formatCount(sumOf(blocks, 'faultCount'))],
    ['blank', formatCount(sumOf(blocks, 'blankCount'))],
    ...(events > 0 ? [['from', formatInstant(minMs, 0)], ['to', formatInstant(maxMs, 0)]] : []),
    ['outliers', `${formatCount(blocks.outliers.count)} far behind, kept aside`],
    ['order', `about ${mebibytes(predictHeldBytes(blocks, planReading(blocks, -Infinity, Infinity)))} wait at once`],
    ...(written ? [['size', `${formatCount(written.byteCount)} bytes`]] : []),
  ];
  return `${printable(path)}: ${STATE_TEXT[state]}\n${rows.map(([name, value]) => `  ${name.padEnd(10)}${value}\n`).join('')}`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
