// CSV, a row of a table a line, as a format: puts together what decodes, learns and writes it.
import type { Batch } from '../../model/batch.js';
import { ORIGIN_NAMES, Origin, type Flag } from '../../model/flag.js';
import type { DecodeOptions } from '../decode.js';
import type { CleanOptions, LineFormat, LineWriter } from '../line-format.js';
import { linesOf, writeEach } from '../row-writer.js';
import { createLineExtender } from '../scanner/extend-lines.js';
import { CellCursor, withoutReturn } from './cells.js';
import { createCsvEncoder } from './csv-encoder.js';
import { createCsvGridEncoder } from './csv-grid-encoder.js';
import { learnCsvLanguage, type CsvLanguage } from './csv-language.js';
import { compileRowShape } from './csv-shape.js';
import { createCsvDecoder } from './decode-csv.js';
import { parseRecord } from './record.js';
import { createLooseReader, createMemberReader, createRowReader } from './read-row.js';
import { createCellRespeller } from './respell-cells.js';
import { createWideWriter } from './wide-writer.js';
import { addedColumns, type CsvTable } from './table.js';

/** The format of CSV logs with this table. */
export function csvFormat(options: DecodeOptions, table: CsvTable): LineFormat {
  const { fields } = options;
  const idAt = table.columns.indexOf(fields.event_id);
  const { header, lineEnd, delimiter } = table;
  return {
    createLinesDecoder: (series) => createCsvDecoder(options, table, series),
    compileShape: (chunk, start, end) => compileRowShape(chunk, start, end, options, table),
    learnLanguage: (lines, values, sensor) => learnCsvLanguage(lines, values, sensor, options, table),
    speaks: (language) => 'csv' in language && language.csv.columns.join('\n') === table.columns.join('\n'),
    createEncoder: (language, range, draws) => createCsvEncoder(language as CsvLanguage, table, fields, draws > 0, range),
    createGridEncoder: (language, clean) => createCsvGridEncoder(language as CsvLanguage, table, fields, clean),
    originals: table.wide ? createWideWriter(table, table.wide, false) : { head: Buffer.from(`${header}${lineEnd}`), linesOf },
    cleanWriter: (clean) => (table.wide ? createWideWriter(table, table.wide, true) : cleanWriter(table, clean)),
    cellWriter: table.wide && ((clean) => cleanWriter(table, clean)),
    readEventId: (line) => (idAt < 0 ? undefined : parseRecord(withoutReturn(line.toString()), delimiter)![idAt].trim() || undefined),
    readMembers: createMemberReader(options, table),
    respell: createCellRespeller(table),
    readFields: createRowReader(options, table),
    readLoosely: createLooseReader(options, table),
  };
}

/** Rows that were read get empty cells in the columns that are added, or what `annotate` says; made ones have them all. */
function cleanWriter(table: CsvTable, { annotate, draws }: CleanOptions): LineWriter {
  const { header, lineEnd, delimiter } = table;
  const added = addedColumns(table, draws > 0);
  const head = Buffer.from([header, ...added].join(delimiter) + lineEnd);
  if (!annotate) {
    const behindRead = Buffer.from(delimiter.repeat(added.length));
    return { head, linesOf: added.length === 0 ? linesOf : createLineExtender(behindRead), behindRead };
  }
  const annotated = createAnnotator(table, added);
  return { head, linesOf: (batch: Batch) => writeEach(batch, (line, origin, flag, isMade) => (isMade ? line : annotated(line, origin, flag))) };
}

/** Puts origin and flag into a row that was read; one that an earlier run made says both already. */
function createAnnotator({ columns, delimiter }: CsvTable, added: readonly string[]): (line: Buffer, origin: Origin, flag: Flag) => Buffer {
  const cursor = new CellCursor(delimiter);
  const textOf = (name: string, flag: Flag) => (name === 'origin' ? ORIGIN_NAMES[Origin.Observed] : name === 'flag' ? String(flag) : undefined);
  return (line, origin, flag) => {
    const isObserved = origin === Origin.Observed;
    const cells: string[] = [];
    cursor.open(line, 0, line.length);
    for (let k = 0; cursor.next(); k++) {
      cells.push((isObserved ? textOf(columns[k], flag) : undefined) ?? line.toString('utf8', cursor.start, cursor.end));
    }
    for (const name of added) cells.push((isObserved ? textOf(name, flag) : undefined) ?? '');
    return Buffer.from(cells.join(delimiter) + (line[line.length - 1] === 0x0d ? '\r' : ''));
  };
}
