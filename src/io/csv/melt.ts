// A wide table on the way in: each of its rows becomes as many long rows as it has channels, cells as they are spelled.
import type { Chunk } from '../chunks.js';
import { CellCursor, withoutReturn } from './cells.js';
import { parseRecord, quoteCell } from './record.js';
import type { CsvTable } from './table.js';
import type { WideTable } from './wide-layout.js';

/**
 * The long rows of a wide table. A line that is no row of it stays as it is, with blank lines behind it, so that every line becomes as
 * many; the header where it stands again becomes blank. O(bytes x (1 + columns that are carried along)).
 */
export async function* melt(chunks: AsyncIterable<Chunk>, long: CsvTable, wide: WideTable): AsyncGenerator<Buffer, void, undefined> {
  const { columns, delimiter, header, timeAt, channelsAt, othersAt, madeAt } = wide;
  const cursor = new CellCursor(delimiter);
  const fill = '\n'.repeat(channelsAt.length - 1);
  const names = channelsAt.map((at) => Buffer.from(carry(quoteCell(columns[at], long.delimiter))).toString('latin1'));

  for await (const chunk of chunks) {
    if (chunk.kind === 'overlong') continue;
    const pieces: string[] = [];
    for (let start = 0, end: number; start < chunk.byteCount; start = end + 1) {
      end = chunk.bytes.indexOf(0x0a, start);
      pieces.push(meltLine(chunk.bytes.subarray(start, end)));
    }
    // One character a byte, so that whatever is no UTF-8 stays as it is.
    yield Buffer.from(pieces.join(''), 'latin1');
  }

  function meltLine(line: Buffer): string {
    const text = withoutReturn(line.toString('latin1'));
    if (withoutReturn(line.toString()) === header) return `\n${fill}`;
    if (parseRecord(text, delimiter)?.length !== columns.length) return `${line.toString('latin1')}\n${fill}`;
    const cells: string[] = [];
    cursor.open(line, 0, line.length);
    while (cursor.next()) cells.push(carry(line.toString('latin1', cursor.start, cursor.end)));
    const origins = madeAt < 0 ? undefined : originsOf(Buffer.from(cells[madeAt], 'latin1').toString());
    const others = othersAt.map((at) => long.delimiter + cells[at]).join('');
    return channelsAt.map((at, i) => (
      [cells[timeAt], names[i], cells[at], origins?.get(columns[at]) ?? ''].join(long.delimiter) + others
    )).join('\n') + '\n';
  }

  function carry(cell: string): string {
    return cell.includes(long.delimiter) && !cell.startsWith('"') ? quoteCell(cell, long.delimiter) : cell;
  }
}

/** Which channels a cell says were made, and how. */
function originsOf(cell: string): Map<string, string> {
  const text = parseRecord(cell, '\u0000')?.[0] ?? '';
  return new Map(text.split(' ').flatMap((one) => {
    const equals = one.lastIndexOf('=');
    return equals < 0 ? [] : [[decodeURIComponent(one.slice(0, equals)), one.slice(equals + 1)] as const];
  }));
}
