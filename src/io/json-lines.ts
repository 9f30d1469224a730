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

/**
 * The objects of a file, chunk by chunk. O(bytes); memory: a chunk.
 *
 * @throws TelemendError `bad-input` where a line is no object.
 */
export async function* readJsonLines(log: Log): AsyncGenerator<JsonLine[], void> {
  let line = 0;
  for await (const chunk of readChunks(log, { maxLineBytes: Infinity })) {
    if (chunk.kind === 'overlong') continue;
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
  const file = log.files[0].name;
  throw new TelemendError('bad-input', `line ${line} of ${file} is no JSON object`, {
    file, line, hint: 'is it what recover wrote beside the clean series?',
  });
}
