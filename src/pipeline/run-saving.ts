// Saves a run on its way from log to files, and goes on with one that was saved and then interrupted.
import { crc32 } from 'node:zlib';
import type { Checkpoint, CheckpointContent } from '../io/checkpoint.js';
import type { Checksum } from '../io/checksum.js';
import type { OutputSet } from '../io/commit.js';
import { isCompressedName } from '../io/compress.js';
import type { FileSystem } from '../io/file-system.js';
import { nodeFileSystem } from '../io/file-system.js';
import { ifUsable } from '../io/if-usable.js';
import { isStdin } from '../io/log.js';
import { isRegularTarget } from '../io/output-target.js';
import type { OutputFile } from '../io/output.js';
import { TelemendError } from '../model/errors.js';
import { VERSION } from '../model/version.js';
import { chooseChecks } from '../validate/check-rules.js';
import type { RecoverSettings } from './options.js';
import type { Checkpoints, Recovery, RecoveryPart } from './recover.js';

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
  /** Told what a person should know of it. */
  readonly onNotice?: (text: string) => void;
}

/** What a run is about. */
export interface RunSubject {
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
  readonly inputs: readonly (Checksum & { readonly name: string })[];
  /** CRC-32 of what was learned of the series. */
  readonly series: number;
}

const FORMAT = 1;
const RUNTIME = `v8 ${process.versions.v8} ${process.arch}`;
const EVERY_MS = 10_000;
/** A checkpoint takes this share of the time at most. */
const SHARE = 1 / 20;

/**
 * Begins to save a run whose outputs are about to be opened, or goes on with an interrupted one.
 *
 * @returns undefined where such a run is not saved.
 */
export async function beginSaving(outputs: OutputSet, output: string | undefined, subject: RunSubject, options: CheckpointOptions): Promise<RunSaving | undefined> {
  if (output === undefined) return undefined;
  const why = await whyNotSaved(output, subject);
  if (why !== undefined) {
    if (options.resume) options.onNotice?.(`there is nothing to resume: a run is not saved where ${why}`);
    return undefined;
  }
  const found = await outputs.findCheckpoint<Head, RecoveryPart>(output);
  const saving = new RunSaving(outputs, JSON.stringify(subject.task), options);
  saving.consider(found);
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
  #recovery: Recovery | undefined;
  #ownHead: Head | undefined;
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

  /** Takes over what an interrupted run has left, as far as can be told before the log is read. */
  consider(found: Checkpoint<Head, RecoveryPart> | undefined): void {
    const { resume, onNotice } = this.#options;
    if (!resume) {
      if (found) onNotice?.('what an interrupted run had done of this output is given up, since --resume was not given');
      return;
    }
    if (!found) {
      onNotice?.('there is no interrupted run to resume: starting at the start');
      return;
    }
    const why = found.content ? this.#whyOther(found.content.head) : 'its checkpoint is damaged';
    if (why !== undefined) this.#refuse(why);
    else {
      this.#saved = found.content;
      this.#outputs.takeOver(found);
    }
  }

  /** What an output must hold to be gone on with. */
  writtenOf(name: string): Checksum | undefined {
    return this.#saved?.outputs.find((output) => output.name === name);
  }

  /**
   * To be asked when the log was read for the first time, and what is written as the series is pulled is open. Has the series go on where it
   * was saved, or takes back what was taken over.
   *
   * @param files replaced where they are begun anew
   * @returns whether it goes on.
   */
  async goOn(recovery: Recovery, files: Record<string, OutputFile | undefined>): Promise<boolean> {
    this.#recovery = recovery;
    const saved = this.#saved;
    const why = saved && (whyOtherLog(saved.head, this.#head()) ?? this.#whyOtherFiles(Object.values(files)));
    if (why !== undefined) {
      this.#refuse(why);
      await this.#outputs.forgetCheckpoint();
      for (const [key, file] of Object.entries(files)) if (file && file.byteCount > 0) files[key] = await this.#outputs.restart(file);
    } else if (saved) recovery.resume(saved.parts);
    this.#files = Object.values(files).filter((file) => file !== undefined);
    this.#options.onStoppable?.(() => (this.#isStopping = true));
    return saved !== undefined && why === undefined;
  }

  isDue(bytes: number): boolean {
    const { everyBytes } = this.#options;
    this.#bytes += bytes;
    return this.#isStopping || (everyBytes === undefined ? performance.now() >= this.#dueMs : this.#bytes >= everyBytes);
  }

  async save(parts: AsyncIterable<RecoveryPart>): Promise<void> {
    const beganMs = performance.now();
    await this.#outputs.saveCheckpoint(this.#files, this.#head(), parts);
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

  /** Of a large fleet it is not made for nothing. */
  #head(): Head {
    const { files, profiles } = this.#recovery!;
    return (this.#ownHead ??= {
      format: FORMAT,
      version: VERSION,
      runtime: RUNTIME,
      task: this.#task,
      inputs: files.map(({ name, byteCount, crc32 }) => ({ name, byteCount, crc32 })),
      series: profiles.reduce((sum, profile) => crc32(JSON.stringify(profile), sum), 0),
    });
  }

  #refuse(why: string): void {
    this.#options.onNotice?.(`the interrupted run cannot be resumed, since ${why}: starting at the start`);
  }

  #whyOther({ format, version, runtime, task }: Head): string | undefined {
    if (format !== FORMAT || version !== VERSION) return `it was one of telemend ${version}`;
    if (runtime !== RUNTIME) return 'it ran in another version of Node.js';
    return task === this.#task ? undefined : 'it had other options';
  }

  #whyOtherFiles(files: readonly (OutputFile | undefined)[]): string | undefined {
    const other = files.find((file) => file && file.byteCount !== this.writtenOf(file.name)?.byteCount);
    return other && `what it had written of ${other.name} is damaged or gone`;
  }
}

/** Why a log is not the one that was saved; undefined where it is. */
function whyOtherLog(saved: Head, now: Head): string | undefined {
  const changed = now.inputs.find(({ name, byteCount, crc32 }, i) => {
    const before = saved.inputs.at(i);
    return before?.name !== name || before.byteCount !== byteCount || before.crc32 !== crc32;
  });
  if (changed || saved.inputs.length !== now.inputs.length) return `${changed?.name ?? 'its input'} is not what it was`;
  return saved.series === now.series ? undefined : 'its model was another one';
}
