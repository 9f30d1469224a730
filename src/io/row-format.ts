// Rows of any kind, whatever their fields: what reconcile and apply have to know of the lines that they stand in.
import { isBlankLine, createKeyReader, type KeyedLines } from './key-reader.js';
import { membersOf, replaceMembers } from './members.js';
import type { CsvTable } from './csv/table.js';

/** One way to write rows as lines, which come without their newline. */
export interface RowFormat extends KeyedLines {
  /** Where it is the same for two files, the same bytes are the same row. */
  readonly dialect: string;
  /** Whether text is told from numbers, and null from nothing. */
  readonly isTyped: boolean;
  /** Of CSV. */
  readonly table?: CsvTable;
  /** The members of a line that has a key, each value as JSON, digits as they are spelled. */
  membersOf(line: Buffer): Map<string, string>;
  /** The first of the members that rows of this file have no place for. */
  firstWithoutPlace(members: ReadonlyMap<string, string>): string | undefined;
  /** A row with its newline. */
  encodeRow(members: ReadonlyMap<string, string>): Buffer;
  /** A line in which some members have new values, undefined for none; all others stay as they are. */
  replaceMembers(line: Buffer, values: ReadonlyMap<string, string | undefined>): Buffer;
}

/** Lines of JSON, an object each. */
export const jsonRows: RowFormat = {
  dialect: 'jsonl',
  isTyped: true,
  isBlank: isBlankLine,
  createKeyReader,
  membersOf: (line) => membersOf(line),
  firstWithoutPlace: () => undefined,
  encodeRow: (members) => Buffer.from(`{${Array.from(members, ([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}\n`),
  replaceMembers,
};
