// Writes made rows: whole ones in the language of their series, and edits of raw ones that leave all other cells byte for byte.
import type { FieldNames, Range } from '../../model/event.js';
import { Flag, ORIGIN_NAMES, Origin, reasonNames } from '../../model/flag.js';
import { writeEpochMs, type Encoder } from '../encode.js';
import type { FormMemory } from '../forms/form-memory.js';
import { createInstantWriter, LONGEST_INSTANT } from '../instant-bytes.js';
import type { LineBatch } from '../line-batch.js';
import { MadeSlot, type MadeValues } from '../made-slots.js';
import { bytesOf, LONGEST_NUMBER, writeBytes } from '../number-bytes.js';
import { createValueWriter } from '../value-writer.js';
import { CellCursor } from './cells.js';
import type { CsvLanguage } from './csv-language.js';
import { quoteCell } from './record.js';
import { compileRowForms, ID_SLOT, type RowForms, type RowLayout, type RowPiece } from './row-forms.js';
import { addedColumns, rolesOf, type CellRole, type CsvTable } from './table.js';

const QUOTE = 0x22;
const POINT = 0x2e;
const COMMA = 0x2c;
const CARRIAGE_RETURN = 0x0d;
const SPACE_BETWEEN_DRAWS = 0x20;
const DEVIATED = Buffer.from('deviated');

