// Where the readings of a series lie in time: clusters of instants with long silences between them.

/** Readings between two instants, both included. */
export interface TimeCluster {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
}

/** Instants nearer to each other than this always share a cluster. */
export const CLUSTER_SILENCE_MS = 86_400_000;

/** More clusters than this are not told apart: the nearest ones become one. */
const MAX_CLUSTERS = 1024;

/** Collects instants in any order; the clusters depend only on the set of instants. */
export class TimeClusters {
  #firstMs: number[] = [];
  #lastMs: number[] = [];
  #count: number[] = [];
  #latest = 0;

  /** O(1) where the instant lies near the one added before it. */
  add(timeMs: number): void {
    this.addSpan(timeMs, timeMs, 1);
  }

  /** Adds so many instants that share a cluster. O(1) where it is that of the instants added before, else O(clusters). */
  addSpan(firstMs: number, lastMs: number, count: number): void {
    if (this.#overlaps(this.#latest, firstMs, lastMs)) this.#extend(this.#latest, firstMs, lastMs, count);
    else this.#addFar(firstMs, lastMs, count);
  }

  /** The clusters in order of time: silences between them are longer than `silenceMs` (at least CLUSTER_SILENCE_MS). */
  clusters(silenceMs = CLUSTER_SILENCE_MS): TimeCluster[] {
    const order = this.#firstMs.map((_, k) => k).sort((a, b) => this.#firstMs[a] - this.#firstMs[b]);
    const merged: { firstMs: number; lastMs: number; count: number }[] = [];
    for (const k of order) {
      const last = merged.at(-1);
      if (last && this.#firstMs[k] - last.lastMs <= silenceMs) {
        last.lastMs = Math.max(last.lastMs, this.#lastMs[k]);
        last.count += this.#count[k];
      } else {
        merged.push({ firstMs: this.#firstMs[k], lastMs: this.#lastMs[k], count: this.#count[k] });
      }
    }
    return merged;
  }

  /** All that is known, to go on from in another one. */
  save(): TimeCluster[] {
    return this.#count.map((count, k) => ({ firstMs: this.#firstMs[k], lastMs: this.#lastMs[k], count }));
  }

  /** Takes the place of whatever is known. */
  restore(saved: readonly TimeCluster[]): void {
    this.#firstMs = saved.map(({ firstMs }) => firstMs);
    this.#lastMs = saved.map(({ lastMs }) => lastMs);
    this.#count = saved.map(({ count }) => count);
  }

  #overlaps(k: number, firstMs: number, lastMs: number): boolean {
    return lastMs >= this.#firstMs[k] - CLUSTER_SILENCE_MS && firstMs <= this.#lastMs[k] + CLUSTER_SILENCE_MS;
  }

  #extend(k: number, firstMs: number, lastMs: number, count: number): void {
    this.#count[k] += count;
    if (firstMs < this.#firstMs[k]) this.#firstMs[k] = firstMs;
    if (lastMs > this.#lastMs[k]) this.#lastMs[k] = lastMs;
  }

  #addFar(firstMs: number, lastMs: number, count: number): void {
    for (let k = 0; k < this.#count.length; k++) {
      if (!this.#overlaps(k, firstMs, lastMs)) continue;
      this.#latest = k;
      this.#extend(k, firstMs, lastMs, count);
      return;
    }
    this.#begin(firstMs, lastMs, count);
  }

  #begin(firstMs: number, lastMs: number, count: number): void {
    if (this.#count.length === MAX_CLUSTERS) this.#compact();
    this.#latest = this.#count.length;
    // Neither push nor spread: they make room for seventeen; nearly all series have one cluster, and there may be a million of them.
    this.#firstMs = this.#firstMs.concat(firstMs);
    this.#lastMs = this.#lastMs.concat(lastMs);
    this.#count = this.#count.concat(count);
  }

  #compact(): void {
    let silenceMs = CLUSTER_SILENCE_MS;
    let merged = this.clusters(silenceMs);
    while (merged.length > MAX_CLUSTERS / 2) merged = this.clusters((silenceMs *= 2));
    this.#firstMs = merged.map((cluster) => cluster.firstMs);
    this.#lastMs = merged.map((cluster) => cluster.lastMs);
    this.#count = merged.map((cluster) => cluster.count);
  }
}

/** A cluster holding less than this share of its series' readings may be a clock fault. */
export const STRAY_SHARE = 0.01;

/**
 * The clusters that a faulty clock explains better than the process: each holds less than 1 % of the readings and is further than
 * `silenceMs` from all others, while clusters that are no such strays hold most of the readings.
 */
export function strayClusters(clusters: readonly TimeCluster[]): TimeCluster[] {
  const total = clusters.reduce((sum, cluster) => sum + cluster.count, 0);
  const strays = clusters.filter((cluster) => cluster.count < STRAY_SHARE * total);
  const strayed = strays.reduce((sum, cluster) => sum + cluster.count, 0);
  return strayed < total / 2 ? strays : [];
}
