// The few lines of a series that stand first in event time, whatever the order in which they come.
import { compareInstants } from '../model/instant.js';

/** How many lines are kept. */
const KEPT_LINES = 8;

/** A line with its bytes as Latin-1: a tenth of what a Buffer of its own takes, and it may cross threads. */
export interface PlainLine {
  readonly timeMs: number;
  readonly timeNs: number;
  readonly arrival: number;
  readonly text: string;
}

/**
 * Keeps copies of the earliest lines, ordered by event time: one an instant, the first in the input, since the others of an instant are not in
 * the clean series, from which the same must be learned.
 */
export class EarliestLines {
  #lines: readonly PlainLine[] = [];
  #latestMs = Infinity;

  /** Whether a line of that time may belong to the earliest. O(1). */
  wants(timeMs: number): boolean {
    return timeMs <= this.#latestMs;
  }

  /** Takes a copy of a line, and gives up the latest where there are enough. */
  add(timeMs: number, timeNs: number, arrival: number, raw: Buffer): void {
    this.#add({ timeMs, timeNs, arrival, text: raw.toString('latin1') });
  }

  /** The lines as plain data, earliest first. */
  plain(): readonly PlainLine[] {
    return this.#lines;
  }

  /** Takes lines that were kept elsewhere, of a part of the log that begins `arrivals` lines behind its start. */
  addPlain(lines: readonly PlainLine[], arrivals: number): void {
    for (const line of lines) if (this.wants(line.timeMs)) this.#add({ ...line, arrival: line.arrival + arrivals });
  }

  /** The lines, earliest first. */
  raw(): readonly Buffer[] {
    return this.#lines.map(({ text }) => Buffer.from(text, 'latin1'));
  }

  #add(line: PlainLine): void {
    const { timeMs, timeNs, arrival } = line;
    const place = this.#lines.findLastIndex((other) => compareInstants(other.timeMs, other.timeNs, timeMs, timeNs) < 0) + 1;
    const rival: PlainLine | undefined = this.#lines[place];
    const isRival = rival !== undefined && compareInstants(rival.timeMs, rival.timeNs, timeMs, timeNs) === 0;
    if (isRival && rival.arrival < arrival) return;
    // Neither push nor splice: they make room for seventeen, and there may be a million series.
    const behind = this.#lines.slice(isRival ? place + 1 : place);
    this.#lines = this.#lines.slice(0, place).concat(line, behind).slice(0, KEPT_LINES);
    if (this.#lines.length === KEPT_LINES) this.#latestMs = this.#lines[KEPT_LINES - 1].timeMs;
  }
}
