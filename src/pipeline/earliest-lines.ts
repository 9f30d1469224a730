// The few lines of a series that stand first in event time, whatever the order in which they come.
import { compareInstants } from '../model/instant.js';

/** How many lines are kept. */
const KEPT_LINES = 8;

interface Line {
  readonly timeMs: number;
  readonly timeNs: number;
  readonly arrival: number;
  readonly raw: Buffer;
}

/** A line as it crosses threads: its bytes as Latin-1. */
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
  readonly #lines: Line[] = [];
  #latestMs = Infinity;

  /** Whether a line of that time may belong to the earliest. O(1). */
  wants(timeMs: number): boolean {
    return timeMs <= this.#latestMs;
  }

  /** Takes a copy of a line, and gives up the latest where there are enough. */
  add(timeMs: number, timeNs: number, arrival: number, raw: Buffer): void {
    const place = this.#lines.findLastIndex((other) => compareInstants(other.timeMs, other.timeNs, timeMs, timeNs) < 0) + 1;
    const rival: Line | undefined = this.#lines[place];
    const isRival = rival !== undefined && compareInstants(rival.timeMs, rival.timeNs, timeMs, timeNs) === 0;
    if (isRival && rival.arrival < arrival) return;
    this.#lines.splice(place, isRival ? 1 : 0, { timeMs, timeNs, arrival, raw: Buffer.from(raw) });
    if (this.#lines.length > KEPT_LINES) this.#lines.pop();
    if (this.#lines.length === KEPT_LINES) this.#latestMs = this.#lines[KEPT_LINES - 1].timeMs;
  }

  /** The lines as plain data, earliest first. */
  plain(): PlainLine[] {
    return this.#lines.map(({ timeMs, timeNs, arrival, raw }) => ({ timeMs, timeNs, arrival, text: raw.toString('latin1') }));
  }

  /** Takes lines that were kept elsewhere, of a part of the log that begins `arrivals` lines behind its start. */
  addPlain(lines: readonly PlainLine[], arrivals: number): void {
    for (const { timeMs, timeNs, arrival, text } of lines) {
      if (this.wants(timeMs)) this.add(timeMs, timeNs, arrival + arrivals, Buffer.from(text, 'latin1'));
    }
  }

  /** The lines, earliest first. */
  raw(): readonly Buffer[] {
    return this.#lines.map((line) => line.raw);
  }
}
