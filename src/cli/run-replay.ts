// What `telemend replay` does: opens the log, lets the replay through to the output, and says what became of every line.
import { PassThrough, type Readable } from 'node:stream';
import { createOutputs } from '../io/commit.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import { encodeDeadLetter } from '../io/dead-letters.js';
import type { IndexOutcome } from '../io/index-log-beside.js';
import { formatOf } from '../io/format-of.js';
import { openEventLog } from '../io/open-event-log.js';
import type { LineWriter } from '../io/line-format.js';
import type { OutputFile } from '../io/output.js';
import { linesOf } from '../io/row-writer.js';
import type { Batch } from '../model/batch.js';
import { withDefaults } from '../model/defaults.js';
import { formatDuration } from '../model/duration.js';
import type { ReadOptions } from '../pipeline/options.js';
import type { ReplayAccounting } from '../pipeline/replay-accounting.js';
import { readWindows } from '../pipeline/read-windows.js';
import { startReplay, type Replay } from '../pipeline/replay-log.js';
import { gridWriter, originalsWriter, outputFormatOf, writerInUnit } from '../pipeline/output-format.js';
import { columnsOfReplayedGrid, withAddedColumns } from '../pipeline/grid-columns.js';
import { Placing } from '../pipeline/placing.js';
import { writeDeadLetters } from '../pipeline/write-dead-letters.js';
import { pace, SYSTEM_CLOCK } from '../replay/pace.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { unitSettings } from './options.js';
import { LIVE_FORMAT_HINT, type ReplayFlags } from './replay-flags.js';
import { ExitCode } from './failure.js';
import { noteFormat } from './format-note.js';
import { gridSettings, noteGrid } from './grid-option.js';
import { onInterruption } from './interruption.js';
import { note, noteLosses, noteTwins, setExitCode } from './notes.js';
import { finishEarlierCommits } from './output.js';
import { bytesOf, withProgress } from './progress.js';

const DEFAULT_LATENESS_MS = 60_000;

/** Logs from this size on get a time index beside them without being asked. */
const INDEX_FROM_BYTES = 64 * 2 ** 20;

/** The output of a replay and its side files, as far as they were asked for. */
interface Outputs {
  lines: OutputFile;
  /** Takes back what was written to `lines`; absent where that cannot be done. */
  readonly restart?: () => Promise<void>;
  readonly dead?: OutputFile;
  readonly late?: OutputFile;
}

/** Replays a log that has an end. */
export async function runReplay(inputs: readonly string[], flags: ReplayFlags, given: ReadOptions): Promise<void> {
  const { from, to, speed, memory, index } = flags;
  const grid = gridSettings(flags);
  const windows = flags.windows === undefined ? undefined : await readWindows(flags.windows);
  await finishEarlierCommits([...inputs, ...outputNames(flags)]);
  const { log, options: input } = await openEventLog(inputs, given);
  const added = grid ? columnsOfReplayedGrid(grid) : [];
  const decodeOptions = grid ? withAddedColumns(withDefaults(DECODE_DEFAULTS, input), added) : withDefaults(DECODE_DEFAULTS, input);
  try {
    const bytes = bytesOf(log);
    // The pace of a paced replay is its own.
    const stages = speed === undefined ? [{ bytes, weight: 1 }, { bytes, weight: 1 }] : [];
    const accounting = await withOutputs(inputs, flags, (outputs) => withProgress({ label: 'replay', stages, output: flags.output ?? '-' }, async (progress) => {
      const { dead, restart } = outputs;
      const placing = new Placing(log.files.length);
      const format = outputFormatOf(flags.output, flags.format, input);
      const written = { to: format, name: flags.output };
      const lines = grid ? await gridWriter(log, decodeOptions, added, written) : await originalsWriter(log, decodeOptions, written);
      const writer = writerInUnit(lines, { ...decodeOptions, ...unitSettings(flags) }, (series) => replay.series.id(series));
      // Other writers hold rows back, and cannot begin again.
      const isPlain = writer.linesOf === linesOf;
      const replay: Replay = await startReplay(log, {
        ...input,
        memoryBytes: memory,
        from,
        to,
        windows,
        grid,
        indexFromBytes: index === false ? undefined : INDEX_FROM_BYTES,
        onDeadLetters: dead && ((block, files) => writeDeadLetters(dead, log, block, placing.lettersOf(block, files))),
        onRestart: isPlain && speed === undefined && restart
          ? async () => {
            await restart();
            await outputs.lines.write(writer.head);
          }
          : undefined,
      });
      progress.pass(1);
      if (replay.notice !== undefined) note(replay.notice);
      const events = speed === undefined ? replay.events : pace(replay.events, speed, SYSTEM_CLOCK);
      const write = isPlain ? (batch: Batch) => outputs.lines.writeSummed(replay.lendLines(batch)) : undefined;
      await writeBatches(events, writer, outputs, speed !== undefined, write);
      noteIndexes(replay.indexes);
      noteTwins(replay.files);
      if (grid) {
        noteGrid(replay.grid!, grid);
        if (input.csv?.wide && format === 'csv') note('a wide table has no place for the original timestamps of its cells', '--format jsonl keeps them');
      }
      return replay.accounting;
    }));
    const lost = noteLosses(log);
    if (2 * accounting.deadLetters > accounting.lines) await noteFormat(log, input);
    noteAccounting(accounting, flags);
    setExitCode(lost || accounting.deadLetters > 0 || isNothing(accounting), flags.exitZero);
  } finally {
    await log.close();
  }
}

