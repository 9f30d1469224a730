// Corrected dead letters (--with): read back, unwrapped, and put in the place of the lines that they correct.
import { crc32 } from 'node:zlib';
import { readBytes, readChunks, type OverlongLine } from '../io/chunks.js';
import type { DeadLetter } from '../io/dead-letters.js';
import { LONGEST_LINE_BYTES } from '../io/json-lines.js';
import { openLog, type Log, type LogInput } from '../io/log.js';
import { TelemendError } from '../model/errors.js';
import type { LinePlace } from '../model/validation.js';

/** Lines that take the place of faulty ones. */
export interface Corrections {
  /** The lines as a further input of the log. */
  readonly input: LogInput;
  /** Where the line with that number (from 0) of the input stood first; undefined where it is no letter, but a plain event. */
  originOf(line: number): LinePlace | undefined;
  /** CRC-32 of the places where the lines stood. */
  readonly placesCrc32: number;
  /** Whether the faulty line of that place is corrected here, and so counts no more. */
  supersedes(place: LinePlace): boolean;
}

/** How a dead letter begins. */
const LETTER_HEAD = Buffer.from('{"file":');

/**
 * Reads a file of dead letters whose `raw` somebody has corrected. Lines that are no letters are taken as events themselves, so that a
 * file of plain corrected lines serves too. A letter longer than LONGEST_LINE_BYTES was corrected by nobody: its line stays a dead letter.
 * Memory: the letters.
 *
 * @throws TelemendError where the file cannot be read, `bad-input` where another line of it is longer than that.
 */
export async function readCorrections(path: string): Promise<Corrections> {
  const lines: Buffer[] = [];
  const origins: (LinePlace | undefined)[] = [];
  const log = await openLog([path]);
  try {
    for await (const chunk of readChunks(log, { maxLineBytes: LONGEST_LINE_BYTES })) {
      if (chunk.kind === 'overlong') {
        await refuseUnlessLetter(log, chunk);
        continue;
      }
      for (let start = 0, end: number; start < chunk.byteCount; start = end + 1) {
        end = chunk.bytes.indexOf(0x0a, start);
        const { line, origin } = unwrap(chunk.bytes.subarray(start, end));
        lines.push(line);
        origins.push(origin);
      }
    }
  } finally {
    await log.close();
  }
  const corrected = new Set(origins.map((origin) => origin && placeKey(origin)));
  return {
    input: { name: path, bytes: piecesOf(lines) },
    originOf: (line) => origins[line],
    placesCrc32: crc32(JSON.stringify(origins)),
    supersedes: (place) => corrected.has(placeKey(place)),
  };
}

async function refuseUnlessLetter(log: Log, { offset, byteCount }: OverlongLine): Promise<void> {
  const [file] = log.files;
  for await (const head of readBytes(file, offset, LETTER_HEAD.length)) if (head.equals(LETTER_HEAD)) return;
  throw new TelemendError('bad-input', `${file.name} has a line of ${byteCount} bytes at byte ${offset}`, {
    file: file.name, byte: offset, hint: 'is it a file of dead letters?',
  });
}

function placeKey({ file, line, offset }: LinePlace): string {
  return JSON.stringify([file, line, offset]);
}

function unwrap(line: Buffer): { line: Buffer; origin?: LinePlace } {
  let letter: Partial<DeadLetter> | null;
  try {
    letter = JSON.parse(line.toString()) as Partial<DeadLetter> | null;
  } catch {
    return { line };
  }
  if (typeof letter?.file !== 'string' || typeof letter.line !== 'number' || typeof letter.offset !== 'number') return { line };
  const origin = { file: letter.file, line: letter.line, offset: letter.offset };
  // A person may have put the event on several lines; in a log it has one.
  if (typeof letter.raw === 'string') return { line: Buffer.from(letter.raw.replace(/[\r\n]+/g, ' ')), origin };
  return typeof letter.rawBase64 === 'string' ? { line: Buffer.from(letter.rawBase64, 'base64'), origin } : { line };
}

async function* piecesOf(lines: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const line of lines) yield Buffer.concat([line, Buffer.from('\n')]);
}
