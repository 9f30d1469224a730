// Saves a run on its way from log to files, and goes on with one that was saved and then interrupted.
import { readBytes } from '../io/chunks.js';
import type { Checkpoint, CheckpointContent } from '../io/checkpoint.js';
import type { Checksum } from '../io/checksum.js';
import type { OutputSet } from '../io/commit.js';
import { isCompressedName } from '../io/compress.js';
import type { FileSystem } from '../io/file-system.js';
import { nodeFileSystem } from '../io/file-system.js';
import { ifUsable } from '../io/if-usable.js';
import { isStdin, type Log, type LogFile } from '../io/log.js';
import { isRegularTarget } from '../io/output-target.js';
import type { OutputFile } from '../io/output.js';
import { crc32 } from '../io/scanner/crc32.js';
import { TelemendError } from '../model/errors.js';
import { VERSION } from '../model/version.js';
import { chooseChecks } from '../validate/check-rules.js';
import type { RecoverSettings } from './options.js';
import type { Checkpoints, RecoveryPart } from './recovery-state.js';

/** How a run is saved on its way. */
export interface CheckpointOptions {
  /** Go on with a run of the same output that was interrupted; where that cannot be, `onNotice` is told, and the run starts at the start. */
  readonly resume?: boolean;
  /** Least time between two checkpoints, ms; 10 seconds by default, and always twenty times as long as one takes. */
  readonly everyMs?: number;
  /** After so many bytes of the log instead. */
  readonly everyBytes?: number;
  /** Given, once the run can be stopped, what to call to stop it: it ends with an error `interrupted`, and can be gone on with. */
  readonly onStoppable?: (stop: () => void) => void;
  /** Told where the run ends early, for whatever reason, and can be gone on with. */
  readonly onKept?: () => void;
  /** Told where a run goes on with an interrupted one: events before this time, epoch ms, are done; undefined in the middle of the first pass. */
  readonly onResumed?: (cutMs: number | undefined) => void;
  /** Told what a person should know of it. */
  readonly onNotice?: (text: string) => void;
}

/** What a run is about. */
export interface RunSubject {
  readonly log: Log;
  readonly inputs: readonly string[];
  readonly settings: RecoverSettings;
  readonly fileSystem?: FileSystem;
  /** Other outputs that are written as the series is. */
  readonly others: readonly (string | undefined)[];
  /** Whether what was written of the series is whole after each batch. */
  readonly isWhole: boolean;
  /** All else that decides what is written, as plain data. */
  readonly task: object;
}

/** What tells whether a checkpoint is about this run. */
interface Head {
  readonly format: number;
  readonly version: string;
  /** Other arithmetic may make other values. */
  readonly runtime: string;
  readonly task: string;
}

const FORMAT = 2;
const RUNTIME = `v8 ${process.versions.v8} ${process.arch}`;
const EVERY_MS = 10_000;
/** A checkpoint takes this share of the time at most. */
const SHARE = 1 / 20;

/**
 * Begins to save a run whose outputs are about to be opened, or goes on with an interrupted one.
 *
 * @returns undefined where such a run is not saved.
 */
export async function beginSaving(
  outputs: OutputSet,
  output: string | undefined,
  subject: RunSubject,
  options: CheckpointOptions,
): Promise<RunSaving | undefined> {
  if (output === undefined) return undefined;
  const why = await whyNotSaved(output, subject);
  if (why !== undefined) {
    if (options.resume) options.onNotice?.(`there is nothing to resume: a run is not saved where ${why}`);
    return undefined;
  }
  const found = await outputs.findCheckpoint<Head, RecoveryPart>(output);
  const saving = new RunSaving(outputs, JSON.stringify(subject.task), options);
  await saving.consider(found, subject.log, subject.settings.limitLines);
  return saving;
}

/** Why a run is not saved; undefined where it is. */
async function whyNotSaved(output: string, { inputs, others, settings, isWhole, fileSystem = nodeFileSystem }: RunSubject): Promise<string | undefined> {
  const names = [output, ...others].filter((name) => name !== undefined);
  for (const name of names) {
    if (!(await isRegularTarget(name, fileSystem))) return `${name} is no file`;
    if (isCompressedName(name)) return `${name} is compressed`;
  }
  for (const name of inputs) {
    if (isStdin(name) || (await ifUsable(fileSystem.stat(name)))?.kind !== 'file') return `${isStdin(name) ? 'stdin' : name} cannot be read again`;
  }
  if (chooseChecks(settings).names.length > 0) return '--checks are chosen';
  if (settings.grid) return 'there is a --grid';
  return isWhole ? undefined : 'the table is wide';
}

/** A run that is saved. */
export class RunSaving implements Checkpoints {
  readonly #outputs: OutputSet;
  readonly #task: string;
  readonly #options: CheckpointOptions;
  /** The run to go on with. */
  #saved: CheckpointContent<Head, RecoveryPart> | undefined;
  #files: readonly OutputFile[] = [];
  #isStopping = false;
  #dueMs: number;
  #bytes = 0;

  constructor(outputs: OutputSet, task: string, options: CheckpointOptions) {
    this.#outputs = outputs;
    this.#task = task;
    this.#options = options;
    this.#dueMs = performance.now() + this.#everyMs;
  }

