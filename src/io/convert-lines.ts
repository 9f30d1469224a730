// Lines of one format written in another: the members of each line, under the names that the log uses.
import type { Batch } from '../model/batch.js';
import { ORIGIN_NAMES, Origin, type Flag } from '../model/flag.js';
import { formatCell } from './csv/record.js';
import type { LineFormat, LineMember, LineWriter } from './line-format.js';
import { writeEach } from './row-writer.js';

/** Origin and flag of lines that were read, where they are asked for. */
interface Conversion {
  readonly annotate: boolean;
}

/** Writes lines as JSON objects. A microsecond or two a line. */
export function createJsonWriter({ readMembers }: LineFormat, { annotate }: Conversion): LineWriter {
  return {
    head: Buffer.alloc(0),
    linesOf: (batch: Batch) => writeEach(batch, (line, origin, flag) => {
      const members = annotated(readMembers(line), annotate, origin, flag);
      return Buffer.from(`{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`);
    }),
  };
}

/** Writes lines as rows with these columns, of which every name in the lines is one. Text that a spreadsheet would run is guarded, and a row is a line. */
export function createTableWriter({ readMembers }: LineFormat, columns: readonly string[], { annotate }: Conversion, delimiter = ','): LineWriter {
  return {
    head: Buffer.from(`${columns.map((name) => formatCell(name, delimiter)).join(delimiter)}\n`),
    linesOf: (batch: Batch) => writeEach(batch, (line, origin, flag) => {
      const members = new Map(annotated(readMembers(line), annotate, origin, flag));
      return Buffer.from(columns.map((name) => cellOf(members.get(name), delimiter)).join(delimiter));
    }),
  };
}

/** The columns of a log, and those that are added to it. */
export function cleanColumns(columns: readonly string[], added: readonly string[], hasDraws: boolean): string[] {
  return [...new Set([...columns, ...added, ...(hasDraws ? ['draws'] : [])])];
}

function annotated(members: readonly LineMember[], annotate: boolean, origin: Origin, flag: Flag): readonly LineMember[] {
  if (!annotate || origin !== Origin.Observed) return members;
  const others = members.filter(([name]) => name !== 'origin' && name !== 'flag');
  return [...others, ['origin', JSON.stringify(ORIGIN_NAMES[Origin.Observed])], ['flag', String(flag)]];
}

function cellOf(json: string | undefined, delimiter: string): string {
  if (json === undefined || json === 'null') return '';
  if (json.startsWith('"')) return formatCell((JSON.parse(json) as string).replace(/\r\n|[\r\n]/g, ' '), delimiter);
  // Draws, a list of numbers, have spaces between them; other lists and objects stay JSON.
  if (/^\[[\d.,eE+-]+\]$/.test(json)) return json.slice(1, -1).replaceAll(',', ' ');
  return json.startsWith('{') || json.startsWith('[') ? formatCell(json, delimiter) : json;
}
