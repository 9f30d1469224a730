// The fit of a series: what the manifest keeps and --model gives again. Plain JSON; and how far around a void it looks.
import type { Autoregression } from './autoregression.js';
import type { HarmonicProfile } from './harmonic-profile.js';
import { VOLATILITY_REACH_STEPS } from './volatility.js';

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

/** How many steps of the series a void needs on each side at most, whatever its length. O(1). */
export function contextSteps(fit: SeriesFit): ContextSteps {
  return fit.context;
}

/** The class that fills voids of so many steps; undefined where no model does. */
export function classOf<Class extends { readonly longestSteps: number }>(classes: readonly Class[], steps: number): Class | undefined {
  for (const one of classes) if (steps <= one.longestSteps) return one;
  return classes.at(-1);
}

/** How many steps a class of voids needs on each side: what the caller waits for and hands over. O(members). */
export function classContextSteps({ models }: SeriesFit, { members }: VoidClass): number {
  return members.reduce((most, { model }) => Math.max(most, modelContextSteps(models[model])), 1);
}

/** The first order needs the bounding readings alone; higher ones as many again as their lags, for there may be holes among them. */
export function modelContextSteps(model: FittedModel): number {
  if (model.kind === 'marginal') return 1;
  const order = model.autoregression.phi.length;
  return Math.max(order === 1 ? 1 : 2 * order, model.localVolatility ? order + VOLATILITY_REACH_STEPS : 0);
}
