// A row with the numbers in some of its cells spelled anew: quotes, spaces and all other cells stay as they came.
import type { LineFormat } from '../line-format.js';
import { CellCursor } from './cells.js';
import { readNumberCell } from './read-cell.js';
import { addedColumns, type CsvTable } from './table.js';

const NUMBERS = /[^\s"]+/g;

/** See LineFormat.respell. O(length). */
export function createCellRespeller(table: CsvTable): LineFormat['respell'] {
  const { delimiter, decimalComma } = table;
  const names = [...table.columns, ...addedColumns(table, true)];
  const cursor = new CellCursor(delimiter);
  return (line, respellings) => {
    const pieces: Buffer[] = [];
    let copied = 0;
    cursor.open(line, 0, line.length);
    for (let k = 0; cursor.next(); k++) {
      const respell = respellings.get(names[k]);
      if (!respell) continue;
      const { start, end } = cursor;
      // Draws are several numbers with spaces between them.
      const spelled = line.toString('utf8', start, end).replace(NUMBERS, (text) => {
        if (readNumberCell(text, decimalComma) === undefined) return text;
        const number = respell(decimalComma ? text.replace(',', '.') : text);
        return decimalComma ? number.replace('.', ',') : number;
      });
      pieces.push(line.subarray(copied, start), Buffer.from(spelled));
      copied = end;
    }
    return Buffer.concat([...pieces, line.subarray(copied)]);
  };
}
