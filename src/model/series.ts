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
    const ids = this.#ids;
    // Without surrogates UTF-16 has the order of UTF-8, and needs no buffer for each id.
    const hasSurrogates = ids.some((id) => /[\ud800-\udfff]/.test(id));
    const bytes = hasSurrogates ? ids.map((id) => Buffer.from(id)) : undefined;
    const order = Uint32Array.from(ids, (_, index) => index);
    if (bytes) order.sort((a, b) => Buffer.compare(bytes[a], bytes[b]));
    else order.sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
    const rank = new Uint32Array(order.length);
    order.forEach((index, place) => (rank[index] = place));
    return rank;
  }
}
