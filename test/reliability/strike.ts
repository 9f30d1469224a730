// Runs a command with a fault at one operation on files, and looks at what is left of it before and after the next run.
// A test that imports this has to mock src/io/file-system.js: see switchable-file-system.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.js';
import { describeFailure } from '../../src/cli/failure.js';
import type { FileSystem } from '../../src/io/file-system.js';
import { createFaultyFileSystem, forgetUnlinked, type Fault } from '../io/faulty-file-system.js';
import type { Job } from './jobs.js';
import { realFileSystem, useFileSystem } from './switchable-file-system.js';

/** How a job comes out when nothing goes wrong: its outputs before and after. */
export interface Course {
  readonly job: Job;
  readonly before: Outputs;
  readonly after: Outputs;
  /** Operations on files. */
  readonly operations: number;
}

interface Outcome {
  old: number;
  new: number;
  readonly failures: string[];
}

type Outputs = readonly (string | undefined)[];

const home = process.cwd();
// Memory, where the platform has a place for it: thousands of small directories are made and left.
const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'telemend-faults-'));
let runs = 0;

/** Leaves the directories of the runs, and removes them. */
export function cleanUp(): void {
  process.chdir(home);
  rmSync(root, { recursive: true });
}

/** Runs a job twice without a fault: the second time there must be nothing to do or the same to be done. */
export async function undisturbed(job: Job): Promise<Course> {
  await prepare(job);
  const before = outputsOf(job);
  const counting = createFaultyFileSystem('error', -1, realFileSystem());
  expect(await run(job.args, counting)).toBeUndefined();
  const after = outputsOf(job);
  expect(after).not.toEqual(before);
  expect(after).not.toContain(undefined);
  await runAgain(job);
  expect([outputsOf(job), leftovers()]).toEqual([after, []]);
  return { job, before, after, operations: counting.count() };
}

/** Strikes every `every`th operation from `first` on, and goes on where one shows a defect. @returns how often the outputs were old and new afterwards, and what was wrong. */
export async function strikeAll(course: Course, fault: Fault, first: number, every: number): Promise<Outcome> {
  const outcome: Outcome = { old: 0, new: 0, failures: [] };
  for (let at = first; at < course.operations; at += every) {
    try {
      outcome[(await strike(course, fault, at)) ? 'new' : 'old']++;
    } catch (error) {
      outcome.failures.push(`${course.job.name}: ${fault} at operation ${at}: ${(error as Error).message}`);
    }
  }
  return outcome;
}

/** Has a fault strike the operation with this number, looks, runs the command again, and looks again. @returns whether the outputs were new before that. */
async function strike({ job, before, after }: Course, fault: Fault, at: number): Promise<boolean> {
  await prepare(job);
  const faulty = createFaultyFileSystem(fault, at, realFileSystem());
  const error = await run(job.args, faulty);
  const lives = fault === 'error' || fault === 'error-late' || fault === 'full' || fault === 'broken';
  if (lives && error !== undefined) expect(describeFailure(error, true).text).toMatch(/^telemend: (?!internal)[^\n]+\n(hint: .+\n)?$/);
  faulty.end();
  forgetUnlinked(readdirSync('.').concat(readdirSync(process.env.TMPDIR!).map((name) => join(process.env.TMPDIR!, name))));
  const mayBeTorn = isOptional(job) && fault.startsWith('power');
  if (!mayBeTorn) outputsOf(job).forEach((content, i) => expect([before[i], after[i]], `${job.outputs[i]} is neither old nor new`).toContain(content));
  await run(['inspect', Object.keys(job.files)[0]], quick());
  const state = outputsOf(job);
  if (!mayBeTorn) expect([before, after], 'outputs are mixed').toContainEqual(state);
  const isNew = state.every((content, i) => content === after[i]);
  if (error === undefined && lives) expect(isNew || isOptional(job)).toBe(true);
  await runAgain(job);
  expect(outputsOf(job)).toEqual(after);
  expect(leftovers().length, `left over: ${leftovers().join()}`).toBe(0);
  return isNew;
}

/** A time index is a help: that one cannot be written is said, and the command goes on. It is not forced to disk, since its checksum tells a torn one. */
function isOptional({ name }: Job): boolean {
  return name === 'index';
}

async function runAgain({ args, again = args }: Job): Promise<void> {
  const error = await run(again, quick());
  if (error !== undefined) throw new Error(`the next run fails: ${(error as Error).message}`, { cause: error });
}

/** The real thing, but quick: nothing is forced to disk. */
function quick(): FileSystem {
  return createFaultyFileSystem('error', -1, realFileSystem());
}

/** A directory of its own, with what the job finds there; every file is of one time, which some outputs hold. */
async function prepare({ files, before = [], grown = {} }: Job): Promise<void> {
  const directory = join(root, String(runs++));
  const temporary = join(directory, 'temporary');
  mkdirSync(temporary, { recursive: true });
  process.chdir(directory);
  process.env.TMPDIR = temporary;
  const put = (contents: Readonly<Record<string, Buffer>>, second: number) => {
    for (const [name, bytes] of Object.entries(contents)) {
      writeFileSync(name, bytes, { flag: 'a' });
      utimesSync(name, second, second);
    }
  };
  put(files, 1000);
  for (const args of before) expect(await run(args, quick())).toBeUndefined();
  put(grown, 2000);
}

/** Runs a command in this process. @returns what it threw. */
async function run([name, ...args]: readonly string[], fileSystem: FileSystem): Promise<unknown> {
  useFileSystem(fileSystem);
  const silent = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const mute = vi.spyOn(process.stdout, 'write').mockImplementation(((_: unknown, done?: () => void) => (done?.(), true)) as never);
  try {
    const command = await COMMANDS[name].load();
    await command.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    process.exitCode = undefined;
    silent.mockRestore();
    mute.mockRestore();
    useFileSystem(realFileSystem());
  }
}

function outputsOf({ outputs }: Job): Outputs {
  return outputs.map((name) => (existsSync(name) ? readFileSync(name, 'latin1') : undefined));
}

/** Whatever of a run is not an output. */
function leftovers(): string[] {
  return [...readdirSync('.').filter((name) => name.includes('.telemend-')), ...readdirSync(process.env.TMPDIR!)];
}
