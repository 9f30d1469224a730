// Which events came late, told from their input positions as they pass in event-time order.

/** Events that are watched at once, beyond which the oldest is taken to be in time. */
const WATCHED = 2 ** 12;

/**
 * An event is late where one of a later time stands before it in the input. Give it the input positions in event-time order. Amortised
 * O(1) an event; memory is bounded, so that lateness by more than 4,096 events is not seen.
 */
export class LateRows<T> {
  #arrivals: number[] = [];
  #rows: T[] = [];
  readonly #onLate: (row: T) => void;

  /** @param onLate told each row that is found late */
  constructor(onLate: (row: T) => void) {
    this.#onLate = onLate;
  }

  add(arrival: number, row: T): void {
    while (this.#arrivals.length > 0 && this.#arrivals[this.#arrivals.length - 1] > arrival) {
      this.#arrivals.pop();
      this.#onLate(this.#rows.pop()!);
    }
    this.#arrivals.push(arrival);
    this.#rows.push(row);
    if (this.#arrivals.length < 2 * WATCHED) return;
    this.#arrivals = this.#arrivals.slice(WATCHED);
    this.#rows = this.#rows.slice(WATCHED);
  }
}
