// Rows of a file whose columns stand in another order, brought into the order of the first file of their log: cell by cell, as they came.
import type { Chunk } from '../chunks.js';
import { CellCursor, withoutReturn } from './cells.js';
import { parseRecord, quoteCell } from './record.js';
import type { CsvTable } from './table.js';

/** The lines of `from` as those of `to`, which has the same columns. Lines that are no rows of `from` stay as they are. O(bytes). */
export async function* rearrange(chunks: AsyncIterable<Chunk>, from: CsvTable, to: CsvTable): AsyncGenerator<Buffer, void, undefined> {
  const order = to.columns.map((name) => from.columns.indexOf(name));
  const cursor = new CellCursor(from.delimiter);
  for await (const chunk of chunks) {
    if (chunk.kind === 'overlong') continue;
    const lines: string[] = [];
    for (let start = 0, end: number; start < chunk.byteCount; start = end + 1) {
      end = chunk.bytes.indexOf(0x0a, start);
      const line = chunk.bytes.subarray(start, end);
      // One character a byte, so that whatever is no UTF-8 stays as it is too.
      lines.push(rearrangeLine(line));
    }
    const text = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
    yield chunk.torn ? text.subarray(0, -1) : text;
  }

  function rearrangeLine(line: Buffer): string {
    const text = line.toString('latin1');
    const plain = withoutReturn(text);
    if (parseRecord(plain, from.delimiter)?.length !== order.length) return text;
    const cells: string[] = [];
    cursor.open(line, 0, line.length);
    while (cursor.next()) cells.push(line.toString('latin1', cursor.start, cursor.end));
    const moved = order.map((i) => cells[i]);
    const parted = from.delimiter === to.delimiter ? moved : moved.map((cell) => (cell.startsWith('"') ? cell : quoteCell(cell, to.delimiter)));
    return parted.join(to.delimiter) + text.slice(plain.length);
  }
}
