// The series of a log: each sensor_id gets a small number at first sight; ties in time are broken by the ids' byte order.

/** Numbers the sensor ids of one log. The numbers depend on arrival, the ranks only on the set of ids. */
export class SeriesTable {
  readonly #indexOf = new Map<string, number>();
  readonly #ids: string[] = [];

  /** The number of a sensor id, given at first sight. O(1). */
  indexOf(id: string): number {
    let index = this.#indexOf.get(id);
    if (index === undefined) {
      index = this.#ids.length;
      this.#indexOf.set(id, index);
      this.#ids.push(id);
    }
    return index;
  }

  /** The number of a sensor id that was seen, or undefined. O(1). */
  find(id: string): number | undefined {
    return this.#indexOf.get(id);
  }

  /** The sensor id behind a number. */
  id(index: number): string {
    return this.#ids[index];
  }

  get size(): number {
    return this.#ids.length;
  }

  /** rank[index]: the place of each id in the order of the ids' UTF-8 bytes (what `LC_ALL=C sort` does). O(S log S). */
  ranks(): Uint32Array {
    const bytes = this.#ids.map((id) => Buffer.from(id));
    const order = bytes.map((_, index) => index).sort((a, b) => Buffer.compare(bytes[a], bytes[b]));
    const rank = new Uint32Array(order.length);
    order.forEach((index, place) => (rank[index] = place));
    return rank;
  }
}
