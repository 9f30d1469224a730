// What is known of a CSV log's table before its first row: columns, delimiter, and how numbers are written in it.
import type { FieldName, FieldNames } from '../../model/event.js';
import type { WideTable } from './wide-layout.js';

/** The table of a CSV log. Plain data: it travels to threads and stands in the manifest. */
export interface CsvTable {
  /** One ASCII character. */
  readonly delimiter: string;
  /** The names of the columns, in their order. */
  readonly columns: readonly string[];
  /** The header line as it came, or as it was given, without its end. */
  readonly header: string;
  readonly lineEnd: '\n' | '\r\n';
  /** Numbers are written 21,5. */
  readonly decimalComma: boolean;
  /** The columns that are put behind these where it is written; by default those of a clean series. */
  readonly added?: readonly string[];
  /** The wide table that this long one was made of. */
  readonly wide?: WideTable;
}

/** The columns that telemend adds, in their order. `draws` is there only where draws are asked for. */
export const ADDED_COLUMNS = ['origin', 'flag', 'mean', 'sd', 'lo', 'hi', 'method', 'observed', 'reason'] as const;

/** What a cell of a made row is: a field that telemend knows, something that it adds, or nothing that it could say anything of. */
export type CellRole = FieldName | (typeof ADDED_COLUMNS)[number] | 'draws' | undefined;

const ADDED: ReadonlySet<string> = new Set<string>([...ADDED_COLUMNS, 'draws']);

/** The columns that are behind those of the log in what is made of it. */
export function addedColumns({ columns, added = ADDED_COLUMNS }: Pick<CsvTable, 'columns' | 'added'>, hasDraws: boolean): string[] {
  return [...added, ...(hasDraws ? ['draws'] : [])].filter((name) => !columns.includes(name));
}

/** The role of each column; the fields come before what is added, where a log calls them alike. */
export function rolesOf(columns: readonly string[], fields: FieldNames): CellRole[] {
  const fieldOf = new Map(Object.entries(fields).map(([field, name]) => [name, field as FieldName]));
  return columns.map((name) => fieldOf.get(name) ?? (ADDED.has(name) ? (name as CellRole) : undefined));
}
