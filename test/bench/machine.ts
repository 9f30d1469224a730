// What the figures were measured on, as far as it bears on them.
import { readFileSync, statfsSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';

const TMPFS_MAGIC = 0x01021994;

/** One line: processor, cores, memory, system, node, and what kind of file system the logs lie on. */
export function describeMachine(folder: string): string {
  const [core] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const files = isInMemory(folder) ? 'files in memory (tmpfs), so no disk is measured' : 'files on disk, in the page cache';
  const processor = `${cpus().length} cores (${core?.model.trim() || 'unknown'})`;
  const system = `${platform()} ${release().split('-')[0]}, node ${process.versions.node}`;
  return `${processor}, ${memory} memory, ${system}; ${files}`;
}

/** Processes that wanted a core in the last minute: far above 0 means that others were measured, too. */
export function currentLoad(): number {
  return loadavg()[0];
}

/** Bytes free in the folder's file system. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Version of an installed package of this project. */
export function packageVersion(root: URL, name: string): string {
  return (JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), 'utf8')) as { version: string }).version;
}

function isInMemory(folder: string): boolean {
  return statfsSync(folder).type === TMPFS_MAGIC;
}