  /** Takes over what an interrupted run of the same task and log has left. O(bytes of the log). */
  async consider(found: Checkpoint<Head, RecoveryPart> | undefined, log: Log, limitLines: number | undefined): Promise<void> {
    const { resume, onNotice } = this.#options;
    if (!resume) {
      if (found) onNotice?.('what an interrupted run had done of this output is given up, since --resume was not given');
      return;
    }
    if (!found) {
      onNotice?.('there is no interrupted run to resume: starting at the start');
      return;
    }
    const { content } = found;
    const why = content ? (this.#whyOther(content.head) ?? (await whyOtherLog(content.parts, log, limitLines))) : 'its checkpoint is damaged';
    if (why !== undefined) this.#refuse(why);
    else {
      this.#saved = found.content;
      this.#outputs.takeOver(found);
      const books = found.content?.parts.find((part) => part.kind === 'books');
      this.#options.onResumed?.(books?.cutMs);
    }
  }

  /** What an output must hold to be gone on with. */
  writtenOf(name: string): Checksum | undefined {
    return this.#saved && writtenIn(this.#saved, name);
  }

  /**
   * To be asked once the outputs are open, all but the manifest. Where one is not as it was saved, all are begun anew.
   *
   * @param files replaced then
   * @returns what the recovery is to go on from; nothing where it is to start at the start.
   */
  async goOn(files: Record<string, OutputFile | undefined>): Promise<readonly RecoveryPart[]> {
    const saved = this.#saved;
    this.#saved = undefined;
    const other = saved && Object.values(files).find((file) => file && file.byteCount !== writtenIn(saved, file.name)?.byteCount);
    if (other) {
      this.#refuse(`what it had written of ${other.name} is damaged or gone`);
      await this.#outputs.forgetCheckpoint();
      for (const [key, file] of Object.entries(files)) if (file && file.byteCount > 0) files[key] = await this.#outputs.restart(file);
    }
    this.#files = Object.values(files).filter((file) => file !== undefined);
    return saved && !other ? saved.parts : [];
  }

  /** From now on it can be stopped. */
  begin(): void {
    this.#options.onStoppable?.(() => (this.#isStopping = true));
  }

  isDue(bytes: number): boolean {
    const { everyBytes } = this.#options;
    this.#bytes += bytes;
    return this.#isStopping || (everyBytes === undefined ? performance.now() >= this.#dueMs : this.#bytes >= everyBytes);
  }

  async save(parts: AsyncIterable<RecoveryPart>): Promise<void> {
    const beganMs = performance.now();
    await this.#outputs.saveCheckpoint(this.#files, { format: FORMAT, version: VERSION, runtime: RUNTIME, task: this.#task } satisfies Head, parts);
    const nowMs = performance.now();
    this.#dueMs = nowMs + Math.max(this.#everyMs, (nowMs - beganMs) / SHARE);
    this.#bytes = 0;
    if (this.#isStopping) throw new TelemendError('interrupted', 'interrupted; what was done so far is kept');
  }

  /** Whether what a run that fails has done can be of use. It tells whoever wants to know. */
  isWorthGoingOn(error: unknown): boolean {
    // Of a run that has come upon a defect nothing is to be trusted.
    const isWorth = this.#outputs.canGoOn && error instanceof TelemendError && error.code !== 'internal';
    if (isWorth) this.#options.onKept?.();
    return isWorth;
  }

  get #everyMs(): number {
    return this.#options.everyMs ?? EVERY_MS;
  }

  #refuse(why: string): void {
    this.#options.onNotice?.(`the interrupted run cannot be resumed, since ${why}: starting at the start`);
  }

  #whyOther({ format, version, runtime, task }: Head): string | undefined {
    if (format !== FORMAT || version !== VERSION) return `it was one of telemend ${version}`;
    if (runtime !== RUNTIME) return 'it ran in another version of Node.js';
    return task === this.#task ? undefined : 'it had other options';
  }
}

function writtenIn({ outputs }: CheckpointContent<Head, RecoveryPart>, name: string): Checksum | undefined {
  return outputs.find((output) => output.name === name);
}

/** Why a log is not, byte for byte, the one that was saved; undefined where it is. */
async function whyOtherLog(parts: readonly RecoveryPart[], log: Log, limitLines: number | undefined): Promise<string | undefined> {
  // In the middle of the first pass, and of a limited log, what lies behind has not been looked at.
  const isRead = limitLines === undefined && parts.some(({ kind }) => kind === 'learned');
  const files = parts.flatMap((part) => {
    if (part.kind === 'surveying') return part.part.kind === 'survey' ? part.part.files : [];
    return part.kind === 'learned' ? part.learned.files : [];
  });
  if (isRead ? files.length !== log.files.length : files.length > log.files.length) return 'it had other inputs';
  for (const [i, { name, byteCount, crc32: crc32Then }] of files.entries()) {
    const file = log.files[i];
    const isAsLong = isRead ? file.size === byteCount : file.size >= byteCount;
    if (file.name !== name || !isAsLong || (await crc32Of(file, byteCount)) !== crc32Then) return `${file.name} is not what it was`;
  }
  return undefined;
}

async function crc32Of(file: LogFile, byteCount: number): Promise<number> {
  let sum = 0;
  for await (const bytes of readBytes(file, 0, byteCount)) sum = crc32(bytes, sum);
  return sum;
}
