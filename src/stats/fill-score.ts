// The metrics of score-metrics.ts as running sums, for logs of any length: one event after the other, memory bounded.
import { ensembleCrps, kolmogorovSmirnov, normalCrps } from './score-metrics.js';
import { ThinnedSample } from './thinned-sample.js';

/** A synthetic event as it is held against its true value. What its line does not say is NaN. */
export interface ScoredEvent {
  readonly truth: number;
  readonly value: number;
  readonly mean: number;
  readonly sd: number;
  readonly lo: number;
  readonly hi: number;
  readonly draws?: readonly number[];
}

/** What the sums come to. */
export interface FillMetrics {
  readonly events: number;
  readonly rmse: number;
  readonly mae: number;
  readonly crps: number;
  readonly crpsForms: { readonly draws: number; readonly normal: number; readonly point: number };
  readonly coverage: number;
  readonly varianceRatio: number;
  readonly energyRatio: number;
  readonly edgeRatio: number;
  readonly ksDistance: number;
}

/** Up to so many events the KS distance is exact. */
const KS_EVENTS = 2 ** 16;

/** Mean and sum of squares about it, in one pass (Welford 1962). */
class Moments {
  squares = 0;
  #count = 0;
  #mean = 0;

  add(x: number): void {
    const delta = x - this.#mean;
    this.#mean += delta / ++this.#count;
    this.squares += delta * (x - this.#mean);
  }
}

/** Sums over synthetic events, exact but for the KS distance, which is of a ThinnedSample. Memory O(series). */
export class FillScore {
  readonly #moments: { readonly value: Moments; readonly truth: Moments }[] = [];
  readonly #values = new ThinnedSample(KS_EVENTS);
  readonly #truths = new ThinnedSample(KS_EVENTS);
  readonly #forms = { draws: 0, normal: 0, point: 0 };
  #events = 0;
  #squares = 0;
  #distances = 0;
  #crps = 0;
  #intervals = 0;
  #inside = 0;
  #energy = 0;
  #trueEnergy = 0;
  #jumps = 0;
  #trueJumps = 0;

  /** Adds an event of a series (a small number). O(1), with draws O(draws log draws). */
  add(series: number, { truth, value, mean, sd, lo, hi, draws }: ScoredEvent): void {
    const estimate = Number.isNaN(mean) ? value : mean;
    this.#events++;
    this.#squares += (estimate - truth) ** 2;
    this.#distances += Math.abs(estimate - truth);
    if (draws && draws.length >= 2) {
      this.#forms.draws++;
      this.#crps += ensembleCrps(Float64Array.from(draws), truth);
    } else if (!Number.isNaN(sd)) {
      this.#forms.normal++;
      this.#crps += normalCrps(estimate, sd, truth);
    } else {
      this.#forms.point++;
      this.#crps += Math.abs(estimate - truth);
    }
    if (!Number.isNaN(lo) && !Number.isNaN(hi)) {
      this.#intervals++;
      if (truth >= lo && truth <= hi) this.#inside++;
    }
    const moments = (this.#moments[series] ??= { value: new Moments(), truth: new Moments() });
    moments.value.add(value);
    moments.truth.add(truth);
    this.#values.add(value);
    this.#truths.add(truth);
  }

  /** Adds the difference between two neighbours of which one at least is synthetic; `isEdge` where the other is not. O(1). */
  addStep(step: number, trueStep: number, isEdge: boolean): void {
    this.#energy += step * step;
    this.#trueEnergy += trueStep * trueStep;
    if (!isEdge) return;
    this.#jumps += Math.abs(step);
    this.#trueJumps += Math.abs(trueStep);
  }

  /** What all of them come to; NaN for shares of nothing. O(kept events log of them). */
  metrics(): FillMetrics {
    const events = this.#events;
    const all = this.#moments.filter((moments) => moments !== undefined);
    return {
      events,
      rmse: Math.sqrt(this.#squares / events),
      mae: this.#distances / events,
      crps: this.#crps / events,
      crpsForms: { ...this.#forms },
      coverage: this.#inside / this.#intervals,
      varianceRatio: all.reduce((sum, { value }) => sum + value.squares, 0) / all.reduce((sum, { truth }) => sum + truth.squares, 0),
      energyRatio: this.#energy / this.#trueEnergy,
      edgeRatio: this.#jumps / this.#trueJumps,
      ksDistance: events === 0 ? NaN : kolmogorovSmirnov(this.#values.values(), this.#truths.values()),
    };
  }
}
