// Several outputs that become new together or not at all.
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { TelemendError } from '../model/errors.js';
import { compressorOf } from './compress.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { journalPath, tempPath } from './journal.js';
import { OutputFile, streamSink } from './output.js';
import { goOnWith } from './go-on-with.js';
import type { Checksum } from './checksum.js';
import { findCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';
import { clearTarget, removeCheckpoint } from './leftovers.js';
import { takeLock, type Lock, type LockHolder } from './lock.js';
import { fileIdentities, isStdout, refuseInput, resolveTarget } from './output-target.js';
import { putInPlace } from './put-in-place.js';
import { systemError } from './system-error.js';
import { randomName } from './temporary-file.js';
import { unlinkIfThere } from './unlink-if-there.js';

export interface OutputOptions {
  readonly fileSystem?: FileSystem;
  /** Names of inputs: no output may be one of them. */
  readonly inputs?: readonly string[];
  /** What `-` and /dev/stdout write to; process.stdout by default. */
  readonly stdout?: Writable;
}

interface Pending {
  file: OutputFile;
  readonly permissions: number | undefined;
  readonly target: string;
  readonly temp: string;
  readonly spare: () => void;
}

/**
 * A set of outputs, see OutputSet.
 *
 * @example
 * const outputs = createOutputs({ inputs: ['log.jsonl'] });
 * try {
 *   const clean = await outputs.open('clean.jsonl');
 *   await clean.write(Buffer.from('{}\n'));
 *   await outputs.commit();
 * } catch (error) {
 *   await outputs.abort();
 *   throw error;
 * }
 */
export function createOutputs(options: OutputOptions = {}): OutputSet {
  return new OutputSet(options);
}

/**
 * Outputs that are written beside their targets and take their place together at `commit`; until then, and after `abort`, the old
 * files are untouched. Pipes, devices and stdout cannot be taken back: they are written straight through.
 */
export class OutputSet {
  readonly #fileSystem: FileSystem;
  readonly #stdout: Writable | undefined;
  readonly #inputs: readonly string[];
  /** Of this run, or of the one that it goes on with. */
  #id = randomName();
  readonly #pending: Pending[] = [];
  readonly #straight: OutputFile[] = [];
  readonly #taken = new Set<string>();
  readonly #locks: Lock[] = [];
  #inputIdentities: Set<string> | undefined;
  /** From the journal on, the temps belong to it: abort must not touch them. */
  #journaled = false;
  /** Whether there is a checkpoint that counts on the temps; `unsure` where the first one could not be written. */
  #checkpoint: 'none' | 'unsure' | 'saved' = 'none';

  constructor(options: OutputOptions) {
    this.#fileSystem = options.fileSystem ?? nodeFileSystem;
    this.#stdout = options.stdout;
    this.#inputs = options.inputs ?? [];
  }

  /** What an interrupted run left to go on from where it was writing this output; to be asked before anything is opened. */
  async findCheckpoint<Head, Part>(name: string): Promise<Checkpoint<Head, Part> | undefined> {
    if (isStdout(name)) return undefined;
    return findCheckpoint(this.#fileSystem, (await resolveTarget(this.#fileSystem, name)).path);
  }

  /** Has what is opened from now on go on with, or take the place of, what the run of that checkpoint left. */
  takeOver({ id }: Pick<Checkpoint<unknown, unknown>, 'id'>): void {
    this.#id = id;
    this.#checkpoint = 'saved';
  }

  /** Whether there is something to go on from, should the run end now: see keep. */
  get canGoOn(): boolean {
    return this.#checkpoint === 'saved' && this.#pending.length > 0 && !this.#journaled;
  }

  /**
   * Starts an output.
   *
   * @param written what a run that was taken over had written of it by its checkpoint; where it is there the output goes on behind it, as its
   * `byteCount` tells
   * @throws TelemendError `same-file` where it is an input or was opened already; `locked` where another run is writing it; `not-found`,
   * `not-usable` or `no-space` with the path.
   */
  async open(name: string, written?: Checksum): Promise<OutputFile> {
    if (isStdout(name)) return this.#openStraight(new OutputFile(name, streamSink(this.#stdout ?? process.stdout, 'stdout')), 'stdout');
    const compressor = compressorOf(name);
    const target = await resolveTarget(this.#fileSystem, name);
    this.#inputIdentities ??= await fileIdentities(this.#fileSystem, this.#inputs);
    refuseInput(target, name, this.#inputIdentities);
    if (target.stat?.kind === 'other') {
      return this.#openStraight(new OutputFile(name, await this.#fileSystem.open(target.path, 'write'), compressor), undefined);
    }
    this.#take(target.stat?.identity ?? target.path, name);
    await this.#lock(target.path, name);
    const temp = tempPath(target.path, this.#id);
    const spare = this.#fileSystem.unlinkAtExit(temp); // the process may be interrupted at any time from now on
    // What replaces a private file must not be readable for more people than it was.
    const permissions = target.stat?.permissions;
    let file = written && (await goOnWith(this.#fileSystem, temp, name, written));
    if (file) spare();
    else {
      if (this.#checkpoint !== 'none') await unlinkIfThere(this.#fileSystem, temp);
      file = new OutputFile(name, await this.#fileSystem.open(temp, 'create', permissions), compressor);
    }
    this.#pending.push({ file, permissions, target: target.path, temp, spare });
    return file;
  }

  /** Whether what was written can be taken back: see restart. */
  canRestart(file: OutputFile): boolean {
    return this.#pending.some((pending) => pending.file === file);
  }

  /** Takes back what was written to an output, and gives the one to write to instead. */
  async restart(file: OutputFile): Promise<OutputFile> {
    const pending = this.#pending.find((one) => one.file === file)!;
    const { temp, permissions } = pending;
    await file.close();
    await this.#fileSystem.unlink(temp);
    pending.file = new OutputFile(file.name, await this.#fileSystem.open(temp, 'create', permissions), compressorOf(file.name));
    return pending.file;
  }

  /**
   * Makes durable what was written to some of the outputs so far, and then a checkpoint that counts on it. From now on what is there
   * outlives this process.
   */
  async saveCheckpoint(files: readonly OutputFile[], head: unknown, parts: AsyncIterable<unknown>): Promise<void> {
    const home = this.#home();
    for (const file of files) await file.sync();
    for (const directory of new Set(this.#pending.map(({ target }) => dirname(target)))) {
      if (directory !== home) await this.#fileSystem.syncDirectory(directory);
    }
    if (this.#checkpoint === 'none') this.#checkpoint = 'unsure';
    const outputs = files.map(({ name, byteCount, crc32 }) => ({ name, byteCount, crc32 }));
    const permissions = this.#pending.reduce((all, one) => all & (one.permissions ?? all), 0o666);
    await writeCheckpoint(this.#fileSystem, home, this.#id, { head, outputs, parts }, permissions);
    this.#checkpoint = 'saved';
    for (const { spare } of this.#pending) spare();
  }

  /** Removes the checkpoint, if there is one, and all that counts on it must be written anew. */
  async forgetCheckpoint(): Promise<void> {
    if (this.#checkpoint === 'none') return;
    await removeCheckpoint(this.#fileSystem, this.#home(), this.#id);
    this.#checkpoint = 'none';
  }

  /** Ends with everything left as the last checkpoint needs it. */
  async keep(): Promise<void> {
    await this.#closeAll();
    for (const lock of this.#locks.splice(0)) lock.leave(); // it leads whoever comes next to the checkpoint
  }

  /**
   * Makes all outputs new: durable temps, the check, the journal, the renames. Where it fails before the first rename, everything
   * is as it was; after that the journal stays and `rollForward` finishes the job.
   *
   * @param check last say before the renames: what it throws stops the commit.
   */
  async commit(check?: () => void | Promise<void>): Promise<void> {
    for (const file of [...this.#straight, ...this.#pending.map((one) => one.file)]) await file.end();
    for (const { file } of this.#pending) await file.sync();
    for (const file of [...this.#straight, ...this.#pending.map((one) => one.file)]) await file.close();
    await check?.();
    if (this.#pending.length === 0) return;
    await this.#checkLocks();
    const entries = this.#pending.map(({ file, target, temp }) => ({ target, temp, byteCount: file.byteCount, crc32: file.crc32 }));
    const [directory, ...otherDirectories] = new Set(entries.map((entry) => dirname(entry.target)));
    const journal = journalPath(directory, this.#id);
    // The names of the temps must be as durable as the journal that counts on them; its own directory is synced with it.
    for (const other of otherDirectories) await this.#fileSystem.syncDirectory(other);
    await putInPlace(this.#fileSystem, journal, entries, async () => {
      await this.forgetCheckpoint();
      for (const { spare } of this.#pending) spare();
      this.#journaled = true;
    });
    await this.#unlock();
  }

  /** Gives up: closes and removes what was not committed. The old files stay. Never throws, so that the first error is the one told. */
  async abort(): Promise<void> {
    await this.#closeAll();
    if (this.#journaled) {
      for (const lock of this.#locks.splice(0)) lock.leave(); // it leads whoever comes next to the journal
      return;
    }
    if (this.#pending.length > 0) await this.forgetCheckpoint().catch(() => undefined); // it finds nothing to go on with then
    for (const { temp, spare } of this.#pending.splice(0)) {
      await unlinkIfThere(this.#fileSystem, temp).then(spare, () => undefined); // the end of the process tries once more
    }
    await this.#unlock().catch(() => undefined); // a lock that stays is a dead process's soon
  }

  async #closeAll(): Promise<void> {
    await Promise.allSettled([...this.#straight, ...this.#pending.map((one) => one.file)].map((file) => file.close()));
  }

  /** Where journal and checkpoint lie: beside the first output. */
  #home(): string {
    return dirname(this.#pending[0].target);
  }

  #openStraight(file: OutputFile, key: string | undefined): OutputFile {
    if (key !== undefined) this.#take(key, file.name);
    this.#straight.push(file);
    return file;
  }

  #take(key: string, name: string): void {
    if (this.#taken.has(key)) {
      throw new TelemendError('same-file', `${name} is two outputs at once`, { file: name, hint: 'give each output a file of its own' });
    }
    this.#taken.add(key);
  }

  /** Takes the lock of an output; what dead runs left of it goes first. */
  async #lock(target: string, name: string): Promise<void> {
    const home = this.#pending.length > 0 ? dirname(this.#pending[0].target) : dirname(target);
    try {
      let isClear = false;
      const clearUp = async (dead?: LockHolder) => {
        await clearTarget(this.#fileSystem, target, this.#id, dead);
        isClear = true;
      };
      this.#locks.push(await takeLock(this.#fileSystem, target, { id: this.#id, home }, clearUp));
      // A loss of power can have taken the lock and left the rest.
      if (!isClear) await clearUp();
    } catch (error) {
      // The user has not named the lock.
      const { code, cause } = error as TelemendError;
      throw code === 'locked' || cause === undefined ? error : systemError(cause, 'write', name);
    }
  }

  /** Before anything is replaced: a lock that was taken for a dead process's and broken is another run's now. */
  async #checkLocks(): Promise<void> {
    for (const lock of this.#locks) {
      if (await lock.isMine()) continue;
      throw new TelemendError('locked', 'another run has begun to write the same output', { hint: 'the old files stay; run one at a time' });
    }
  }

  async #unlock(): Promise<void> {
    for (const lock of this.#locks.splice(0)) await lock.release();
  }
}
