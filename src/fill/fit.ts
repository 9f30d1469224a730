// The fit of a series: what the manifest keeps and --model gives again. Plain JSON.
import type { Autoregression } from './autoregression.js';
import type { HarmonicProfile } from './harmonic-profile.js';

/** How a series is filled: by the full pool or, with little to go by, by the steps below it. */
export type FitMethod = 'truncated-normal' | 'brownian-bridge' | 'ar1' | 'pool';

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
  /** Who fills voids of which length, by ascending `longestSteps`; the last class takes all longer ones too. */
  readonly classes: readonly VoidClass[];
  /** All values of a sensor that knows but few, ascending; draws take one of them. Empty for any other sensor. */
  readonly lattice: readonly number[];
  readonly context: ContextSteps;
}

/** An autoregression about a profile, with constant or local volatility. */
export interface AutoregressiveModel {
  readonly kind: 'autoregression';
  readonly name: string;
  readonly autoregression: Autoregression;
  readonly profile?: HarmonicProfile;
  readonly localVolatility: boolean;
}

/** The distribution of all readings, without memory. */
export interface MarginalModel {
  readonly kind: 'marginal';
  readonly name: string;
  /** Evenly spaced quantiles, from the smallest reading to the largest. */
  readonly quantiles: readonly number[];
}

export type FittedModel = AutoregressiveModel | MarginalModel;

/** Voids of similar length, and the mixture that fills them. */
export interface VoidClass {
  readonly longestSteps: number;
  /** Weights sum to 1. */
  readonly members: readonly ClassMember[];
}

/** A model's part in a mixture. */
export interface ClassMember {
  /** Index into the fit's models. */
  readonly model: number;
  readonly weight: number;
  /** Spread of the log variance, one of SHAPE_SPREADS. */
  readonly spread: number;
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
