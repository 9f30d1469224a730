// Joins one series' truth with its clean events: every row gets the event its line became, the event made at its instant, and what the audit says.
import { Origin } from '../model/flag.js';
import type { Instant } from '../model/instant.js';
import type { CleanItem, TruthItem } from './score-input.js';
import type { AuditItem } from './score-side-files.js';

/** A row of the truth and what was found of it so far. */
export interface JoinedRow {
  readonly row: TruthItem;
  event?: CleanItem;
  fill?: CleanItem;
  readonly audited: AuditItem[];
}

/** Where the joining leads to. */
export interface JoinSinks {
  /** A row of which all is known, in order. `isSeen`: the series has had an event by then. */
  readonly onRow: (joined: JoinedRow, isSeen: boolean) => void;
  /** A filled event that stands at no missing instant. */
  readonly onPhantom: (fill: CleanItem) => void;
  /** An event that no row accounts for: the truth is of another log. */
  readonly onStranger: (event: CleanItem, joined?: JoinedRow) => never;
}

/** Events and audit entries whose row is not there yet: the clock of their line was behind. `rival` is a row of that time that is not theirs. */
interface Early {
  readonly events: { readonly event: CleanItem; readonly rival?: JoinedRow }[];
  readonly audited: AuditItem[];
}

/** More early events than this in one series are no clock fault, but a truth of another log. */
const MOST_EARLY = 100_000;

/**
 * Takes truth, clean events and audit entries of one series in order of time, at the same time in this order. An event belongs to the row
 * that says its time, or, where it was filled, to the nearest row: so that a made time need not be the true one to the millisecond.
 * Memory: the rows of the largest clock error.
 */
export class SeriesJoin {
  readonly #sinks: JoinSinks;
  /** Rows not given out yet, in order; those before #first are done. */
  #rows: JoinedRow[] = [];
  #first = 0;
  #last: JoinedRow | undefined;
  /** The rows that wait for the lines of a time. */
  readonly #expected = new Map<number | string, JoinedRow[]>();
  readonly #early = new Map<number | string, Early>();
  /** Filled events behind the last row: which row is nearest shows when the next one comes. */
  #fills: CleanItem[] = [];
  #isSeen = false;

  constructor(sinks: JoinSinks) {
    this.#sinks = sinks;
  }

  /** The next row: everything before its time is known. Amortised O(1). */
  addTruth(row: TruthItem): void {
    const joined: JoinedRow = { row, audited: [] };
    this.#assignFills(joined);
    this.#release(row.timeMs, row.timeNs);
    this.#rows.push(joined);
    this.#last = joined;
    if (row.details && (row.details.lines.length === 0 || row.details.faults.includes('corrupted'))) return;
    const key = keyOf(row.written);
    const rivals = this.#expected.get(key);
    if (rivals) rivals.push(joined);
    else this.#expected.set(key, [joined]);
    const early = this.#early.get(key);
    if (!early) return;
    const place = early.events.findIndex(({ event }) => isOf(event, row));
    if (place >= 0) joined.event = early.events.splice(place, 1)[0].event;
    joined.audited.push(...early.audited.splice(0));
    if (early.events.length === 0) this.#early.delete(key);
  }

  /** An event of the clean series. O(1). */
  addClean(item: CleanItem): void {
    this.#isSeen = true;
    if (item.origin === Origin.Filled) {
      const last = this.#last;
      if (last && last.row.timeMs === item.timeMs && last.row.timeNs === item.timeNs) this.#fill(last, item);
      else this.#fills.push(item);
      return;
    }
    const key = keyOf(item);
    const rows = this.#expected.get(key)?.filter(({ event }) => event === undefined) ?? [];
    const joined = rows.find(({ row }) => isOf(item, row));
    if (joined) joined.event = item;
    else this.#earlyAt(key).events.push({ event: item, rival: rows[0] });
    if (this.#early.size > MOST_EARLY) this.#refuseEarly();
  }

  /** A line of the audit. O(1). */
  addAudit(item: AuditItem): void {
    const key = keyOf(item);
    const rows = this.#expected.get(key);
    if (rows) rows[0].audited.push(item);
    else this.#earlyAt(key).audited.push(item);
  }

  /** All was added. */
  end(): void {
    this.#assignFills(undefined);
    this.#release(Infinity, 0);
    this.#refuseEarly();
  }

  #earlyAt(key: number | string): Early {
    let early = this.#early.get(key);
    if (!early) this.#early.set(key, (early = { events: [], audited: [] }));
    return early;
  }

  /** The first event that found no row is no early one. */
  #refuseEarly(): void {
    for (const { events } of this.#early.values()) if (events.length > 0) this.#sinks.onStranger(events[0].event, events[0].rival);
  }

  /** Gives the filled events between the last row and the next one to the nearer of the two. */
  #assignFills(next: JoinedRow | undefined): void {
    for (const fill of this.#fills) {
      const toLast = this.#last ? distanceMs(fill, this.#last.row) : Infinity;
      const toNext = next ? distanceMs(fill, next.row) : Infinity;
      // Beyond either end of the truth there is no next row by which to tell what is near.
      if (toLast === Infinity || toNext === Infinity) this.#sinks.onPhantom(fill);
      else this.#fill(toNext < toLast ? next! : this.#last!, fill);
    }
    this.#fills = [];
  }

  #fill(joined: JoinedRow, fill: CleanItem): void {
    if (joined.fill) this.#sinks.onPhantom(fill);
    else joined.fill = fill;
  }

  /** Hands on the rows of which all is known, once everything before an instant was added. */
  #release(timeMs: number, timeNs: number): void {
    const rows = this.#rows;
    while (this.#first < rows.length) {
      const joined = rows[this.#first];
      const { written } = joined.row;
      if (written.timeMs > timeMs || (written.timeMs === timeMs && written.timeNs >= timeNs)) break;
      this.#first++;
      this.#forget(joined);
      this.#handOn(joined);
    }
    if (this.#first * 2 > rows.length) {
      this.#rows = rows.slice(this.#first);
      this.#first = 0;
    }
  }

  #forget(joined: JoinedRow): void {
    const key = keyOf(joined.row.written);
    const rivals = this.#expected.get(key);
    if (!rivals?.includes(joined)) return;
    if (rivals.length === 1) this.#expected.delete(key);
    else rivals.splice(rivals.indexOf(joined), 1);
  }

  #handOn(joined: JoinedRow): void {
    if (joined.fill && joined.event && !hasMoved(joined.row)) {
      this.#sinks.onPhantom(joined.fill);
      joined.fill = undefined;
    }
    this.#sinks.onRow(joined, this.#isSeen);
  }
}

/** Whether a row's lines say another time than the true one. */
export function hasMoved({ timeMs, timeNs, written }: TruthItem): boolean {
  return written.timeMs !== timeMs || written.timeNs !== timeNs;
}

/** Whether an event can be what a row says was written. A plain series does not say, so there the time is enough. */
function isOf(event: CleanItem, { value, details }: TruthItem): boolean {
  if (!details) return true;
  const said = event.origin === Origin.Repaired ? event.observed : event.value;
  return said === (details.written ?? value) || (details.conflict !== undefined && said === details.conflict);
}

/** Whole milliseconds as a number, since nearly all are; finer instants as text. */
function keyOf({ timeMs, timeNs }: Instant): number | string {
  return timeNs === 0 ? timeMs : `${timeMs}.${timeNs}`;
}

function distanceMs(a: Instant, b: Instant): number {
  return Math.abs(a.timeMs - b.timeMs + (a.timeNs - b.timeNs) / 1e6);
}
