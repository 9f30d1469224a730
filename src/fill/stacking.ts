// Weighs the models of a pool: the mixture with the best CRPS on pseudo-gaps.
import { createComponent } from './component.js';
import type { ClassMember, FittedModel } from './fit.js';
import type { PseudoGap } from './pseudo-gaps.js';
import { interpolate } from './quantile-table.js';
import { SHAPE_SPREADS, shapeOf } from './scale-mixture.js';

/** What came of weighing: the mixture, and the models that would do alone. */
export interface Weighing {
  readonly members: readonly ClassMember[];
  /** Indices of the models. */
  readonly plausible: readonly number[];
}

/** Laws are compared by so many evenly spaced quantiles. */
const POINTS = 11;
/** A path comes from one model, so each must be plausible alone: no CRPS above this many times the best. */
const WORST_CRPS = 1.25;
/** Smaller weights are not worth their time. */
const SMALLEST_WEIGHT = 0.08;
const MOST_MEMBERS = 3;
/** A mixture costs more than one model, and says less plainly where a value comes from: it must be so much better than its best member. */
const LEAST_GAIN = 0.005;
const SWEEPS = 40;

/** What a model says of each point of the pseudo-gaps: the quantiles at (k + 1/2) / POINTS are mean[i] + sd[i] * points[k]. */
interface Prediction {
  readonly model: number;
  readonly spread: number;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly points: Float64Array;
  readonly crps: number;
}

/**
 * The members of the best mixture of the models named by `candidates`: each takes the shape with the best CRPS, then weights are found
 * on the simplex. The CRPS of a mixture is a quadratic form in its weights, sum w_k E|X_k - y| - 1/2 sum w_k w_l E|X_k - X_l| (Gneiting &
 * Raftery 2007), minimised by exponentiated gradient (Kivinen & Warmuth 1997). O(points models^2); at least one point is needed.
 */
export function weighModels(models: readonly FittedModel[], candidates: readonly number[], gaps: readonly PseudoGap[]): Weighing {
  const truth = pointsOf(gaps);
  const all = candidates.map((model) => predict(models[model], model, gaps, truth));
  const bestCrps = Math.min(...all.map(({ crps }) => crps));
  const kept = all.filter(({ crps }) => crps <= WORST_CRPS * bestCrps);
  const plausible = kept.map(({ model }) => model);
  const distance = kept.map((one) => distanceToTruth(one, truth));
  const between = kept.map(() => new Array<number>(kept.length));
  for (let k = 0; k < kept.length; k++) for (let l = 0; l <= k; l++) between[k][l] = between[l][k] = distanceBetween(kept[k], kept[l]);
  const weights = minimise(distance, between);
  if (mixtureCrps(weights, distance, between) > (1 - LEAST_GAIN) * bestCrps) {
    const { model, spread } = kept.find(({ crps }) => crps === bestCrps)!;
    return { members: [{ model, weight: 1, spread }], plausible };
  }
  const order = weights.map((_, k) => k).sort((a, b) => weights[b] - weights[a] || a - b);
  const chosen = order.slice(0, MOST_MEMBERS).filter((k, place) => place === 0 || weights[k] >= SMALLEST_WEIGHT);
  const sum = chosen.reduce((total, k) => total + weights[k], 0);
  return { members: chosen.map((k) => ({ model: kept[k].model, weight: weights[k] / sum, spread: kept[k].spread })), plausible };
}

function mixtureCrps(weights: readonly number[], distance: readonly number[], between: readonly (readonly number[])[]): number {
  return weights.reduce((sum, w, k) => sum + w * (distance[k] - between[k].reduce((inner, b, l) => inner + b * weights[l], 0) / 2), 0);
}

/** The true values that the models are judged by, in the order of the gaps. */
function pointsOf(gaps: readonly PseudoGap[]): Float64Array {
  const points: number[] = [];
  for (const gap of gaps) for (let i = 0; i < gap.truth.length; i++) if (isJudged(gap, i)) points.push(gap.truth[i]);
  return Float64Array.from(points);
}

