// A queue of numbers that allocates nothing per number: what the sliding windows are made of.

/** First in, first out, and the last one can be taken back. All operations O(1), `push` amortised. */
export class NumberQueue {
  #items = new Float64Array(16);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The i-th number from the front; only for 0 <= i < length. */
  at(i: number): number {
    return this.#items[(this.#head + i) & (this.#items.length - 1)];
  }

  /** Puts another number in the i-th place from the front. */
  set(i: number, item: number): void {
    this.#items[(this.#head + i) & (this.#items.length - 1)] = item;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#length++;
    this.set(this.#length - 1, item);
  }

  /** Drops the first number. */
  shift(): void {
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
  }

  /** Drops the last number. */
  pop(): void {
    this.#length--;
  }

  clear(): void {
    this.#length = 0;
  }

  // The capacity is a power of two, so that places wrap around by a mask.
  #grow(): void {
    const larger = new Float64Array(2 * this.#items.length);
    for (let i = 0; i < this.#length; i++) larger[i] = this.at(i);
    this.#items = larger;
    this.#head = 0;
  }
}
