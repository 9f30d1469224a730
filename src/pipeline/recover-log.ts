// Recovery from files to files: the clean series, and beside it dead letters, audit and manifest, all or nothing.
import { createOutputs } from '../io/commit.js';
import type { FileSystem } from '../io/file-system.js';
import { formatOf } from '../io/format-of.js';
import { letGo } from '../io/let-go.js';
import type { Log } from '../io/log.js';
import type { LogFormat } from '../io/open-event-log.js';
import { linesOf } from '../io/row-writer.js';
import { crc32 } from '../io/scanner/crc32.js';
import type { Batch } from '../model/batch.js';
import type { Corrections } from './corrections.js';
import type { Courses } from './course-counter.js';
import { columnsOfCleanGrid } from './grid-columns.js';
import { encodeManifest } from './manifest.js';
import { keepRows } from '../replay/keep-rows.js';
import { cleanWriter, outputFormatOf, writerInUnit } from './output-format.js';
import { decidingSettings, recoverSettings, type RecoverOptions } from './options.js';
import { startRecovery, type Recovery } from './recover.js';
import { beginSaving, type CheckpointOptions, type RunSaving } from './run-saving.js';
import { writeDeadLetters } from './write-dead-letters.js';

/** Where a recovery is written; what is not named is not written. */
export interface RecoverOutputs {
  readonly output?: string;
  readonly dead?: string;
  readonly audit?: string;
  /** Of a wide table: its made cells, with all that is known of them. */
  readonly cells?: string;
  readonly manifest?: string;
}

/** How a recovery from files to files is done. */
export interface RecoverLogOptions extends RecoverOptions {
  /** Where files are, for tests. @internal */
  readonly fileSystem?: FileSystem;
  /** Names of files that must not be overwritten; the log's own by default. */
  readonly inputs?: readonly string[];
  /** What the manifest calls the command. */
  readonly command?: string;
  /** Corrected dead letters: the log's last input. */
  readonly corrections?: Corrections;
  /** Of the clean series; by default what its name says, or else that of the log. */
  readonly format?: LogFormat;
  /** Has the run saved on its way, so that it can be gone on with; not saved by default. */
  readonly checkpoints?: CheckpointOptions;
  /** Told each batch of the clean series as it is written; the batch holds during the call only. @internal */
  readonly onBatch?: (batch: Batch) => void;
  /** Told the course of each series, by its number, at the end. @internal */
  readonly onCourses?: (courses: Courses) => void;
}

/** The names of the side files of a clean series: `clean.jsonl` has `clean.dead.jsonl`, `clean.audit.jsonl` and `clean.manifest.json`. */
export function sideFileNames(output: string): Required<Omit<RecoverOutputs, 'output'>> {
  const stem = output.replace(/\.(gz|zst)$/i, '').replace(/\.(jsonl|csv|tsv)$/, '');
  return { dead: `${stem}.dead.jsonl`, audit: `${stem}.audit.jsonl`, cells: `${stem}.cells.tsv`, manifest: `${stem}.manifest.json` };
}

/**
 * Recovers a log into files. All of them are new together, or, where anything fails, none is.
 *
 * @returns what was done; its `accounting` is complete and checked.
 * @throws TelemendError where the log cannot be read or an output cannot be written; the old outputs are untouched.
 * @example
 * const log = await openLog(['log.jsonl']);
 * await recoverLog(log, { output: 'clean.jsonl', ...sideFileNames('clean.jsonl') }, { range: { low: 50, high: 55 } });
 */
export async function recoverLog(log: Log, names: RecoverOutputs, options: RecoverLogOptions = {}): Promise<Recovery> {
  const { fileSystem, command = 'recover', onBatch, onCourses } = options;
  const settings = recoverSettings(options);
  const to = outputFormatOf(names.output, options.format, settings);
  const cleanLines = names.output === undefined ? undefined : await cleanWriter(log, settings, settings, { to, name: names.output }, settings.grid && columnsOfCleanGrid(settings.grid));
  const inputs = options.inputs ?? log.files.map((file) => file.name);
  const outputs = createOutputs({ fileSystem, inputs });
  let saving: RunSaving | undefined;
  try {
    const cellLines = to === 'csv' ? formatOf(settings).cellWriter?.(settings) : undefined;
    const cellsName = cellLines && names.cells;
    saving = options.checkpoints && (await beginSaving(outputs, names.output, {
      log, inputs, settings, fileSystem, isWhole: cleanLines?.end === undefined,
      others: [names.dead, names.audit, cellsName],
      task: {
        command, to, names, options: decidingSettings(settings), corrections: options.corrections?.placesCrc32,
        model: settings.model && crc32(Buffer.from(JSON.stringify([...settings.model]))),
      },
    }, options.checkpoints));
    const open = async (name: string | undefined) => (name === undefined ? undefined : outputs.open(name, saving?.writtenOf(name)));
    const files = { clean: await open(names.output), dead: await open(names.dead), audit: await open(names.audit), cells: await open(cellsName) };
    const manifest = await open(names.manifest);
    const saved = (await saving?.goOn(files)) ?? [];
    const { clean, dead, audit, cells } = files;
    saving?.begin();
    const idOf = (series: number) => recovery.profiles[series].sensorId;
    const writer = cleanLines && writerInUnit(cleanLines, settings, idOf);
    const cellWriter = cellLines && writerInUnit(cellLines, settings, idOf);
    const behindRead = onBatch ? undefined : writer?.behindRead;
    const recovery: Recovery = await startRecovery(log, settings, {
      deadLetters: async (block, letters) => {
        if (dead) await writeDeadLetters(dead, log, block, letters);
      },
      audit: async (entries) => {
        await audit?.write(linesOf(entries));
        letGo(entries);
      },
      lines: clean && behindRead && { behindRead, write: (piece) => clean.writeSummed(piece) },
      courses: onCourses,
      checkpoints: saving,
    }, options.corrections, saved);
    if (!saved.some(({ kind }) => kind === 'books')) {
      if (writer) await clean?.write(writer.head);
      if (cellWriter) await cells?.write(cellWriter.head);
    }
    for await (const batch of recovery.series) {
      onBatch?.(batch);
      if (writer) await clean?.write(writer.linesOf(batch));
      if (cells && cellWriter) await cells.write(cellWriter.linesOf(madeRows(batch)));
      letGo(batch);
    }
    if (writer?.end) await clean?.write(writer.end());
    const written = [clean, dead, audit, cells].filter((file) => file !== undefined);
    for (const file of written) await file.end();
    if (manifest) {
      for (const piece of encodeManifest(command, log, settings, recovery, written, options.corrections)) await manifest.write(Buffer.from(piece));
    }
    await outputs.commit();
    return recovery;
  } catch (error) {
    if (saving?.isWorthGoingOn(error)) await outputs.keep();
    else await outputs.abort();
    throw error;
  }
}

/** The rows that were made, of a batch that is needed no more. */
function madeRows(batch: Batch): Batch {
  keepRows(batch, (row) => batch.offset[row] < 0);
  return batch;
}