/** The encoder of a series; values are kept inside `range`. */
export function createCsvEncoder(language: CsvLanguage, table: CsvTable, fields: FieldNames, hasDraws: boolean, range: Range): Encoder {
  const { delimiter, decimalComma, columns } = table;
  const { quoted, sensorCell, statusCell, end: lineEnd } = language.csv;
  const delimiterByte = delimiter.charCodeAt(0);
  const roles: CellRole[] = rolesOf([...columns, ...addedColumns(table, hasDraws)], fields);
  const [own, added] = [roles.slice(0, columns.length), roles.slice(columns.length)];
  const temperatureAt = roles.indexOf('temperature');
  const isObservedOwn = own.includes('observed');
  const { round, decimals, writeValue, writeBeside, longest } = createValueWriter(language, range);
  const writeInstant = createInstantWriter(language.timestamp);
  const cell = (text: string) => bytesOf(quoteCell(text, delimiter));
  const [sensorBytes, statusBytes, endBytes] = [sensorCell, statusCell, lineEnd].map(bytesOf);
  const idHead = bytesOf(quoteCell(`fill:${language.sensor}:`, delimiter).replace(/"$/, ''));
  const isIdQuoted = quoteCell(`fill:${language.sensor}:`, delimiter).startsWith('"');
  const originCells = ORIGIN_NAMES.map(bytesOf);
  const texts = new Map<string, Uint8Array>();
  /** By the bits of the reasons. */
  const reasonCells: Uint8Array[] = [];
  const cursor = new CellCursor(delimiter);
  const isCommaQuoted = decimalComma && delimiter === ',';
  /** Where the kernel writes most of a row; undefined where numbers are spelled otherwise than there, or what is added stands among the log's columns. */
  const layout: RowLayout | undefined = decimalComma || hasDraws || !own.every((role) => role === undefined || role in fields)
    ? undefined : { delimiter, own, added, decimals, range };
  let forms: RowForms | undefined;
  /** Bytes of all but text, draws and what is copied. */
  const roomForCells = sensorBytes.length + statusBytes.length + idHead.length + LONGEST_INSTANT + 5 * LONGEST_NUMBER + longest
    + 4 * roles.length + 32;

  function cellOf(text: string): Uint8Array {
    let bytes = texts.get(text);
    if (!bytes) texts.set(text, (bytes = cell(text)));
    return bytes;
  }

  function reasonCell(reasons: number): Uint8Array {
    return (reasonCells[reasons] ??= cell(reasonNames(reasons).join(',')));
  }

  /** Puts quotes about what `write` writes where asked to, and the comma in the place of the point. */
  function writeNumbers(target: Buffer, at: number, isQuoted: boolean, write: (at: number) => number, isNumber = true): number {
    const quotes = isQuoted || (isNumber && isCommaQuoted);
    if (quotes) target[at++] = QUOTE;
    const end = write(at);
    if (isNumber && decimalComma) for (let i = at; i < end; i++) if (target[i] === POINT) target[i] = COMMA;
    if (quotes) target[end] = QUOTE;
    return quotes ? end + 1 : end;
  }

  function writeMade(target: Buffer, at: number, role: CellRole, made: MadeValues, i: number, origin: Origin, reasons: number, isQuoted: boolean): number {
    const { low, high } = range;
    const sd = made.sd[i];
    switch (role) {
      case 'temperature':
        return writeNumbers(target, at, isQuoted, (from) => writeValue(target, from, made.value[i]));
      case 'origin':
        return writeBytes(target, at, originCells[origin]);
      case 'flag':
        target[at] = 0x30 + Flag.Pass;
        return at + 1;
      case 'mean':
      case 'lo':
      case 'hi':
        return writeNumbers(target, at, isQuoted, (from) => writeBeside(target, from, made[role][i], sd, low, high));
      case 'sd':
        return writeNumbers(target, at, isQuoted, (from) => writeBeside(target, from, sd, sd, 0, Infinity));
      case 'method':
        return writeBytes(target, at, cellOf(made.method));
      case 'reason':
        return reasons === 0 ? at : writeBytes(target, at, reasonCell(reasons));
      case 'draws':
        return made.draws ? writeNumbers(target, at, isQuoted, (from) => writeDraws(target, from, made.draws!, i)) : at;
      default:
        return at;
    }
  }

  function writeDraws(target: Buffer, at: number, draws: readonly ArrayLike<number>[], i: number): number {
    for (let k = 0; k < draws.length; k++) {
      if (k > 0) target[at++] = SPACE_BETWEEN_DRAWS;
      at = writeValue(target, at, draws[k][i]);
    }
    return at;
  }

  function roomFor(made: MadeValues, reasons: number): number {
    return roomForCells + cellOf(made.method).length + (made.draws ? made.draws.length * (longest + 1) : 0)
      + (reasons === 0 ? 0 : reasonCell(reasons).length);
  }

  function formsIn(memory: FormMemory, way: RowLayout): RowForms {
    if (forms?.memory !== memory) forms = compileRowForms(memory, language, way);
    return forms;
  }

  function fillSlots({ memory, fillSlots: fill }: RowForms, made: MadeValues, i: number): void {
    fill(made, i);
    memory.slots[MadeSlot.Value] = round(made.value[i]);
  }

  function filled(lines: LineBatch, made: MadeValues, i: number, timeMs: number, timeNs: number): number {
    if (!layout || timeNs !== 0 || timeMs < 0) return filledExactly(lines, made, i, timeMs, timeNs);
    const ours = formsIn(lines.forms, layout);
    fillSlots(ours, made, i);
    ours.memory.slots[ID_SLOT] = timeMs;
    lines.reserve(roomFor(made, 0) + ours.longest);
    let at = lines.end;
    for (const piece of ours.filled) at = 'other' in piece ? writeInstant(lines.bytes, at, timeMs, 0) : ours.memory.write(piece, at);
    return at;
  }

  function filledExactly(lines: LineBatch, made: MadeValues, i: number, timeMs: number, timeNs: number): number {
    lines.reserve(roomFor(made, 0));
    const target = lines.bytes;
    let at = lines.end;
    for (let k = 0; k < roles.length; k++) {
      if (k > 0) target[at++] = delimiterByte;
      const role = roles[k];
      if (role === 'timestamp') {
        at = writeNumbers(target, at, quoted[k], (from) => writeInstant(target, from, timeMs, timeNs), language.timestamp.kind === 'number');
      } else if (role === 'event_id') {
        at = writeEpochMs(target, writeBytes(target, at, idHead), timeMs, timeNs);
        if (isIdQuoted) target[at++] = QUOTE;
      } else if (role === 'sensor_id') at = writeBytes(target, at, sensorBytes);
      else if (role === 'status') at = writeBytes(target, at, statusBytes);
      else at = writeMade(target, at, role, made, i, Origin.Filled, 0, quoted[k] ?? false);
    }
    return writeBytes(target, at, endBytes);
  }

  /** Where a cell of a row stands; nowhere, at its start, where the row has fewer. */
  function spanOf(column: number, bytes: Buffer, start: number, end: number): [number, number] {
    cursor.open(bytes, start, end);
    for (let k = 0; cursor.next(); k++) if (k === column) return [cursor.start, cursor.end];
    return [start, start];
  }

  function repaired(lines: LineBatch, bytes: Buffer, start: number, end: number, made: MadeValues, i: number, reasons: number): number {
    const ours = layout && formsIn(lines.forms, layout);
    if (ours) fillSlots(ours, made, i);
    lines.reserve(2 * (end - start) + roomFor(made, reasons) + (ours?.longest ?? 0));
    const target = lines.bytes;
    let at = lines.end;
    let copied = start;
    let [observedStart, observedEnd] = [start, start];
    let k = 0;
    if (isObservedOwn) [observedStart, observedEnd] = spanOf(temperatureAt, bytes, start, end);
    cursor.open(bytes, start, end);
    for (; cursor.next(); k++) {
      if (k === temperatureAt) [observedStart, observedEnd] = [cursor.start, cursor.end];
      const role = roles[k];
      const isStatus = role === 'status' && isDeviated(bytes, cursor.start, cursor.end);
      if (!isStatus && (role === undefined || isKept(role))) continue;
      at = writeBytes(target, at, bytes, copied, cursor.start);
      copied = cursor.end;
      if (isStatus) at = writeBytes(target, at, statusBytes);
      else if (role === 'observed') at = writeBytes(target, at, bytes, observedStart, observedEnd);
      else at = writeMade(target, at, role, made, i, Origin.Repaired, reasons, cursor.isQuoted);
    }
    at = writeBytes(target, at, bytes, copied, cursor.end);
    if (ours && k === own.length) {
      for (const piece of ours.added) at = writePiece(ours, piece, at);
    } else {
      for (; k < roles.length; k++) {
        target[at++] = delimiterByte;
        if (roles[k] === 'observed') at = writeBytes(target, at, bytes, observedStart, observedEnd);
        else at = writeMade(target, at, roles[k], made, i, Origin.Repaired, reasons, false);
      }
    }
    if (end > start && bytes[end - 1] === CARRIAGE_RETURN) target[at++] = CARRIAGE_RETURN;
    return at;

    function writePiece({ memory }: RowForms, piece: RowPiece, from: number): number {
      if (!('other' in piece)) return memory.write(piece, from);
      return piece.other === 'reason' ? writeMade(target, from, 'reason', made, i, Origin.Repaired, reasons, false) : writeBytes(target, from, bytes, observedStart, observedEnd);
    }
  }

  return { round, filled, repaired };
}

/** Whether a cell of a repaired row says what it said before. */
function isKept(role: CellRole): boolean {
  return role === 'event_id' || role === 'sensor_id' || role === 'timestamp' || role === 'status';
}

function isDeviated(bytes: Buffer, start: number, end: number): boolean {
  if (end - start === DEVIATED.length && bytes.compare(DEVIATED, 0, DEVIATED.length, start, end) === 0) return true;
  return end - start > DEVIATED.length && bytes.toString('latin1', start, end).replace(/^\s*"|"\s*$/g, '').trim() === 'deviated';
}
