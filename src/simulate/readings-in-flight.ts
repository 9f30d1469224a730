// The instants that were simulated and whose lines have not all been written yet, as columns: a ring, bounded by the longest delay.

const INITIAL_CAPACITY = 1024;

/**
 * Instants are numbered in order of (event time, sensor id). The ring holds those from `first` to before `next`; the columns of
 * number n stand at slot(n). It grows when it is full, by doubling.
 */
export class ReadingsInFlight {
  /** Number of the oldest instant held, and of the next to come. */
  first = 0;
  next = 0;
  #columns = createColumns(INITIAL_CAPACITY);

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
    const larger = createColumns(2 * capacity);
    for (const name of Object.keys(old) as (keyof ReadingColumns)[]) {
      for (let number = this.first; number < this.next; number++) {
        larger[name][number % (2 * capacity)] = old[name][number % capacity];
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
  readonly timeMs: Float64Array;
  /** What is true and what is written, as multiples of the value grid. */
  readonly trueUnits: Float64Array;
  readonly writtenUnits: Float64Array;
  /** Bits of `Fault`. */
  readonly faults: Uint8Array;
  readonly delayMs: Float64Array;
  readonly copyDelayMs: Float64Array;
  /** Index into CORRUPTIONS, set when a damaged line is written. */
  readonly corruption: Uint8Array;
  /** When its next line arrives. */
  readonly arrivalMs: Float64Array;
  /** Lines still to come. */
  readonly linesLeft: Uint8Array;
  /** 1-based numbers of its lines in the log, 0 where there is none. */
  readonly line: Float64Array;
  readonly copyLine: Float64Array;
}

function createColumns(capacity: number): ReadingColumns {
  return {
    sensor: new Uint32Array(capacity),
    index: new Float64Array(capacity),
    timeMs: new Float64Array(capacity),
    trueUnits: new Float64Array(capacity),
    writtenUnits: new Float64Array(capacity),
    faults: new Uint8Array(capacity),
    delayMs: new Float64Array(capacity),
    copyDelayMs: new Float64Array(capacity),
    corruption: new Uint8Array(capacity),
    arrivalMs: new Float64Array(capacity),
    linesLeft: new Uint8Array(capacity),
    line: new Float64Array(capacity),
    copyLine: new Float64Array(capacity),
  };
}
