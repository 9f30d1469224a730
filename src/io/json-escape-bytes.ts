// A line of the log as a JSON string in another line, byte for byte what JSON.stringify makes of it.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const ZERO = 0x30;
const SMALL_A = 0x61;
/** The letters of the control characters that have one. */
const LETTERS = new Map([[0x08, 'b'], [0x09, 't'], [0x0a, 'n'], [0x0c, 'f'], [0x0d, 'r']].map(([code, letter]) => [code, (letter as string).charCodeAt(0)]));

/** How many times longer a text may become. */
export const LONGEST_ESCAPE = 6;

/** Writes source[start, end), valid UTF-8, without quotes about it. @returns the position behind it. O(length). */
export function writeEscaped(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const byte = source[i];
    if (byte < SPACE) {
      at = writeControl(target, at, byte);
      continue;
    }
    if (byte === QUOTE || byte === BACKSLASH) target[at++] = BACKSLASH;
    target[at++] = byte;
  }
  return at;
}

function writeControl(target: Uint8Array, at: number, byte: number): number {
  target[at++] = BACKSLASH;
  const letter = LETTERS.get(byte);
  if (letter !== undefined) {
    target[at++] = letter;
    return at;
  }
  target[at++] = 0x75; // u
  target[at++] = ZERO;
  target[at++] = ZERO;
  target[at++] = ZERO + (byte >> 4);
  const low = byte & 15;
  target[at++] = low < 10 ? ZERO + low : SMALL_A + low - 10;
  return at;
}
