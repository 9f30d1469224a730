// What the chart shows as a table: for who cannot see it, and for copying.
import { pointWords, type PointWords } from './point-text.js';
import type { Rows } from './rows.js';

const MOST_ROWS = 500;
const COLUMNS: readonly (readonly [key: keyof PointWords, title: string])[] = [
  ['time', 'time'], ['value', 'value'], ['origin', 'origin'], ['flag', 'flag'], ['low', '90 % from'], ['high', 'to'], ['remark', 'why, how'],
];

/** Puts the points of rows [from, to) into an element, the first 500 of them. */
export function fillPointTable(target: Element, rows: Rows, from: number, to: number): void {
  const points = Array.from({ length: to - from }, (_, i) => from + i).filter((row) => rows.kind[row] !== 'break');
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const [, title] of COLUMNS) head.append(Object.assign(document.createElement('th'), { scope: 'col', textContent: title }));
  const body = table.createTBody();
  for (const row of points.slice(0, MOST_ROWS)) {
    const words = pointWords(rows, row);
    const line = body.insertRow();
    for (const [key] of COLUMNS) line.insertCell().textContent = words[key];
  }
  const left = points.length - MOST_ROWS;
  const more = Object.assign(document.createElement('p'), { textContent: left > 0 ? `and ${left} more: zoom in to see them here` : '' });
  target.replaceChildren(table, more);
}
