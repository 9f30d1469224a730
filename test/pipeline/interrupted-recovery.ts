// Recovers a log that is given as bytes in runs that are stopped or die one after another, each going on with the one before.
import { findCheckpoint } from '../../src/io/checkpoint.js';
import { openLog } from '../../src/io/log.js';
import { recoverLog, sideFileNames, type RecoverLogOptions } from '../../src/pipeline/recover-log.js';
import type { RecoveryPart } from '../../src/pipeline/recovery-state.js';
import { TelemendError } from '../../src/model/errors.js';
import { createMemoryFileSystem, type MemoryFileSystem } from './memory-file-system.js';
import type { Recovered } from './recover-in-memory.js';

/** How a run ends early, once it was saved so often: `stop` as by Ctrl-C, `die` as by a kill, at once or when more of the series has been written. */
export interface Interruption {
  readonly kind: 'stop' | 'die' | 'die-later';
  readonly checkpoints: number;
}

const NAMES = { output: 'clean.jsonl', ...sideFileNames('clean.jsonl') };

/** What is left of a run that was interrupted. */
export interface Remains {
  readonly fileSystem: MemoryFileSystem;
  readonly notices: readonly string[];
  /** Undefined where it was interrupted. */
  readonly recovered?: Recovered;
}

/** A directory with the files of a log, called log-0.jsonl, log-1.jsonl, ... */
export function directoryOf(files: readonly Buffer[]): MemoryFileSystem {
  const fileSystem = createMemoryFileSystem();
  for (const [i, bytes] of files.entries()) fileSystem.put(`log-${i}.jsonl`, bytes);
  return fileSystem;
}

/** Recovers what lies in a directory, in a run that may be interrupted. */
export async function runOnce(directory: MemoryFileSystem, options: RecoverLogOptions, everyBytes: number, resume: boolean, interruption?: Interruption): Promise<Remains> {
  const memory = directory.clone();
  const notices: string[] = [];
  let atDeath: MemoryFileSystem | undefined;
  let stop: (() => void) | undefined;
  let checkpoints = 0;
  const isTime = () => checkpoints === interruption?.checkpoints;
  const die = () => {
    atDeath ??= memory.clone();
    throw new Error('dies');
  };
  const fileSystem: MemoryFileSystem = {
    ...memory,
    async rename(from, to) {
      await memory.rename(from, to);
      if (to.endsWith('.checkpoint')) checkpoints++;
      if (isTime() && interruption?.kind === 'stop') stop!();
      if (isTime() && interruption?.kind === 'die') die();
    },
  };
  // Else the series is written as pieces of bytes; runs go on with each other either way.
  const onBatch = interruption?.kind === 'die-later' ? () => {
    if (isTime()) die();
  } : undefined;
  const log = await openLog(fileSystem.names().filter((name) => name.startsWith('log-')).sort(), { fileSystem });
  try {
    const recovery = await recoverLog(log, NAMES, {
      ...options, fileSystem, onBatch,
      checkpoints: { everyBytes, resume, onStoppable: (ask) => (stop = ask), onNotice: (text) => notices.push(text) },
    });
    const [clean, dead, audit, manifest] = [NAMES.output, NAMES.dead, NAMES.audit, NAMES.manifest].map((name) => fileSystem.content(name));
    return { fileSystem: memory, notices, recovered: { clean, dead, audit, manifest, recovery } };
  } catch (error) {
    if (atDeath) return { fileSystem: atDeath, notices };
    if (error instanceof TelemendError && error.code === 'interrupted') return { fileSystem: memory, notices };
    throw error;
  } finally {
    await log.close();
  }
}

/** Recovers a log in as many runs as there are interruptions, and a last one that comes to its end. @returns that, how many runs were interrupted, and what was saved then. */
export async function recoverInRuns(files: readonly Buffer[], options: RecoverLogOptions, everyBytes: number, interruptions: readonly Interruption[]): Promise<Remains & { readonly interrupted: number; readonly kinds: ReadonlySet<string> }> {
  const kinds = new Set<string>();
  let remains: Remains = { fileSystem: directoryOf(files), notices: [] };
  let interrupted = 0;
  for (const interruption of [...interruptions, undefined]) {
    remains = await runOnce(remains.fileSystem, options, everyBytes, interrupted > 0, interruption);
    if (remains.recovered) break;
    interrupted++;
    const checkpoint = await findCheckpoint<unknown, RecoveryPart>(remains.fileSystem, NAMES.output);
    for (const { kind } of checkpoint?.content?.parts ?? []) kinds.add(kind);
  }
  return { ...remains, interrupted, kinds };
}
