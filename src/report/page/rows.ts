// The points of a series as rows in order of time, in the form that uPlot takes: a column for each line, null where a line breaks.
import { unpackSeries, type PackedSeries, type UnpackedSeries } from '../chart-data.js';

/** What a row is; a break is no point, only the end of a line. */
export type RowKind = 'observed' | 'made' | 'aside' | 'break';

/** All points of a series. */
export interface Rows {
  readonly series: PackedSeries;
  readonly points: UnpackedSeries;
  readonly timeMs: number[];
  readonly kind: RowKind[];
  /** Place in the columns of its kind. */
  readonly at: number[];
  /** The line of observed readings, and the line through observed and made ones; undefined where it goes on without a point. */
  readonly observed: (number | null | undefined)[];
  readonly clean: (number | null | undefined)[];
}

/** O(points). */
export function rowsOf(series: PackedSeries): Rows {
  const points = unpackSeries(series);
  const rows: Rows = { series, points, timeMs: [], kind: [], at: [], observed: [], clean: [] };
  // A line ends where it has null: at every row inside of an open void, and there is one in the middle of each.
  const breaks = points.voids.filter(({ from, to }) => Number.isFinite(from + to)).map(({ from, to }) => (from + to) / 2);
  const columns: readonly (readonly [kind: RowKind, times: readonly number[]])[] = [
    ['break', breaks], ['observed', points.observed.t], ['made', points.made.t], ['aside', points.aside.t],
  ];
  // Where points were thinned, a made one between two observed ones says nothing of what was there in between.
  const atMade = series.thinned[0] === 1 && series.thinned[1] === 1 ? null : undefined;
  const next = columns.map(() => 0);
  let open = 0;
  for (;;) {
    let least = -1;
    columns.forEach(([, times], c) => {
      if (next[c] < times.length && (least < 0 || times[next[c]] < columns[least][1][next[least]])) least = c;
    });
    if (least < 0) return rows;
    const [kind, times] = columns[least];
    const at = next[least]++;
    rows.timeMs.push(times[at]);
    rows.kind.push(kind);
    rows.at.push(at);
    while (open < points.voids.length && points.voids[open].to <= times[at]) open++;
    const otherwise = open < points.voids.length && points.voids[open].from < times[at] ? null : undefined;
    rows.observed.push(kind === 'observed' ? points.observed.v[at] : kind === 'made' ? atMade : otherwise);
    rows.clean.push(kind === 'observed' ? points.observed.v[at] : kind === 'made' ? points.made.v[at] : otherwise);
  }
}

/** The value that is drawn for a row; NaN for a break. */
export function valueOf({ points, kind, at }: Rows, row: number): number {
  return kind[row] === 'break' ? NaN : points[kind[row]].v[at[row]];
}

/** The rows of a span of time, its ends included. O(log rows). */
export function rowsBetween(rows: Rows, { from, to }: { readonly from: number; readonly to: number }): [from: number, to: number] {
  return [rowFrom(rows, from), rowFrom(rows, to + 1e-3)];
}

/** The first row at or after an instant. O(log rows). */
export function rowFrom({ timeMs }: Rows, fromMs: number): number {
  let [low, high] = [0, timeMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle] < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
