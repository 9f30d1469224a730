// A table for the terminal: no wider than it may be, whatever stands in it.
import { printable } from './printable.js';
import { fitText, textWidth } from './text-width.js';

/** A column of a text table. */
export interface Column {
  readonly title: string;
  /** Numbers go to the right. */
  readonly align?: 'left' | 'right';
  /** May be cut, with …, where the table would be too wide; others never are. */
  readonly shrinks?: boolean;
}

const INDENT = '  ';
const SEPARATOR = '  ';
const NARROWEST = 6;

/**
 * A table with a title row, two columns of blanks between its columns; control characters in cells are escaped. Lines are at most
 * `width` columns wide if the columns that shrink can make up for it. O(cells).
 *
 * @returns the table, a newline behind each line.
 * @example
 * textTable([{ title: 'series' }, { title: 'failed', align: 'right' }], [['s1', '3'], ['s2', '0']]);
 */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], width = 80): string {
  const cells = [columns.map(({ title }) => title), ...rows].map((row) => row.map(printable));
  const widths = columns.map((_, c) => cells.reduce((widest, row) => Math.max(widest, textWidth(row[c])), 0));
  shrink(columns, widths, width);
  const line = (row: readonly string[]) => INDENT + row.map((cell, c) => pad(cell, widths[c], columns[c].align)).join(SEPARATOR);
  return cells.map((row) => `${line(row).trimEnd()}\n`).join('');
}

// Takes the missing columns one at a time from whichever shrinking column is widest.
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  let excess = widths.reduce((sum, each) => sum + each, 0) + INDENT.length + SEPARATOR.length * (columns.length - 1) - width;
  for (; excess > 0; excess--) {
    let widest = -1;
    columns.forEach(({ shrinks }, c) => {
      if (shrinks && widths[c] > NARROWEST && (widest < 0 || widths[c] > widths[widest])) widest = c;
    });
    if (widest < 0) return;
    widths[widest]--;
  }
}

function pad(cell: string, width: number, align: Column['align']): string {
  const fitted = fitText(cell, width);
  const blanks = ' '.repeat(Math.max(0, width - textWidth(fitted)));
  return align === 'right' ? blanks + fitted : fitted + blanks;
}
