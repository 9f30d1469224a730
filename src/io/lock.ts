// One run at a time on an output: a lock file beside it says who. It decides on no data: commits are atomic without it too.
import { basename, dirname, join } from 'node:path';
import { TelemendError } from '../model/errors.js';
import type { FileSystem } from './file-system.js';
import type { ProcessIdentity } from './process-identity.js';
import { readWhole } from './read-whole.js';
import { isNotFound } from './system-error.js';
import { unlinkIfThere } from './unlink-if-there.js';

/** What a lock file says. */
export interface LockHolder extends ProcessIdentity {
  /** The run: its temporary files, journal and checkpoint bear this name. */
  readonly id: string;
  /** Directory of the run's first output, where its journal and checkpoint lie. */
  readonly home: string;
  /** RFC 3339. */
  readonly since: string;
}

/** A lock that is held. */
export interface Lock {
  readonly path: string;
  /** Whether nobody took it for a dead process's and broke it. */
  isMine(): Promise<boolean>;
  release(): Promise<void>;
  /** Gives it up, but leaves the file, so that whoever comes next finds what waits for it. */
  leave(): void;
}

/** Paths of the locks that this thread holds. */
const heldHere = new Set<string>();

const LOCK_NAME = /^\.telemend-(.+)\.lock$/;
/** How long the maker of a lock file may take from its name to its content. */
const SETTLING_MS = 2000;

export function lockPath(target: string): string {
  return join(dirname(target), `.telemend-${basename(target)}.lock`);
}

/** The output that a lock file of this name is about; undefined where it is no lock file's name. */
export function lockedName(name: string): string | undefined {
  return LOCK_NAME.exec(name)?.[1];
}

/**
 * Takes the lock of an output.
 *
 * @param clearUp called where a dead run held it, to remove what that left; only then is the lock broken
 * @throws TelemendError `locked` where another process that lives has it, saying which.
 */
export async function takeLock(
  fileSystem: FileSystem,
  target: string,
  { id, home }: Pick<LockHolder, 'id' | 'home'>,
  clearUp: (dead: LockHolder | undefined) => Promise<void>,
): Promise<Lock> {
  const path = lockPath(target);
  const own: LockHolder = { ...fileSystem.self(), id, home, since: new Date().toISOString() };
  while (!(await make(fileSystem, path, own))) {
    const holder = await readSettled(fileSystem, path);
    if (holder === 'gone') continue;
    if (holder && isHeld(fileSystem, path, holder)) throw heldBy(holder, target, path);
    await clearUp(holder);
    // Between the look and the breaking another run may have broken it and taken it.
    if (JSON.stringify(await readHolder(fileSystem, path)) === JSON.stringify(holder)) await unlinkIfThere(fileSystem, path);
  }
  const spare = fileSystem.unlinkAtExit(path);
  heldHere.add(path);
  const leave = () => {
    heldHere.delete(path);
    spare();
  };
  const isMine = async () => {
    const holder = await readHolder(fileSystem, path);
    return typeof holder === 'object' && holder.id === id;
  };
  return {
    path,
    isMine,
    async release() {
      try {
        if (await isMine()) await unlinkIfThere(fileSystem, path);
      } finally {
        leave();
      }
    },
    leave,
  };
}

/** Whether the holder of a lock still lives, and has not just failed to remove it. */
export function isHeld(fileSystem: FileSystem, path: string, holder: LockHolder): boolean {
  const { pid, host, start, thread } = fileSystem.self();
  const isSelf = holder.pid === pid && holder.host === host && holder.start === start && holder.thread === thread;
  return isSelf ? heldHere.has(path) : fileSystem.isRunning(holder);
}

/** Who a lock file says has it; undefined where it says nothing that can be understood. */
export async function readHolder(fileSystem: FileSystem, path: string): Promise<LockHolder | 'gone' | undefined> {
  try {
    const holder = JSON.parse((await readWhole(fileSystem, path)).toString()) as Partial<LockHolder> | null;
    const { pid, host, start, id, home, since } = holder ?? {};
    const texts = [host, start, home, since];
    if (!Number.isSafeInteger(pid) || !/^[0-9a-f]{32}$/.test(id ?? '') || texts.some((text) => typeof text !== 'string')) return undefined;
    return holder as LockHolder;
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    if (error instanceof TelemendError) throw error;
    return undefined;
  }
}

async function make(fileSystem: FileSystem, path: string, own: LockHolder): Promise<boolean> {
  let file;
  try {
    file = await fileSystem.open(path, 'create', 0o644);
  } catch (error) {
    if (((error as TelemendError).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST') return false;
    throw error;
  }
  try {
    await file.write(Buffer.from(`${JSON.stringify(own)}\n`), null);
    await file.close();
    return true;
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlinkIfThere(fileSystem, path).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** Whether a lock file has been there for a while: its maker writes it at once, so one that makes no sense by then is a dead process's. */
export async function isSettled(fileSystem: FileSystem, path: string): Promise<boolean> {
  return (await ageMs(fileSystem, path)) > SETTLING_MS;
}

async function readSettled(fileSystem: FileSystem, path: string): Promise<LockHolder | 'gone' | undefined> {
  for (let waitedMs = 0; ; waitedMs += 50) {
    const holder = await readHolder(fileSystem, path);
    if (holder !== undefined || waitedMs > SETTLING_MS || (await isSettled(fileSystem, path))) return holder;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ageMs(fileSystem: FileSystem, path: string): Promise<number> {
  const { modifiedNs = 0n } = await fileSystem.stat(path).catch((error: unknown) => {
    if (isNotFound(error)) return { modifiedNs: undefined };
    throw error;
  });
  return Date.now() - Number(modifiedNs / 1_000_000n);
}

function heldBy({ pid, host, since }: LockHolder, target: string, path: string): TelemendError {
  const [machine] = host.split(' ');
  const what = pid === process.pid ? 'this very process' : `process ${pid} on ${machine}`;
  return new TelemendError('locked', `${target} is being written by ${what}, since ${since}`, {
    file: target,
    hint: `wait for it or write to another file; if you know that it is gone, remove ${path}`,
  });
}
