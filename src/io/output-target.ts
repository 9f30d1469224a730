// Where an output really goes: symbolic links resolved, inputs protected, pipes and devices told from files.
import { basename, dirname, join, resolve } from 'node:path';
import { TelemendError } from '../model/errors.js';
import { nodeFileSystem, type FileStat, type FileSystem } from './file-system.js';
import { isNotFound, systemError } from './system-error.js';

const STDOUT_NAMES: ReadonlySet<string> = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Whether an output's name stands for stdout. */
export function isStdout(name: string): boolean {
  return STDOUT_NAMES.has(name);
}

/** The file that an output replaces, or the pipe or device that it writes to. */
export interface OutputTarget {
  readonly path: string;
  /** Undefined where nothing is there yet. */
  readonly stat: FileStat | undefined;
}

/**
 * The real path behind an output's name; the file itself need not be there, its directory must.
 *
 * @throws TelemendError `not-found` without the directory, `not-usable` where it is a directory.
 */
export async function resolveTarget(fileSystem: FileSystem, name: string): Promise<OutputTarget> {
  const path = await realTargetPath(fileSystem, name);
  const stat = await orUndefined(fileSystem.stat(path));
  if (stat?.kind === 'directory') throw systemError({ code: 'EISDIR' }, 'write', name);
  return { path, stat };
}

async function realTargetPath(fileSystem: FileSystem, name: string): Promise<string> {
  const real = await orUndefined(fileSystem.realpath(name));
  if (real !== undefined) return real;
  // Nothing is there, but a link that points nowhere must stay a link too: its target is what gets made.
  const link = await fileSystem.readLink(name);
  if (link !== undefined) return realTargetPath(fileSystem, resolve(dirname(name), link));
  const directory = await orUndefined(fileSystem.realpath(dirname(name)));
  if (directory === undefined) {
    throw new TelemendError('not-found', `cannot write ${name}: its directory does not exist`, {
      file: name,
      hint: 'make the directory first',
    });
  }
  return join(directory, basename(name));
}

/** Whether an output's name stands for a regular file, there or not yet. @throws TelemendError where it can be none. */
export async function isRegularTarget(name: string, fileSystem: FileSystem = nodeFileSystem): Promise<boolean> {
  return !isStdout(name) && (await resolveTarget(fileSystem, name)).stat?.kind !== 'other';
}

/** Throws `same-file` where the target is one of the files with these identities (see FileStat). */
export function refuseInput(target: OutputTarget, name: string, identities: ReadonlySet<string>): void {
  if (target.stat?.kind === 'file' && identities.has(target.stat.identity)) {
    throw new TelemendError('same-file', `${name} is an input too`, { file: name, hint: 'write to another file' });
  }
}

/** The identities of those of the paths that are regular files. */
export async function fileIdentities(fileSystem: FileSystem, paths: readonly string[]): Promise<Set<string>> {
  const stats = await Promise.all(paths.map((path) => orUndefined(fileSystem.stat(path))));
  return new Set(stats.flatMap((stat) => (stat?.kind === 'file' ? [stat.identity] : [])));
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
