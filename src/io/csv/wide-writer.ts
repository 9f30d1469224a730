// A wide table on the way out: the rows of one instant are one row again, in the shape that the table came in.
import { rawLine, type Batch } from '../../model/batch.js';
import { ORIGIN_NAMES, Origin } from '../../model/flag.js';
import type { LineWriter } from '../line-format.js';
import { CellCursor } from './cells.js';
import { parseRecord } from './record.js';
import type { CsvTable } from './table.js';
import type { WideTable } from './wide-layout.js';
import { MADE_COLUMN } from './wide-table.js';

/**
 * Writes long rows in order as wide ones. Cells stay as they are spelled; which of them were made stands in the column `made`, which a
 * clean table has. Two readings of one channel and instant make two rows. Memory: one row.
 */
export function createWideWriter(long: CsvTable, wide: WideTable, isClean: boolean): LineWriter {
  const { columns, delimiter, header, lineEnd, timeAt, channelsAt, othersAt, madeAt } = wide;
  const hasMade = isClean && madeAt < 0;
  const placeOf = new Map(channelsAt.map((at) => [columns[at], at]));
  const cursor = new CellCursor(long.delimiter);
  let cells: (string | undefined)[] = [];
  let made: string[] = [];
  let [timeMs, timeNs] = [NaN, NaN];

  function add(batch: Batch, row: number, into: string[]): void {
    const line = rawLine(batch, row);
    const spelled: string[] = [];
    cursor.open(line, 0, line.length);
    while (cursor.next()) spelled.push(line.toString('utf8', cursor.start, cursor.end));
    const channel = parseRecord(spelled[1], long.delimiter)![0];
    const at = placeOf.get(channel)!;
    if (batch.timeMs[row] !== timeMs || batch.timeNs[row] !== timeNs || cells[at] !== undefined) {
      into.push(take());
      [timeMs, timeNs] = [batch.timeMs[row], batch.timeNs[row]];
      cells = [];
      cells[timeAt] = spelled[0];
    }
    cells[at] = spelled[2];
    for (const [k, other] of othersAt.entries()) if ((cells[other] ?? '') === '') cells[other] = spelled[4 + k] ?? '';
    const origin = batch.origin[row] as Origin;
    // Without spaces and quotes, so that the cell reads the same everywhere.
    if (origin !== Origin.Observed) made.push(`${encodeURIComponent(channel)}=${ORIGIN_NAMES[origin]}`);
  }

  /** The row that was gathered; nothing where there is none. */
  function take(): string {
    if (cells.length === 0) return '';
    if (madeAt >= 0) cells[madeAt] = made.join(' ');
    const row = columns.map((_, at) => cells[at] ?? '');
    if (hasMade) row.push(made.join(' '));
    cells = [];
    made = [];
    return row.join(delimiter) + lineEnd;
  }

  return {
    head: Buffer.from((hasMade ? header + delimiter + MADE_COLUMN : header) + lineEnd),
    linesOf(batch) {
      const rows: string[] = [];
      for (let row = 0; row < batch.count; row++) add(batch, row, rows);
      return Buffer.from(rows.join(''));
    },
    end: () => Buffer.from(take()),
  };
}
