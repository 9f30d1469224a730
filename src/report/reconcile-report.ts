// What a reconciliation found, as tables: how many rows are what, and which fields differ by how much.
import { formatCount } from './number-format.js';
import { textTable } from './text-table.js';

/** How many rows are what. */
export function reconcileTable(counts: Readonly<Record<'equal' | 'update' | 'insert' | 'delete' | 'outside', number>>, hasTolerance: boolean): string {
  const rows: [string, number, string][] = [
    ['equal', counts.equal, `the same${hasTolerance ? ' within the tolerance' : ''}: left alone`],
    ['update', counts.update, 'on both sides, with other values'],
    ['insert', counts.insert, 'recomputed, and not there'],
    ['delete', counts.delete, 'there, and not recomputed'],
    ['outside', counts.outside, 'differ, but lie outside of the windows: left alone'],
  ];
  const shown = rows.filter(([what, count]) => what !== 'outside' || count > 0);
  return textTable(
    [{ title: 'rows' }, { title: 'count', align: 'right' }, { title: '' }],
    shown.map(([what, count, text]) => [what, formatCount(count), text]),
  );
}

/**
 * A line a field: rows, how many of them by the size of the difference, mean and largest difference.
 *
 * @param bounds upper bounds of the classes of size, but for the last, which has none
 */
export function differenceTable(
  bounds: readonly number[],
  differences: readonly {
    readonly field: string;
    readonly rows: number;
    readonly numbers: number;
    readonly bySize: readonly number[];
    readonly mean: number;
    readonly largest: number;
  }[],
): string {
  const classes = [...bounds.map((bound) => `<= ${bound}`), `> ${bounds.at(-1)}`];
  const columns = ['rows', ...classes, 'mean', 'largest'].map((title) => ({ title, align: 'right' as const }));
  return textTable(
    [{ title: 'differs', shrinks: true }, ...columns],
    differences.map(({ field, rows, numbers, bySize, mean, largest }) => [
      field,
      formatCount(rows),
      ...(numbers === 0 ? ['', '', ...bySize.map(() => '')] : [...bySize.map((count) => (count === 0 ? '' : formatCount(count))), size(mean), size(largest)]),
    ]),
    100,
  );
}

function size(value: number): string {
  return String(Number(value.toPrecision(4)));
}
