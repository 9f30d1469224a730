// Folders and patterns as inputs: the logs in them, in the order of their names, without what telemend itself put there.
import { TelemendError } from '../model/errors.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { isStdin } from './log.js';
import { isNotFound } from './system-error.js';

/** Endings of what is taken from a folder, the numbers of rotated logs and compression behind them. */
const LOG_NAME = /\.(jsonl|ndjson|json|log|csv|tsv|txt|dat)(\.\d+)?(\.(gz|zst))?$/i;
const OWN_NAME = /(^|\/)telemend\.json$|\.(dead|audit)\.(jsonl|csv)(\.(gz|zst))?$|\.cells\.tsv$|\.manifest\.json$|\.tidx$/;
const SPECIAL = /[*?[{]/;
const ENDING = /\.[^./]+(\.(gz|zst))?$/;

/** Inputs after folders and patterns gave way to the files in them. */
export interface ExpandedInputs {
  /** Files, or `-`; each file once. */
  readonly names: readonly string[];
  /** What was not taken. */
  readonly leftOut: readonly LeftOut[];
}

/** A file that is no input, though it was named or lies where logs were asked for. */
export interface LeftOut {
  readonly name: string;
  /** `ours`: telemend made it; `no-log`: by its ending; `same-file`: another name of the file `twin`. */
  readonly because: 'ours' | 'no-log' | 'same-file';
  readonly twin?: string;
}

/**
 * The files behind the inputs of a log. A folder stands for the logs in it and in its folders: what ends like a log, is not hidden, and
 * is no file of telemend's own (side files, indexes, clean series that have a manifest beside them). A pattern (`*`, `?`, `[]`, `{}`,
 * `**`) stands for the files that match, but for such files. A name that exists is taken as it is. Files of a folder or pattern come in
 * the byte order of their names; one file under several names is taken once, at its first.
 *
 * @throws TelemendError `not-found` where a folder holds no log, or a pattern matches nothing.
 * @example
 * await expandInputs(['logs/', 'more/2026-*.jsonl.gz']); // { names: ['logs/monday.jsonl', 'logs/tuesday.jsonl.gz', ...], leftOut: [] }
 */
export async function expandInputs(inputs: readonly string[], fileSystem: FileSystem = nodeFileSystem): Promise<ExpandedInputs> {
  const leftOut: LeftOut[] = [];
  const names: string[] = [];
  for (const input of inputs) names.push(...(await expandInput(input, fileSystem, leftOut)));
  const firstName = new Map<string, string>();
  const kept: string[] = [];
  for (const name of names) {
    const identity = isStdin(name) ? undefined : await identityOf(name, fileSystem);
    const twin = identity === undefined ? undefined : firstName.get(identity);
    if (twin !== undefined) {
      leftOut.push({ name, because: 'same-file', twin });
      continue;
    }
    if (identity !== undefined) firstName.set(identity, name);
    kept.push(name);
  }
  return { names: kept, leftOut };
}

async function expandInput(input: string, fileSystem: FileSystem, leftOut: LeftOut[]): Promise<string[]> {
  if (isStdin(input)) return [input];
  const kind = (await statOf(input, fileSystem))?.kind;
  if (kind === 'directory') {
    const found = await filesOf(input, '**/*');
    const others = await withoutOwn(found, fileSystem, leftOut);
    const taken = others.filter((name) => LOG_NAME.test(name));
    leftOut.push(...others.filter((name) => !LOG_NAME.test(name)).map((name) => ({ name, because: 'no-log' }) as const));
    if (taken.length > 0) return taken;
    throw new TelemendError('not-found', `${input} has no logs in it`, {
      file: input,
      hint: 'files that end in .jsonl, .csv, .log and the like, .gz too, are taken from a folder; others must be named, or matched: \'FOLDER/*\'',
    });
  }
  if (kind !== undefined || !SPECIAL.test(input)) return [input];
  const found = await filesOf(...splitPattern(input));
  const taken = await withoutOwn(found, fileSystem, leftOut);
  if (taken.length > 0) return taken;
  throw new TelemendError('not-found', `no log matches ${input}`, {
    file: input,
    hint: found.length > 0 ? 'only files that telemend made do; name one to read it all the same' : '* stands for any characters, ** for any folders too',
  });
}

/** Files under a folder that match a pattern, hidden ones left out, in byte order. */
async function filesOf(folder: string, pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby'); // most runs name their files
  const found = await glob(pattern, { cwd: folder, expandDirectories: false, dot: false });
  const prefix = folder === '.' ? '' : folder.endsWith('/') ? folder : `${folder}/`;
  return found.map((name) => prefix + name).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** The folders before the first one with a special character, and the rest. */
function splitPattern(pattern: string): [folder: string, rest: string] {
  const parts = pattern.split('/');
  const special = parts.findIndex((part) => SPECIAL.test(part));
  const folder = parts.slice(0, special).join('/');
  return [special === 0 ? '.' : folder === '' ? '/' : folder, parts.slice(special).join('/')];
}

async function withoutOwn(found: readonly string[], fileSystem: FileSystem, leftOut: LeftOut[]): Promise<string[]> {
  const taken: string[] = [];
  for (const name of found) {
    const isOwn = OWN_NAME.test(name) || (await statOf(name.replace(ENDING, '.manifest.json'), fileSystem)) !== undefined;
    if (isOwn) leftOut.push({ name, because: 'ours' });
    else taken.push(name);
  }
  return taken;
}

async function identityOf(path: string, fileSystem: FileSystem): Promise<string | undefined> {
  const stat = await statOf(path, fileSystem);
  return stat?.kind === 'file' ? stat.identity : undefined;
}

/** Undefined where it is not there; that is told where it is opened. */
async function statOf(path: string, fileSystem: FileSystem) {
  try {
    return await fileSystem.stat(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
