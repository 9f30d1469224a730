// Where the reading of the two sides of a join stands: the one with its keys, the other as bytes that are read only where they differ.
import type { KeyFault, KeyReader, KeySpec, RowKey } from '../io/key-reader.js';
import { letGo } from '../io/let-go.js';
import { DEAD_LETTER_TEXT } from '../model/dead-letter.js';
import type { Batch } from '../model/batch.js';
import { compareInstants } from '../model/instant.js';
import { SeriesTable } from '../model/series.js';
import { createPieceReader, lineError, lineNumberAt, lineOf, type KeyedPiece, type KeyedSide, type SidePiece } from './keyed-side.js';

/** Thrown where a side is not in the order of its keys. */
export class OutOfOrder extends Error {
  constructor(readonly side: 'recomputed' | 'existing') {
    super(`the ${side} side is not in order`);
  }
}

/** By instant, then by the text's UTF-8 bytes. */
export function compareKeys(a: RowKey, b: RowKey): number {
  const order = compareInstants(a.timeMs, a.timeNs, b.timeMs, b.timeNs);
  return order || (a.text === b.text ? 0 : Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)));
}

/** The side whose keys are all read. Each piece is checked for order as it comes. */
export class RecomputedCursor {
  /** How many pieces were taken. */
  pieces = 0;
  row = 0;
  keys: Pick<Batch, 'count' | 'start' | 'length' | 'timeMs' | 'timeNs' | 'series' | 'arrival' | 'bytes'> = NO_KEYS;
  bytes: Buffer = Buffer.alloc(0);
  readonly #side: KeyedSide;
  #series = new SeriesTable();
  #ranks: Uint32Array = new Uint32Array();
  #last: (RowKey & { readonly line: number }) | undefined;

  constructor(side: KeyedSide) {
    this.#side = side;
  }

  get isAtEnd(): boolean {
    return this.row >= this.keys.count;
  }

  get line(): Buffer {
    return this.bytes.subarray(this.keys.start[this.row], this.keys.start[this.row] + this.keys.length[this.row]);
  }

