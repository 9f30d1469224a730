// Who holds a lock, and whether that process still lives: a process number alone comes round again.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

/** A process, told from all that ever had its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Machine and, where the platform tells it, the name space of its process numbers. */
  readonly host: string;
  /** Boot of the machine and tick of its start; empty where the platform does not tell. */
  readonly start: string;
  /** Thread in it, 0 for the main one. */
  readonly thread: number;
}

let own: ProcessIdentity | undefined;

/** This process and thread. */
export function ownIdentity(): ProcessIdentity {
  return (own ??= { pid: process.pid, host: thisHost(), start: startOf(process.pid) ?? '', thread: threadId });
}

/** Whether a process is still there. One of another machine is taken for alive: nobody here can tell. */
export function isRunning({ pid, host, start }: ProcessIdentity): boolean {
  if (host !== thisHost()) return true;
  const startNow = startOf(pid);
  if (start !== '' && startNow !== undefined) return start === startNow;
  if (start !== '' && bootId() !== '') return false; // the platform tells of every process, and not of this one
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function thisHost(): string {
  const space = read(() => readlinkSync('/proc/self/ns/pid'));
  return space === undefined ? hostname() : `${hostname()} ${space}`;
}

function bootId(): string {
  return read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ?? '';
}

/** undefined where there is no such process, or no way to tell. A process that has ended but was not waited for is none. */
function startOf(pid: number): string | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name, in parentheses, may hold blanks and parentheses itself.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : `${bootId()}:${fields[18]}`;
}

function read(reading: () => string): string | undefined {
  try {
    return reading();
  } catch {
    return undefined;
  }
}
