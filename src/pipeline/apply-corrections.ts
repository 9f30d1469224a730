// Corrections applied to a file of rows: one pass that looks whether they fit, a second that writes the new file.
import type { KeyReader, KeySpec, RowKey } from '../io/key-reader.js';
import type { Batch } from '../model/batch.js';
import { encodeMembers, type Correction } from '../reconcile/correction.js';
import { stateOfRow, type BookedCorrection, type CorrectionBook } from './correction-book.js';
import { lineError, lineOf, readSide, type KeyedPiece, type KeyedSide } from './keyed-side.js';
import { compareKeys } from './side-cursors.js';

/** A correction that does not fit the row it is about. */
export interface Conflict {
  /** 1-based, in the file of corrections. */
  readonly line: number;
  /** As JSON. */
  readonly key: string;
  readonly text: string;
}

/** What corrections find in a file. Where there are conflicts, nothing may be written. */
export interface Examination {
  readonly changes: Readonly<Record<Correction['op'], number>>;
  /** Corrections whose rows are as they should be. */
  readonly already: number;
  readonly conflicts: readonly Conflict[];
  /** The rows are in key order, so that new ones have a place. */
  readonly isOrdered: boolean;
}

/**
 * Looks whether the rows are what the corrections say. O(bytes of the target).
 *
 * @throws TelemendError `bad-input` with file and line where a row has no key, or two rows that are to be corrected have the same.
 */
export async function examineTarget(target: KeyedSide, spec: KeySpec, book: CorrectionBook): Promise<Examination> {
  let isOrdered = spec.time !== undefined;
  let last: RowKey | undefined;
  const readKey = target.rows.createKeyReader(spec);
  for await (const piece of readSide(target, spec, true)) {
    const { bytes, keys } = piece as KeyedPiece;
    for (let row = 0; row < keys.count; row++) {
      if (isOrdered) {
        const key = keyOf(piece as KeyedPiece, row);
        isOrdered = last === undefined || compareKeys(last, key) < 0;
        last = key;
      }
      if (!book.hasTime(keys.timeMs[row])) continue;
      const line = bytesOf(bytes, keys, row);
      const booked = findBooked(book, readKey, line);
      if (!booked) continue;
      if (booked.state !== undefined) {
        throw lineError(target, lineOf(target, keys.arrival[row]), `it has the same key as a line before it: ${encodeMembers(booked.correction.key)}`, 'nothing was written: take one of the two out');
      }
      booked.state = stateOfRow(booked.correction, target.rows.membersOf(line), target.rows.isTyped);
    }
  }
  return { ...sumUp(book), isOrdered };
}

/** Writes the target with its corrections made: rows that none is about stay byte for byte. O(bytes of the target). */
export async function writeCorrected(
  target: KeyedSide,
  spec: KeySpec,
  book: CorrectionBook,
  isOrdered: boolean,
  write: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const [{ dataOffset, size, handle }] = target.log.files;
  const head = Buffer.alloc(dataOffset);
  if (dataOffset > 0) await handle.read(head, 0);
  await write(head);
  const readKey = target.rows.createKeyReader(spec);
  const inserts = book.inserts();
  let nextInsert = 0;
  let isTorn = false;
  for await (const piece of readSide(target, spec, true)) {
    const { bytes, byteCount, offset, keys } = piece as KeyedPiece;
    isTorn = offset! + byteCount > size;
    let copied = 0;
    for (let row = 0; row < keys.count; row++) {
      const start = keys.start[row];
      while (isOrdered && nextInsert < inserts.length && compareKeys(inserts[nextInsert].key, keyOf(piece as KeyedPiece, row)) < 0) {
        await write(bytes.subarray(copied, start));
        await write(target.rows.encodeRow(inserts[nextInsert++].correction.new));
        copied = start;
      }
      if (!book.hasTime(keys.timeMs[row])) continue;
      const line = bytesOf(bytes, keys, row);
      const booked = findBooked(book, readKey, line);
      if (booked?.state !== 'as-expected') continue;
      await write(bytes.subarray(copied, start));
      const { op, old, new: next } = booked.correction;
      copied = start + line.length + (op === 'delete' ? 1 : 0);
      if (op === 'update') await write(target.rows.replaceMembers(line, new Map([...old.keys(), ...next.keys()].map((name) => [name, next.get(name)]))));
    }
    await write(bytes.subarray(copied, byteCount - (isTorn && copied < byteCount ? 1 : 0)));
  }
  if (isTorn && nextInsert < inserts.length) await write(Buffer.from('\n'));
  for (const insert of inserts.slice(nextInsert)) await write(target.rows.encodeRow(insert.correction.new));
}

function sumUp(book: CorrectionBook): Omit<Examination, 'isOrdered'> {
  const changes = { insert: 0, update: 0, delete: 0 };
  const conflicts: Conflict[] = [];
  let already = 0;
  for (const { correction, line, state } of book.all) {
    const { op } = correction;
    if (typeof state === 'object') conflicts.push({ line, key: encodeMembers(correction.key), text: state.conflict });
    else if (state === 'already-so' || (state === undefined && op === 'delete')) already++;
    else if (state === undefined && op === 'update') conflicts.push({ line, key: encodeMembers(correction.key), text: 'there is no such row' });
    else changes[op]++;
  }
  return { changes, already, conflicts };
}

function keyOf({ keys, series }: KeyedPiece, row: number): RowKey {
  return { timeMs: keys.timeMs[row], timeNs: keys.timeNs[row], text: series.id(keys.series[row]) };
}

function bytesOf(bytes: Buffer, keys: Batch, row: number): Buffer {
  return bytes.subarray(keys.start[row], keys.start[row] + keys.length[row]);
}

/** By the whole key, which is more than what a hash keeps of it. */
function findBooked(book: CorrectionBook, readKey: KeyReader, line: Buffer): BookedCorrection | undefined {
  const key: RowKey = { timeMs: 0, timeNs: 0, text: '' };
  readKey(line, 0, line.length, key);
  return book.find(key);
}

