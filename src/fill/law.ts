// The law of a void's missing readings: a mixture of the fit's models or, with too few readings for a memory, a truncated normal.
import type { Range } from '../model/event.js';
import { truncatedNormal } from '../stats/normal.js';
import type { Rng } from '../stats/rng.js';
import { createComponent, type Component } from './component.js';
import { classContextSteps, classOf, type SeriesFit } from './fit.js';
import { snapTo } from './lattice.js';
import type { VoidContext } from './model.js';
import { createVoidWindow } from './void-window.js';

/** Where a law writes what it says of each instant. */
export interface LawColumns {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** The law of one void after another. */
export interface Law {
  /** Conditions on a void; mean, sd and the 90 % interval of each instant go to `columns`. */
  condition(context: VoidContext, columns: LawColumns): void;
  /** One coherent path through the void last conditioned. `share` in [0, 1) picks the model that draws it. */
  draw(rng: Rng, share: number, path: Float64Array): void;
}

/** The law of a fit, inside the range. */
export function createLaw(fit: SeriesFit, range: Range): Law {
  return fit.models.length === 0 ? truncatedLaw(fit, range) : mixtureLaw(fit, range);
}

function clip(range: Range, x: number): number {
  return Math.min(range.high, Math.max(range.low, x));
}

/** Reflects x once at the bound that it passed, and clips what is still outside. */
function reflectInto(range: Range, x: number): number {
  return clip(range, x < range.low ? 2 * range.low - x : x > range.high ? 2 * range.high - x : x);
}

/** Too few readings for a memory: each instant alone, normal about their mean with the spread of a uniform law, cut to the range. */
function truncatedLaw(fit: SeriesFit, range: Range): Law {
  const width = range.high - range.low;
  const location = clip(range, fit.readings > 0 ? fit.centre : range.low / 2 + range.high / 2);
  const scale = Number.isFinite(width) ? width / Math.sqrt(12) : 2 * fit.scale;
  const law = scale > 0 ? truncatedNormal(location, scale, range) : { mean: location, sd: 0, quantile: () => location };
  let count = 0;
  return {
    condition({ count: n }, { mean, sd, lo, hi }) {
      count = n;
      mean.fill(law.mean, 0, n);
      sd.fill(law.sd, 0, n);
      lo.fill(law.quantile(0.05), 0, n);
      hi.fill(law.quantile(0.95), 0, n);
    },
    draw(rng, _, path) {
      for (let i = 0; i < count; i++) path[i] = law.quantile(rng.uniform() + 2 ** -33);
    },
  };
}

interface Member {
  readonly component: Component;
  readonly weight: number;
}

/** Halvings of the bracket in which a mixture's quantile lies, before the rest of it is taken for straight. */
const HALVINGS = 4;

function mixtureLaw(fit: SeriesFit, range: Range): Law {
  const { centre, scale, lattice } = fit;
  const lay = createVoidWindow(fit);
  const classes = fit.classes.map((one) => ({
    longestSteps: one.longestSteps,
    contextSteps: classContextSteps(fit, one),
    members: one.members.map(({ model, weight, spread }): Member => ({ component: createComponent(fit.models[model], spread), weight })),
  }));
  // No law on a range has a larger standard deviation (Popoviciu).
  const largestSd = Math.min((range.high - range.low) / 2, Number.MAX_VALUE);
  const inside = (y: number) => (Number.isNaN(y) ? clip(range, centre) : clip(range, y));
  let members: readonly Member[] = [];
  let count = 0;

  return {
    condition(context, columns) {
      const ours = classOf(classes, context.count)!;
      const window = lay(context, ours.contextSteps);
      count = window.count;
      members = ours.members;
      for (const { component } of members) component.condition(window);
      for (let i = 0; i < count; i++) {
        let mean = 0;
        for (const { component, weight } of members) mean += weight * component.mean[i];
        let variance = 0;
        for (const { component, weight } of members) variance += weight * (component.sd[i] ** 2 + (component.mean[i] - mean) ** 2);
        const sd = scale * Math.sqrt(variance);
        columns.mean[i] = inside(centre + scale * mean);
        columns.sd[i] = Number.isNaN(sd) ? largestSd : Math.min(sd, largestSd);
        columns.lo[i] = Math.min(columns.mean[i], inside(centre + scale * mixtureQuantile(members, i, 0.05)));
        columns.hi[i] = Math.max(columns.mean[i], inside(centre + scale * mixtureQuantile(members, i, 0.95)));
      }
    },
    draw(rng, share, path) {
      let k = 0;
      for (let sum = members[0].weight; share >= sum && k < members.length - 1; sum += members[k].weight) k++;
      members[k].component.draw(rng, path);
      for (let i = 0; i < count; i++) path[i] = inside(snapTo(lattice, reflectInto(range, centre + scale * path[i])));
    },
  };
}

/** The 5 % or 95 % quantile of a mixture at missing step i. It lies between those of its members; halving, then a straight line. */
function mixtureQuantile(members: readonly Member[], i: number, probability: 0.05 | 0.95): number {
  let low = Infinity;
  let high = -Infinity;
  for (const { component } of members) {
    const quantile = probability === 0.05 ? component.lo[i] : component.hi[i];
    low = Math.min(low, quantile);
    high = Math.max(high, quantile);
  }
  if (!(high > low)) return low;
  let shareLow = mixtureCdf(members, i, low);
  let shareHigh = mixtureCdf(members, i, high);
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    const share = mixtureCdf(members, i, middle);
    if (share < probability) [low, shareLow] = [middle, share];
    else [high, shareHigh] = [middle, share];
  }
  const place = (probability - shareLow) / (shareHigh - shareLow);
  return place > 0 && place < 1 ? low + place * (high - low) : (low + high) / 2;
}

function mixtureCdf(members: readonly Member[], i: number, z: number): number {
  let share = 0;
  for (const { component, weight } of members) share += weight * component.cdf(i, z);
  return share;
}
