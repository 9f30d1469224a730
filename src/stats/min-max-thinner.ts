// A long row of points as few: of each bucket of neighbours the least and the most are kept, so that no peak is lost.

/** Keeps all points until it is told to thin; then two a bucket of 4, 8, 16, ... of them. Which ones depends on the points alone. */
export class MinMaxThinner<Point extends { readonly value: number }> {
  /** In order of arrival; from the first thinning on in pairs, of which both are the same where a bucket has one point. */
  #kept: Point[] = [];
  #bucketSize = 1;
  /** Points in the last bucket, which may be unfinished. */
  #inLast = 0;

  /** Points of which each bucket keeps two; 1 where all are kept. */
  get bucketSize(): number {
    return this.#bucketSize;
  }

  /** Points that are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** Takes a point; its value must be a number. O(1). */
  add(point: Point): void {
    const kept = this.#kept;
    if (this.#bucketSize === 1) kept.push(point);
    else if (kept.length === 0 || this.#inLast === this.#bucketSize) {
      kept.push(point, point);
      this.#inLast = 1;
    } else {
      this.#inLast++;
      const first = kept.length - 2;
      const [low, high] = sorted(kept[first], kept[first + 1]);
      // The later of the two is behind the earlier, whichever of them is less.
      if (point.value < low.value) [kept[first], kept[first + 1]] = [high, point];
      else if (point.value > high.value) [kept[first], kept[first + 1]] = [low, point];
    }
  }

  /** Thins: buckets of 4, or twice as large as they were. O(points kept). */
  thin(): void {
    const old = this.#kept;
    const points = this.#bucketSize === 1 ? old.length : (old.length / 2 - 1) * this.#bucketSize + this.#inLast;
    this.#bucketSize = this.#bucketSize === 1 ? 4 : this.#bucketSize * 2;
    this.#kept = [];
    for (let from = 0; from < old.length; from += 4) {
      const bucket = old.slice(from, from + 4);
      const [low, high] = [bucket.reduce(lower), bucket.reduce(higher)];
      this.#kept.push(...(bucket.indexOf(low) <= bucket.indexOf(high) ? [low, high] : [high, low]));
    }
    this.#inLast = points % this.#bucketSize || Math.min(points, this.#bucketSize);
  }

  /** What is kept, in order of arrival, none twice. */
  points(): Point[] {
    return this.#bucketSize === 1 ? this.#kept : this.#kept.filter((point, i) => i % 2 === 0 || point !== this.#kept[i - 1]);
  }
}

function lower<Point extends { readonly value: number }>(a: Point, b: Point): Point {
  return b.value < a.value ? b : a;
}

function higher<Point extends { readonly value: number }>(a: Point, b: Point): Point {
  return b.value > a.value ? b : a;
}

function sorted<Point extends { readonly value: number }>(a: Point, b: Point): [low: Point, high: Point] {
  return a.value <= b.value ? [a, b] : [b, a];
}