/** Replays what arrives on stdin, until it ends or is interrupted: what waits then is written. */
export async function runLiveReplay(
  inputs: readonly string[],
  flags: ReplayFlags,
  input: ReadOptions,
  stdin: Readable = process.stdin,
): Promise<void> {
  const { replayLive } = await import('../pipeline/replay-live.js');
  const latenessMs = flags.lateness ?? DEFAULT_LATENESS_MS;
  await finishEarlierCommits(outputNames(flags));
  let isInterrupted = false;
  const arriving = untilInterruption(stdin, () => (isInterrupted = true));
  const { accounting, neededLatenessMs } = await withOutputs(inputs, flags, async (outputs) => {
    const { dead, late } = outputs;
    const { events, report, accounting } = replayLive(arriving, {
      ...input,
      ...instantsOf(flags),
      latenessMs,
      name: '-',
      onDeadLetter: (place, code, raw) => dead?.write(Buffer.from(encodeDeadLetter(place, code, raw))),
      onLate: (batch) => late?.write(linesOf(batch)),
    });
    await writeBatches(events, formatOf(withDefaults(DECODE_DEFAULTS, input)).originals, outputs, true);
    return { accounting, neededLatenessMs: report.neededLatenessMs };
  });
  noteAccounting(accounting, flags);
  if (accounting.late > 0) {
    const hint = flags.late === undefined ? '--late FILE keeps them' : `they are in ${flags.late}`;
    note(`${formatNoun(accounting.late, 'event')} came late; --lateness ${formatDuration(neededLatenessMs)} would have lost none`, hint);
  }
  setExitCode(accounting.deadLetters > 0 || accounting.late > 0 || isNothing(accounting), flags.exitZero);
  if (isInterrupted) {
    note('interrupted: the events that still waited were written');
    process.exitCode = ExitCode.Interrupted;
  }
}

/** A stream as it arrives, which ends with the first Ctrl-C. */
function untilInterruption(stream: Readable, onInterrupted: () => void): Readable {
  const arriving = new PassThrough();
  stream.on('error', (error) => arriving.destroy(error));
  stream.pipe(arriving);
  onInterruption(() => {
    onInterrupted();
    stream.unpipe(arriving);
    stream.destroy();
    arriving.end();
  });
  return arriving;
}

function instantsOf({ from, to }: ReplayFlags) {
  // Relative moments were refused: live input has no end.
  return { from: from?.kind === 'absolute' ? from : undefined, to: to?.kind === 'absolute' ? to : undefined };
}

function outputNames({ output = '-', dead, late }: ReplayFlags): string[] {
  return [output, dead, late].filter((name) => name !== undefined);
}

async function withOutputs<T>(inputs: readonly string[], flags: ReplayFlags, produce: (outputs: Outputs) => Promise<T>): Promise<T> {
  const outputs = createOutputs({ inputs });
  try {
    const lines = await outputs.open(flags.output ?? '-');
    const dead = flags.dead === undefined ? undefined : await outputs.open(flags.dead);
    const late = flags.late === undefined ? undefined : await outputs.open(flags.late);
    const opened: Outputs = {
      lines,
      dead,
      late,
      restart: outputs.canRestart(lines) ? async () => void (opened.lines = await outputs.restart(opened.lines)) : undefined,
    };
    const result = await produce(opened);
    await outputs.commit();
    return result;
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

/**
 * @param atOnce somebody watches, so nothing waits in a buffer
 * @param write writes the lines of a batch, where that is not for the writer
 */
async function writeBatches(
  batches: AsyncIterable<Batch>,
  writer: LineWriter,
  outputs: Outputs,
  atOnce: boolean,
  write = (batch: Batch) => outputs.lines.write(writer.linesOf(batch)),
): Promise<void> {
  await outputs.lines.write(writer.head);
  for await (const batch of batches) {
    await write(batch);
    if (atOnce) await outputs.lines.flush();
  }
  if (writer.end) await outputs.lines.write(writer.end());
}

function noteIndexes(outcomes: readonly IndexOutcome[]): void {
  for (const { written, failure } of outcomes) {
    if (written) note(`wrote ${written.path}, from which the next replay can start at any time; --no-index writes none`);
    if (failure) note(`went without a time index beside the log: ${failure.message}`);
  }
}

function isNothing({ lines, blank, deadLetters }: ReplayAccounting): boolean {
  return lines === blank + deadLetters;
}

function noteAccounting(accounting: ReplayAccounting, { dead, follow }: ReplayFlags): void {
  const { lines, blank, deadLetters, outside, late, duplicates, events, conflicts } = accounting;
  if (isNothing(accounting)) {
    if (lines === blank) note('the input is empty: there is nothing to replay');
    else note('no line of the input is an event', follow ? LIVE_FORMAT_HINT : undefined);
  }
  const buckets: [count: number, name: string][] = [
    [events, 'replayed'],
    [duplicates, 'duplicate'],
    [outside, 'outside'],
    [late, 'late'],
    [deadLetters, 'no event'],
    [blank, 'blank'],
  ];
  const shown = buckets.filter(([count], i) => i === 0 || count > 0).map(([count, name]) => `${formatCount(count)} ${name}`);
  note(`${formatNoun(lines, 'line')}: ${shown.join(', ')}`);
  if (conflicts > 0) {
    const what = formatNoun(conflicts, 'replayed event differs', 'replayed events differ');
    note(`${what} from an earlier one of the same sensor and instant`);
  }
  if (deadLetters > 0) {
    const hint = dead === undefined ? '--dead FILE keeps them, with the reasons' : `they are in ${dead}`;
    note(`${formatNoun(deadLetters, 'line is', 'lines are')} no event`, hint);
  }
}
