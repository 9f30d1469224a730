// The fit of a series: what the manifest keeps and --model gives again. Plain JSON.
import type { Autoregression } from './autoregression.js';

/** How a series is filled: by the full pool or, with little to go by, by the steps below it. */
export type FitMethod = 'truncated-normal' | 'brownian-bridge' | 'ar1';

/** A fitted series. Models speak of z = (reading - centre) / scale. */
export interface SeriesFit {
  readonly method: FitMethod;
  readonly cadenceMs: number;
  /** Good readings that the fit saw. */
  readonly readings: number;
  readonly centre: number;
  readonly scale: number;
  /** Empty for a truncated normal. */
  readonly models: readonly FittedModel[];
  readonly context: ContextSteps;
}

/** One model of the pool. */
export interface FittedModel {
  readonly name: string;
  readonly autoregression: Autoregression;
}

/** How many steps of the series a void needs on each side, its bounding readings among them. */
export interface ContextSteps {
  readonly before: number;
  readonly after: number;
}

/** How many steps of the series a void needs on each side: what the caller waits for and hands over. O(1). */
export function contextSteps(fit: SeriesFit): ContextSteps {
  return fit.context;
}