  keyOf(row: number): RowKey {
    return { timeMs: this.keys.timeMs[row], timeNs: this.keys.timeNs[row], text: this.#series.id(this.keys.series[row]) };
  }

  /** Takes the next piece, and gives back the memory of the one before; false where there is none. */
  async advance(pieces: AsyncIterator<SidePiece>): Promise<boolean> {
    const next = await pieces.next();
    if (next.done) return false;
    letGo(this.keys);
    const { value } = next;
    const { keys, series } = value as KeyedPiece;
    this.keys = keys;
    if (series !== this.#series || series.size !== this.#ranks.length) this.#ranks = series.ranks();
    this.#series = series;
    this.bytes = value.bytes;
    this.pieces++;
    this.row = 0;
    this.#checkOrder();
    return true;
  }

  #checkOrder(): void {
    const { count, timeMs, timeNs, series, arrival } = this.keys;
    if (count === 0) return;
    const ranks = this.#ranks;
    if (this.#last) this.#checkPair(compareKeys(this.#last, this.keyOf(0)), this.#last.line, lineOf(this.#side, arrival[0]));
    for (let i = 1; i < count; i++) {
      if (timeMs[i] > timeMs[i - 1]) continue;
      const order = timeMs[i - 1] - timeMs[i] || timeNs[i - 1] - timeNs[i] || ranks[series[i - 1]] - ranks[series[i]];
      if (order >= 0) this.#checkPair(order, lineOf(this.#side, arrival[i - 1]), lineOf(this.#side, arrival[i]));
    }
    this.#last = { ...this.keyOf(count - 1), line: lineOf(this.#side, arrival[count - 1]) };
  }

  #checkPair(order: number, line: number, nextLine: number): void {
    if (order > 0) throw new OutOfOrder('recomputed');
    if (order === 0) throw duplicateKey(this.#side, line, nextLine);
  }
}

/** Lines of a piece that are read one by one before the keys of all are: that takes about as long as so many of them. */
const READ_SINGLY = 256;

/** The side whose lines are looked at only where they differ from the other's: one by one, or all of a piece where many do. */
export class ExistingCursor {
  /** How many pieces were taken. */
  pieces = 0;
  at = 0;
  end = 0;
  bytes: Buffer = Buffer.alloc(0);
  readonly key: RowKey = { timeMs: 0, timeNs: 0, text: '' };
  #lineEnd = 0;
  #piece: SidePiece = { bytes: this.bytes, byteCount: 0 };
  /** The piece with its keys, where these have been read, and the row of them that the cursor has come to. */
  #keyed: KeyedPiece | undefined;
  #keyedRow = 0;
  #readSingly = 0;
  /** The row before the cursor. */
  #last: { readonly key: RowKey; readonly piece: SidePiece; readonly at: number } | undefined;
  readonly #side: KeyedSide;
  readonly #hasTime: boolean;
  readonly #readKey: KeyReader;
  readonly #readPiece: ReturnType<typeof createPieceReader>;

  constructor(side: KeyedSide, spec: KeySpec) {
    this.#side = side;
    this.#hasTime = spec.time !== undefined;
    this.#readKey = side.rows.createKeyReader(spec);
    this.#readPiece = createPieceReader(side, spec);
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  get line(): Buffer {
    return this.bytes.subarray(this.at, this.#lineEnd);
  }

  /** Whether the keys of all lines around the cursor have been read. */
  get hasKeys(): boolean {
    return this.#keyed !== undefined;
  }

  /** Takes the next piece; false where there is none. */
  async advance(pieces: AsyncIterator<SidePiece>): Promise<boolean> {
    const next = await pieces.next();
    if (next.done) return false;
    const { value } = next;
    this.#piece = value;
    this.pieces++;
    this.bytes = value.bytes;
    this.end = value.byteCount;
    this.at = 0;
    this.#keyed = value.keys && (value as KeyedPiece);
    this.#keyedRow = 0;
    this.#readSingly = 0;
    return true;
  }

  /** Reads the key of the line at the cursor; false where it is blank, and passed over. Checks the order. */
  read(): boolean | Promise<never> {
    if (!this.#keyed && ++this.#readSingly === READ_SINGLY) this.#keyed = this.#readPiece(this.#piece);
    if (!this.#keyed) return this.#readLine();
    const { keys, series } = this.#keyed;
    while (this.#keyedRow < keys.count && keys.start[this.#keyedRow] < this.at) this.#keyedRow++;
    const row = this.#keyedRow;
    // Between the rows are blank lines alone.
    if (row === keys.count || keys.start[row] > this.at) {
      this.at = row === keys.count ? this.end : keys.start[row];
      return false;
    }
    this.#lineEnd = this.at + keys.length[row];
    this.key.timeMs = keys.timeMs[row];
    this.key.timeNs = keys.timeNs[row];
    this.key.text = series.id(keys.series[row]);
    return this.#checkOrder();
  }

  /** Where the line at the cursor ends. */
  findLineEnd(): number {
    return this.bytes.indexOf(0x0a, this.at);
  }

  /** Takes a key for that of the line at the cursor, which ends there. Checks the order. */
  readAs({ timeMs, timeNs, text }: RowKey, lineEnd: number): true | Promise<never> {
    this.#lineEnd = lineEnd;
    this.key.timeMs = timeMs;
    this.key.timeNs = timeNs;
    this.key.text = text;
    return this.#checkOrder();
  }

  /** The same for a line whose keys are not read yet. */
  #readLine(): boolean | Promise<never> {
    this.#lineEnd = this.findLineEnd();
    const fault = this.#readKey(this.bytes, this.at, this.#lineEnd, this.key);
    if (fault && this.#side.rows.isBlank(this.bytes, this.at, this.#lineEnd)) {
      this.at = this.#lineEnd + 1;
      return false;
    }
    if (fault) return this.#refuse(fault);
    // As on the other side, where a table of all keys would not fit in memory.
    if (!this.#hasTime) this.key.text = '';
    return this.#checkOrder();
  }

  #checkOrder(): true | Promise<never> {
    const order = this.#last === undefined ? -1 : compareKeys(this.#last.key, this.key);
    if (order > 0) throw new OutOfOrder('existing');
    return order === 0 ? this.#refuseDuplicate() : true;
  }

  /** Goes behind the line that was read. */
  pass(): void {
    this.#last = { key: { ...this.key }, piece: this.#piece, at: this.at };
    this.at = this.#lineEnd + 1;
  }

  /** Goes behind lines that need no look, the last of which is [lastAt, end) and has this key. */
  passSame(lastAt: number, end: number, key: RowKey): void {
    this.#last = { key, piece: this.#piece, at: lastAt };
    this.at = end;
  }

  /** Finds the 1-based number of the line at the cursor; to be asked later, if at all. */
  lineNumber(): () => Promise<number> {
    const [piece, at] = [this.#piece, this.at];
    return () => this.#lineNumber(piece, at);
  }

  async #refuse(fault: KeyFault): Promise<never> {
    const what = 'code' in fault ? DEAD_LETTER_TEXT[fault.code] : `it has no ${fault.missing}, which is part of the key`;
    throw lineError(this.#side, await this.#lineNumber(this.#piece, this.at), what, 'nothing was written: mend the line, or name the key with --key');
  }

  async #refuseDuplicate(): Promise<never> {
    const last = this.#last!;
    throw duplicateKey(this.#side, await this.#lineNumber(last.piece, last.at), await this.#lineNumber(this.#piece, this.at));
  }

  async #lineNumber({ offset, keys }: SidePiece, at: number): Promise<number> {
    if (offset !== undefined) return lineNumberAt(this.#side, offset + at);
    return lineOf(this.#side, keys!.arrival[keys!.start.indexOf(at)]);
  }
}

const NO_KEYS = {
  count: 0,
  start: new Uint32Array(),
  length: new Uint32Array(),
  timeMs: new Float64Array(),
  timeNs: new Int32Array(),
  series: new Uint32Array(),
  arrival: new Float64Array(),
  bytes: Buffer.alloc(0),
};

function duplicateKey(side: KeyedSide, line: number, nextLine: number): Error {
  const [first, second] = [Math.min(line, nextLine), Math.max(line, nextLine)];
  return lineError(side, second, `it has the same key as line ${first}`, 'nothing was written: take one out, or name more fields with --key');
}