/** Of a long gap about so many steps: its neighbouring steps say almost the same. */
const POINTS_PER_GAP = 24;
function isJudged({ truth }: PseudoGap, i: number): boolean {
  return i % Math.ceil(truth.length / POINTS_PER_GAP) === 0 && !Number.isNaN(truth[i]);
}

function predict(fitted: FittedModel, model: number, gaps: readonly PseudoGap[], truth: Float64Array): Prediction {
  if (fitted.kind === 'marginal') {
    const cells = fitted.quantiles.length - 1;
    const points = Float64Array.from({ length: POINTS }, (_, k) => interpolate(fitted.quantiles, ((k + 0.5) / POINTS) * cells));
    return withCrps({ model, spread: 0, mean: new Float64Array(truth.length), sd: new Float64Array(truth.length).fill(1), points }, truth);
  }
  const mean = new Float64Array(truth.length);
  const sd = new Float64Array(truth.length);
  const component = createComponent(fitted, 0);
  let next = 0;
  for (const gap of gaps) {
    component.condition(gap.window);
    for (let i = 0; i < gap.window.count; i++) {
      if (!isJudged(gap, i)) continue;
      mean[next] = component.mean[i];
      sd[next++] = component.sd[i];
    }
  }
  const shaped = SHAPE_SPREADS.map((spread) => withCrps({ model, spread, mean, sd, points: shapeOf(spread).quantiles(POINTS) }, truth));
  return shaped.reduce((best, one) => (one.crps < best.crps ? one : best));
}

function withCrps(law: Omit<Prediction, 'crps'>, truth: Float64Array): Prediction {
  return { ...law, crps: distanceToTruth(law, truth) - distanceBetween(law, law) / 2 };
}

/** Mean over the points of E|X - y|. */
function distanceToTruth({ mean, sd, points }: Omit<Prediction, 'crps'>, truth: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) for (let k = 0; k < POINTS; k++) sum += Math.abs(mean[i] + sd[i] * points[k] - truth[i]);
  return sum / (truth.length * POINTS);
}

/** Mean over the points of E|X - Y|. */
function distanceBetween(one: Omit<Prediction, 'crps'>, other: Omit<Prediction, 'crps'>): number {
  let sum = 0;
  if (one === other) {
    let own = 0;
    for (let k = 0; k < POINTS; k++) own += (2 * (2 * k - POINTS + 1) * one.points[k]) / (POINTS * POINTS);
    for (let i = 0; i < one.sd.length; i++) sum += one.sd[i] * own;
    return sum / one.sd.length;
  }
  for (let i = 0; i < one.mean.length; i++) {
    const apart = one.mean[i] - other.mean[i];
    for (let k = 0; k < POINTS; k++) {
      const x = apart + one.sd[i] * one.points[k];
      for (let l = 0; l < POINTS; l++) sum += Math.abs(x - other.sd[i] * other.points[l]);
    }
  }
  return sum / (one.mean.length * POINTS * POINTS);
}

/** The weights on the simplex that minimise distance' w - w' between w / 2; weight moves between two models at a time. */
function minimise(distance: readonly number[], between: readonly (readonly number[])[]): number[] {
  const weights = distance.map(() => 1 / distance.length);
  const slope = (k: number) => distance[k] - weights.reduce((sum, w, l) => sum + between[k][l] * w, 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let k = 1; k < weights.length; k++) {
      for (let l = 0; l < k; l++) {
        // The energy distance of the two laws, never negative.
        const curvature = 2 * between[k][l] - between[k][k] - between[l][l];
        if (!(curvature > 0)) continue;
        const step = Math.max(-weights[k], Math.min(weights[l], (slope(l) - slope(k)) / curvature));
        weights[k] += step;
        weights[l] -= step;
      }
    }
  }
  return weights;
}
