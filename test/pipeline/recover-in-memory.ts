// Recovers logs that are given as bytes, and gives back what every output holds.
import { openLog } from '../../src/io/log.js';
import { recoverLog, sideFileNames, type RecoverLogOptions } from '../../src/pipeline/recover-log.js';
import type { Recovery } from '../../src/pipeline/recover.js';
import { createMemoryFileSystem } from './memory-file-system.js';

export interface Recovered {
  readonly clean: Buffer;
  readonly dead: Buffer;
  readonly audit: Buffer;
  readonly manifest: Buffer;
  readonly recovery: Recovery;
}

/** Recovers a log of several files, called log-0.jsonl, log-1.jsonl, ... */
export async function recoverInMemory(files: readonly Buffer[], options: RecoverLogOptions = {}): Promise<Recovered> {
  const fileSystem = createMemoryFileSystem();
  const inputs = files.map((bytes, i) => {
    fileSystem.put(`log-${i}.jsonl`, bytes);
    return `log-${i}.jsonl`;
  });
  const names = { output: 'clean.jsonl', ...sideFileNames('clean.jsonl') };
  const log = await openLog(inputs, { fileSystem });
  const recovery = await recoverLog(log, names, { ...options, fileSystem });
  await log.close();
  return {
    clean: fileSystem.content(names.output),
    dead: fileSystem.content(names.dead),
    audit: fileSystem.content(names.audit),
    manifest: fileSystem.content(names.manifest),
    recovery,
  };
}

/** The lines of a file without their newlines; a last line without one counts too. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

/** The objects of a JSONL file. */
export function parseLines<T>(bytes: Buffer): T[] {
  return splitLines(bytes).map((line) => JSON.parse(line.toString()) as T);
}
