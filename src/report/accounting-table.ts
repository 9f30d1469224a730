// The accounting as people read it: every line in one place, the sum below, and beside it what was added.
import { formatCount, formatShare } from './number-format.js';
import { textTable } from './text-table.js';

/** What each bucket of lines holds; a line is in the first that applies. */
const BUCKETS = {
  blank: 'blank lines',
  deadLetters: 'lines that are no events',
  outside: 'of other series, or outside --from and --to',
  late: 'came after their place was written',
  duplicates: 'the same reading again',
  conflicts: 'another reading of the same instant',
  missing: 'temperature null',
  synthetic: 'made by an earlier run',
  observed: 'good readings, as they came',
  repaired: 'failed readings, replaced',
  dropped: 'failed readings, left out',
  kept: 'failed readings, as they came',
} as const;

/** What stands beside the lines. */
const BESIDE = {
  filled: 'missing events, made',
  gaps: 'runs of skipped events',
  gapsLeft: 'of these, left open',
} as const;

type Bucket = keyof typeof BUCKETS;

// Most logs have none of these, and a line of zeros says nothing.
const SHOWN_AT_ZERO: ReadonlySet<string> = new Set<Bucket>(['deadLetters', 'duplicates', 'conflicts', 'observed', 'repaired']);

type Accounting = Readonly<Record<'lines' | Bucket | keyof typeof BESIDE, number>>;

/** A line of the accounting. */
export interface AccountingRow {
  readonly name: string;
  readonly count: number;
  /** Of all lines; empty where it is none of their parts. */
  readonly share: string;
  readonly meaning: string;
}

/** Buckets (those that are mostly empty only where they are not), their sum, and what stands beside it. */
export function accountingRows(accounting: Accounting): AccountingRow[] {
  const { lines } = accounting;
  const buckets = entries(BUCKETS).filter(([name]) => accounting[name] > 0 || SHOWN_AT_ZERO.has(name));
  return [
    ...buckets.map(([name, meaning]) => ({ name, count: accounting[name], share: formatShare(accounting[name], lines), meaning })),
    { name: 'lines', count: lines, share: '', meaning: 'the sum of the above' },
    ...entries(BESIDE).map(([name, meaning]) => ({ name, count: accounting[name], share: '', meaning })),
  ];
}

/**
 * The accounting as a table of at most 80 columns, a newline behind each line.
 *
 * @param accounting as the manifest holds it
 */
export function accountingTable(accounting: Accounting): string {
  return textTable(
    [{ title: 'what' }, { title: 'count', align: 'right' }, { title: 'share', align: 'right' }, { title: '' }],
    accountingRows(accounting).map(({ name, count, share, meaning }) => [name, formatCount(count), share, meaning]),
  );
}

function entries<Name extends string>(meanings: Readonly<Record<Name, string>>): [name: Name, meaning: string][] {
  return Object.entries(meanings) as [Name, string][];
}
