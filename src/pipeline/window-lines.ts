// The windows of a view as they stand in its manifest, a line of JSON each: an update passes nearly all of them on and looks at few.
import type { TumblingWindow } from '../aggregate/tumbling-windows.js';
import { formatInstant, parseInstantArgument } from '../model/instant.js';

/** A part of a file of the log, by its number. */
export interface SourceRange {
  readonly file: number;
  readonly offset: number;
  readonly byteCount: number;
  /** In hexadecimal. */
  readonly crc32: string;
}

/** One window of a view: how many rows and bytes of it, from which parts of the log. */
export interface ViewWindow extends TumblingWindow {
  readonly rows: number;
  readonly bytes: number;
  readonly sources: readonly SourceRange[];
}

const NEWLINE = 0x0a;
const ZERO = 0x30;
const START = '{"from":"';
const ROWS = '"rows":';
const BYTES = ',"bytes":';
/** Where `rows` stands in a line whose years have four digits. */
const USUAL_ROWS_AT = '{"from":"2026-01-01T00:00:00.000Z","to":"2026-01-01T01:00:00.000Z",'.length;
/** Lines that are put together before they become bytes. */
const PIECE_LINES = 1024;

/** Windows being listed. */
export class WindowLines {
  count = 0;
  rows = 0;
  #pieces: Buffer[] = [];
  #lines: string[] = [];

  /** Adds a window. */
  add({ startMs, endMs, rows, bytes, sources }: ViewWindow): void {
    this.#lines.push(`${JSON.stringify({ from: formatInstant(startMs, 0), to: formatInstant(endMs, 0), rows, bytes, sources })},\n`);
    this.count++;
    this.rows += rows;
    if (this.#lines.length === PIECE_LINES) this.#endPiece();
  }

  /** Adds windows [from, to) of a list that stands. O(windows). */
  addKept(kept: KnownWindows, from: number, to: number): void {
    this.#endPiece();
    this.count += to - from;
    for (let i = from; i < to; i++) this.rows += kept.rows[i];
    if (from < to) this.#pieces.push(kept.text.subarray(kept.lineStart[from], kept.lineStart[to]));
  }

  /** All lines, each with `,\n` behind it. */
  pieces(): readonly Buffer[] {
    this.#endPiece();
    return this.#pieces;
  }

  #endPiece(): void {
    if (this.#lines.length > 0) this.#pieces.push(Buffer.from(this.#lines.join('')));
    this.#lines = [];
  }
}

/** The windows of a view that stands. */
export interface KnownWindows {
  /** The lines, each with `,\n` behind it. */
  readonly text: Buffer;
  /** Where each line begins, and behind them where the last ends. */
  readonly lineStart: Float64Array;
  /** Of each window: rows of the view, and their bytes. */
  readonly rows: Float64Array;
  readonly bytes: Float64Array;
  readonly count: number;
}

/** Finds the windows in their lines. 0.2 µs a window. @throws Error where a line is none of WindowLines. */
export function readWindowLines(text: Buffer): KnownWindows {
  const most = Math.ceil(text.length / USUAL_ROWS_AT);
  const [lineStart, rows, bytes] = [new Float64Array(most + 1), new Float64Array(most), new Float64Array(most)];
  let at = 0;
  const expect = (word: string) => {
    for (let i = 0; i < word.length; i++) if (text[at + i] !== word.charCodeAt(i)) throw new Error(`no ${word} at byte ${at}`);
    at += word.length;
  };
  const number = () => {
    let value = 0;
    for (let digit = text[at] - ZERO; digit >= 0 && digit <= 9; digit = text[++at] - ZERO) value = value * 10 + digit;
    return value;
  };
  let count = 0;
  while (at < text.length) {
    lineStart[count] = at;
    expect(START);
    const usual = lineStart[count] + USUAL_ROWS_AT;
    at = text[usual] === ROWS.charCodeAt(0) ? usual : text.indexOf(ROWS, at);
    expect(ROWS);
    rows[count] = number();
    expect(BYTES);
    bytes[count++] = number();
    at = text.indexOf(NEWLINE, at) + 1;
    if (at === 0) throw new Error('the last line has no end');
  }
  lineStart[count] = at;
  return { text, lineStart, rows, bytes, count };
}

/** When a window begins. */
export function windowStart({ text, lineStart }: KnownWindows, i: number): number {
  const from = lineStart[i] + START.length;
  const start = text.toString('latin1', from, text.indexOf('"', from));
  const timeMs = Date.parse(start);
  return Number.isNaN(timeMs) ? parseInstantArgument(start).timeMs : timeMs;
}

/** The first window from number `first` on that begins at `startMs` or later. O(log windows). */
export function firstWindowFrom(known: KnownWindows, startMs: number, first: number): number {
  let low = first;
  for (let high = known.count; low < high; ) {
    const middle = (low + high) >> 1;
    if (windowStart(known, middle) < startMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
