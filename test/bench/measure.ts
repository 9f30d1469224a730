// Runs whole processes one at a time and tells how long each took, how much processor, and how much memory at its peak.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** One process to be measured. */
export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files that must not be there when it starts: outputs, indexes. */
  readonly fresh?: readonly string[];
  /** Files that must be as others are. */
  readonly copies?: readonly { readonly from: string; readonly to: string }[];
}

/** What one run of a command took. */
export interface Trial {
  readonly seconds: number;
  /** Of all its threads, user and system; NaN where GNU time is missing. */
  readonly cpuSeconds: number;
  /** Resident memory at its peak, as the kernel counted it (wait4); NaN where GNU time is missing. */
  readonly peakBytes: number;
  readonly stdout: string;
}

const TIME = '/usr/bin/time';
const MOST_OUTPUT_BYTES = 2 ** 26;
const canMeasure = spawnSync(TIME, ['-q', '-f', '%M', 'true']).status === 0;

/**
 * Runs a command to its end. What other processes wrote to this file system is flushed first, so that nobody pays for it.
 *
 * @throws Error with the command's stderr where it fails
 */
export function measure(command: Command, folder: string): Trial {
  for (const file of command.fresh ?? []) rmSync(file, { force: true });
  for (const { from, to } of command.copies ?? []) copyFileSync(from, to);
  spawnSync('sync', ['-f', folder]);
  const figures = join(folder, 'time.txt');
  const [program, ...args] = canMeasure ? [TIME, '-q', '-f', '%U %S %M', '-o', figures, ...command.argv] : command.argv;
  const env = { ...process.env, ...command.env };
  const start = process.hrtime.bigint();
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: MOST_OUTPUT_BYTES });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${command.name} failed (exit ${status}): ${command.argv.join(' ')}\n${error?.message ?? stderr}`);
  const [user, system, kibibytes] = canMeasure ? readFileSync(figures, 'utf8').trim().split(' ').map(Number) : [NaN, NaN, NaN];
  return { seconds, cpuSeconds: user + system, peakBytes: kibibytes * 1024, stdout };
}

/** A B A B ...: each command `repeats` times, so that a change in the machine's load meets all of them. Rows as in `commands`. */
export function interleave(commands: readonly Command[], repeats: number, folder: string): Trial[][] {
  const trials: Trial[][] = commands.map(() => []);
  for (let round = 0; round < repeats; round++) {
    for (const [i, command] of commands.entries()) trials[i].push(measure(command, folder));
  }
  return trials;
}

/** The middle one, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Whether a program can be called here. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}
