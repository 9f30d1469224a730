// The instants that were simulated and whose lines have not all been written yet, as columns: a ring, bounded by the longest delay.

const INITIAL_CAPACITY = 1024;

/** In the column `corruption`: how the line is damaged is left to chance. */
export const ANY_CORRUPTION = 255;

/**
 * Instants are numbered in order of (event time, sensor id). The ring holds those from `first` to before `next`; the columns of
 * number n stand at slot(n). It grows when it is full, by doubling.
 */
export class ReadingsInFlight {
  /** Number of the oldest instant held, and of the next to come. */
  first = 0;
  next = 0;
  readonly #lastingFaults: number;
  #columns: ReadingColumns;

  /** @param lastingFaults width of the column `sinceMs` */
  constructor(lastingFaults = 0) {
    this.#lastingFaults = lastingFaults;
    this.#columns = createColumns(INITIAL_CAPACITY, lastingFaults);
  }

  /** The columns themselves; adding an instant may replace them. */
  get columns(): ReadingColumns {
    return this.#columns;
  }

  /** Where the columns of an instant stand. */
  slot(number: number): number {
    return number % this.#columns.timeMs.length;
  }

  /** Makes room for one more instant and tells its slot, whose columns hold anything. Amortised O(1). */
  add(): number {
    if (this.next - this.first === this.#columns.timeMs.length) this.#grow();
    return this.slot(this.next++);
  }

  #grow(): void {
    const old = this.#columns;
    const capacity = old.timeMs.length;
    const larger = createColumns(2 * capacity, this.#lastingFaults);
    for (const name of Object.keys(old) as (keyof ReadingColumns)[]) {
      const width = old[name].length / capacity;
      for (let number = this.first; number < this.next; number++) {
        const from = (number % capacity) * width;
        larger[name].set(old[name].subarray(from, from + width), (number % (2 * capacity)) * width);
      }
    }
    this.#columns = larger;
  }
}

/** One entry an instant in flight. */
export interface ReadingColumns {
  readonly sensor: Uint32Array;
  /** Number of the reading within its sensor. */
  readonly index: Float64Array;
  /** What is true and what is written. */
  readonly timeMs: Float64Array;
  readonly writtenTimeMs: Float64Array;
  /** What is true and what is written, as multiples of the value grid. */
  readonly trueUnits: Float64Array;
  readonly writtenUnits: Float64Array;
  /** Bits of `Fault`. */
  readonly faults: Uint32Array;
  readonly delayMs: Float64Array;
  /** How long after the line its copy comes, and its copy with another value. */
  readonly copyDelayMs: Float64Array;
  readonly conflictDelayMs: Float64Array;
  readonly conflictUnits: Float64Array;
  /** How long each lasting fault of the scenario has been there; NaN where it is not. As many entries an instant as there are such faults. */
  readonly sinceMs: Float64Array;
  /** Index into CORRUPTIONS or ANY_CORRUPTION; what was chosen once the damaged line is written. */
  readonly corruption: Uint8Array;
  /** When its line arrives. */
  readonly arrivalMs: Float64Array;
  /** Lines still to come. */
  readonly linesLeft: Uint8Array;
  /** 1-based numbers of its lines in the log, 0 where there is none. */
  readonly line: Float64Array;
  readonly copyLine: Float64Array;
  readonly conflictLine: Float64Array;
}

function createColumns(capacity: number, lastingFaults: number): ReadingColumns {
  return {
    sensor: new Uint32Array(capacity),
    index: new Float64Array(capacity),
    timeMs: new Float64Array(capacity),
    writtenTimeMs: new Float64Array(capacity),
    trueUnits: new Float64Array(capacity),
    writtenUnits: new Float64Array(capacity),
    faults: new Uint32Array(capacity),
    delayMs: new Float64Array(capacity),
    copyDelayMs: new Float64Array(capacity),
    conflictDelayMs: new Float64Array(capacity),
    conflictUnits: new Float64Array(capacity),
    sinceMs: new Float64Array(capacity * lastingFaults),
    corruption: new Uint8Array(capacity),
    arrivalMs: new Float64Array(capacity),
    linesLeft: new Uint8Array(capacity),
    line: new Float64Array(capacity),
    copyLine: new Float64Array(capacity),
    conflictLine: new Float64Array(capacity),
  };
}
