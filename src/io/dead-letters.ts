// Dead letters as they are written and read back: the raw line, whole, with its place and the reason, a JSON object a line.
import { isUtf8 } from 'node:buffer';
import { DEAD_LETTER_TEXT, type DeadLetterCode } from '../model/dead-letter.js';
import type { LinePlace } from '../model/validation.js';

/** A dead letter as it is written; `raw` is what a person corrects before `recover --with`. */
export interface DeadLetter extends LinePlace {
  readonly code: DeadLetterCode;
  readonly message: string;
  /** The line as text, or, where it is not valid UTF-8, its bytes in Base64 as `rawBase64`. */
  readonly raw?: string;
  readonly rawBase64?: string;
}

/** The JSONL line, newline included, of a dead letter. */
export function encodeDeadLetter(place: LinePlace, code: DeadLetterCode, raw: Buffer): string {
  const { file, line, offset } = place;
  const text = isUtf8(raw) ? { raw: raw.toString() } : { rawBase64: raw.toString('base64') };
  const letter: DeadLetter = { file, line, offset, code, message: DEAD_LETTER_TEXT[code], ...text };
  return `${JSON.stringify(letter)}\n`;
}

/** The same for a line too long to hold: its bytes come in pieces, and leave in pieces. */
export async function* encodeLongDeadLetter(place: LinePlace, pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const { file, line, offset } = place;
  const head = JSON.stringify({ file, line, offset, code: 'line-too-long', message: DEAD_LETTER_TEXT['line-too-long'] });
  yield `${head.slice(0, -1)},"rawBase64":"`;
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const whole = bytes.length - (bytes.length % 3); // three bytes are four characters, so pieces can be joined
    yield bytes.toString('base64', 0, whole);
    rest = bytes.subarray(whole);
  }
  yield `${rest.toString('base64')}"}\n`;
}
