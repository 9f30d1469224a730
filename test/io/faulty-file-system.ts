// A file system that fails, dies or loses power at its n-th operation.
import { linkSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync, existsSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { nodeFileSystem, type FileSystem, type OpenFile } from '../../src/io/file-system.js';
import { systemError } from '../../src/io/system-error.js';

/**
 * `error`: the operation fails, and those after it work. `error-late`: it is done, but fails all the same. `broken`: it and all after it fail.
 * `full`: half a write, then no space (other operations: as `error`). `die`: nothing happens from this operation on. `die-late`: nothing
 * after it. `die-half`: half a write, then nothing. `power`: as `die`, and what was not synced is lost, files and names. `power-half`: of the
 * names only the later half. `power-data`: the bytes alone, so that a file has its new name and not what was in it.
 */
export const FAULTS = [
  'error', 'error-late', 'broken', 'full', 'die', 'die-late', 'die-half', 'power', 'power-half', 'power-data',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultyFileSystem extends FileSystem {
  /** Operations so far. */
  readonly count: () => number;
  /** How often sync was called on a file after a sync of it had failed. */
  readonly repeatedSyncs: () => number;
  /** Ends the process on whose behalf it works; with the power faults, takes away what a loss of power takes away. */
  readonly end: () => void;
}

let processes = 0;
const livingProcesses = new Set<string>();

interface NameChange {
  readonly directory: string;
  readonly undo: () => void;
}

export function createFaultyFileSystem(fault: Fault, at: number, base: FileSystem = nodeFileSystem): FaultyFileSystem {
  const power = fault.startsWith('power');
  const identity = String(++processes);
  livingProcesses.add(identity);
  let count = 0;
  /** The process has died, or its disk: no operation comes through any more. */
  let isOver = false;
  let repeatedSyncs = 0;
  const made: string[] = [];
  const failedSyncs = new Set<string>();
  const syncedSizes = new Map<string, number>(); // of files with bytes that were not synced
  let names: NameChange[] = [];

  async function step<T>(path: string, operation: () => Promise<T>, half?: () => Promise<void>): Promise<T> {
    const fail = (code: string) => systemError(Object.assign(new Error(code), { code }), 'write', path);
    if (isOver) throw fail('EIO');
    if (count++ !== at) return operation();
    isOver = power || fault.startsWith('die') || fault === 'broken';
    if (isOver && fault !== 'broken') livingProcesses.delete(identity);
    if (fault === 'error-late' || fault === 'die-late') await operation();
    if (fault === 'full' || fault === 'die-half') await half?.();
    throw fail(fault === 'full' ? 'ENOSPC' : 'EIO');
  }

  /** Bytes that were not synced go with their file. */
  function moveSynced(from: string, to: string): void {
    const size = syncedSizes.get(from);
    syncedSizes.delete(to);
    if (size !== undefined) syncedSizes.set(to, size);
    syncedSizes.delete(from);
  }

  function wrap(file: OpenFile, sizeAtOpening: number): OpenFile {
    const { path } = file;
    let size = sizeAtOpening;
    const writeAll = async (pieces: readonly Uint8Array[], position: number | null) => {
      if (power && !syncedSizes.has(path)) syncedSizes.set(path, size);
      await file.writeAll(pieces, position);
      size = Math.max(size, (position ?? size) + pieces.reduce((sum, piece) => sum + piece.length, 0));
    };
    /** What of the pieces is written where a write fails half way. */
    const halfOf = (pieces: readonly Uint8Array[]) => {
      const bytes = Buffer.concat(pieces);
      return [bytes.subarray(0, bytes.length >> 1)];
    };
    const stepThrough = (pieces: readonly Uint8Array[], position: number | null) => step(path, () => writeAll(pieces, position), () => writeAll(halfOf(pieces), position));
    return {
      path,
      lastingPath: file.lastingPath,
      read: (target, position) => step(path, () => file.read(target, position)),
      write: (bytes, position) => stepThrough([bytes], position),
      writeAll: stepThrough,
      stat: () => step(path, () => file.stat()),
      truncate: (to) => step(path, async () => {
        await file.truncate(to);
        size = to;
      }),
      sync: async () => {
        if (failedSyncs.has(path)) repeatedSyncs++;
        failedSyncs.add(path);
        await step(path, async () => undefined); // not really synced: that would only cost time
        failedSyncs.delete(path);
        syncedSizes.delete(path);
      },
      // Really closed even when it fails, so that the test does not leak descriptors.
      close: async () => {
        await file.close();
        await step(path, async () => undefined);
      },
    };
  }

  return {
    open: async (path, mode, permissions) => {
      let file: OpenFile | undefined;
      const opening = step(path, async () => {
        file = await base.open(path, mode, permissions);
        if (mode === 'create') made.push(path);
        if (power && mode === 'create') names.push({ directory: dirname(path), undo: () => rmSync(path, { force: true }) });
        return wrap(file, mode === 'update' ? (await file.stat()).size : 0);
      });
      return opening.catch(async (error: unknown) => {
        await file?.close(); // opened, but nobody was told
        throw error;
      });
    },
    stat: (path) => step(path, () => base.stat(path)),
    realpath: (path) => step(path, () => base.realpath(path)),
    readLink: (path) => step(path, () => base.readLink(path)),
    readDirectory: (path) => step(path, () => base.readDirectory(path)),
    makeDirectory: (path) => step(path, () => base.makeDirectory(path)),
    rename: (from, to) =>
      step(to, async () => {
        if (!power) return base.rename(from, to);
        const old = existsSync(to) ? readFileSync(to) : undefined;
        await base.rename(from, to);
        moveSynced(from, to);
        names.push({
          directory: dirname(to),
          undo: () => {
            renameSync(to, from);
            if (old) writeFileSync(to, old);
          },
        });
      }),
    unlink: (path) =>
      step(path, async () => {
        if (!power) return base.unlink(path);
        const kept = `${path}.unlinked`;
        if (existsSync(path)) linkSync(path, kept);
        await base.unlink(path);
        moveSynced(path, kept);
        names.push({ directory: dirname(path), undo: () => renameSync(kept, path) });
      }),
    syncDirectory: (path) =>
      step(path, async () => {
        names = names.filter((change) => change.directory !== path);
      }),
    unlinkAtExit: () => () => undefined,
    // Every fake is a process of its own, which is gone as soon as the fault has killed it.
    self: () => ({ ...base.self(), start: identity }),
    isRunning: ({ start }) => livingProcesses.has(start),
    count: () => count,
    repeatedSyncs: () => repeatedSyncs,
    end: () => {
      livingProcesses.delete(identity);
      if (power) losePower();
      // It takes a while until somebody looks again.
      for (const path of made) if (existsSync(path)) utimesSync(path, 0, 0);
    },
  } satisfies FaultyFileSystem;

  function losePower(): void {
    for (const [path, size] of syncedSizes) if (existsSync(path)) truncateSync(path, size);
    // A file system that journals its names loses the last ones: all that were not synced, half of them, or none.
    const kept = { 'power-half': names.length >> 1, 'power-data': names.length }[fault as string] ?? 0;
    for (const { undo } of names.slice(kept).reverse()) undo();
  }
}

/** Removes the hard links by which the fake remembers unlinked files. */
export function forgetUnlinked(paths: readonly string[]): void {
  for (const path of paths) if (path.endsWith('.unlinked')) unlinkSync(path);
}
