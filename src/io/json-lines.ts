// Files of ours with a JSON object a line, such as an audit, read back.
import { TelemendError } from '../model/errors.js';
import { readChunks } from './chunks.js';
import type { Log } from './log.js';

/** A line of such a file. */
export interface JsonLine {
  /** 1-based. */
  readonly line: number;
  readonly object: Record<string, unknown>;
}

/** Longer lines are read by nobody: a line of 1 MiB is 6 MiB where all of it must be escaped. */
export const LONGEST_LINE_BYTES = 64 * 2 ** 20;

/**
 * The objects of a file, chunk by chunk. O(bytes); memory: a chunk, or the longest line.
 *
 * @throws TelemendError `bad-input` where a line is no object, or longer than LONGEST_LINE_BYTES.
 */
export async function* readJsonLines(log: Log): AsyncGenerator<JsonLine[], void> {
  let line = 0;
  for await (const chunk of readChunks(log, { maxLineBytes: LONGEST_LINE_BYTES })) {
    if (chunk.kind === 'overlong') throw refuse(log, line + 1, `has ${chunk.byteCount} bytes`);
    const objects: JsonLine[] = [];
    for (let start = 0, end: number; start < chunk.byteCount; start = end + 1) {
      end = chunk.bytes.indexOf(0x0a, start);
      line++;
      objects.push({ line, object: parseLine(log, line, chunk.bytes.toString('utf8', start, end)) });
    }
    yield objects;
  }
}

function parseLine(log: Log, line: number, text: string): Record<string, unknown> {
  try {
    const object = JSON.parse(text) as Record<string, unknown> | null;
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) return object;
  } catch {
    // Told below.
  }
  throw refuse(log, line, 'is no JSON object');
}

function refuse(log: Log, line: number, why: string): TelemendError {
  const file = log.files[0].name;
  return new TelemendError('bad-input', `line ${line} of ${file} ${why}`, {
    file, line, hint: 'is it what recover wrote beside the clean series?',
  });
}
