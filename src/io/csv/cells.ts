// Where the cells of a record lie in its bytes, so that a row can be changed in one cell and stay as it came in all others.

const QUOTE = 0x22;
const SPACE = 0x20;
const CARRIAGE_RETURN = 0x0d;

/** Walks the cells of records that parseRecord accepts. One cursor serves any number of records. */
export class CellCursor {
  /** The cell as it is spelled: bytes [start, end). */
  start = 0;
  end = 0;
  readonly #delimiter: number;
  #bytes: Uint8Array = new Uint8Array();
  #next = 0;
  #recordEnd = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Begins the record bytes[start, end); a carriage return at its end is no part of its last cell. */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#next = start;
    this.#recordEnd = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
  }

  /** Goes on to the next cell; false behind the last. */
  next(): boolean {
    if (this.#next > this.#recordEnd) return false;
    this.start = this.#next;
    this.end = this.#cellEnd();
    this.#next = this.end + 1;
    return true;
  }

  #cellEnd(): number {
    const bytes = this.#bytes;
    let at = this.start;
    if (at < this.#recordEnd && bytes[at] === QUOTE) {
      for (at++; at < this.#recordEnd; at++) {
        if (bytes[at] !== QUOTE) continue;
        if (bytes[at + 1] === QUOTE && at + 1 < this.#recordEnd) at++;
        else break;
      }
    }
    while (at < this.#recordEnd && bytes[at] !== this.#delimiter) at++;
    return at;
  }

  /** Whether the cell is in quotes. */
  get isQuoted(): boolean {
    return this.end > this.start && this.#bytes[this.start] === QUOTE;
  }
}

/** The record without the carriage return at its end. */
export function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Whether bytes[start, end) are white space. */
export function isBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  while (start < end && (bytes[start] === SPACE || (bytes[start] >= 0x09 && bytes[start] <= 0x0d))) start++;
  return start === end;
}
