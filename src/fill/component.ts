// A model of the pool at work: conditions a window that holds a void, tells the law of each missing step, draws paths.
import type { Rng } from '../stats/rng.js';
import { createConditioner } from './autoregression.js';
import type { AutoregressiveModel, FittedModel } from './fit.js';
import { createProfileReader } from './harmonic-profile.js';
import { createPatternLaws, drawFrom, meansOf, type PatternLaw } from './pattern-laws.js';
import { interpolate, locate } from './quantile-table.js';
import { shapeOf, type Shape } from './scale-mixture.js';
import type { Window } from './void-window.js';
import { localPrecision } from './volatility.js';

/** One model over one window after another. Its arrays are scratch, valid until the next window, one entry a missing step. */
export interface Component {
  condition(window: Window): void;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** The 5 % and 95 % quantiles. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  cdf(i: number, z: number): number;
  /** One path through the void, into path[0..count). */
  draw(rng: Rng, path: Float64Array): void;
}

/** A component for a model; `spread` is the shape of an autoregression about its mean. */
export function createComponent(model: FittedModel, spread: number): Component {
  return model.kind === 'marginal' ? marginalComponent(model.quantiles) : autoregressiveComponent(model, shapeOf(spread));
}

function emptyColumns(room: number) {
  return { mean: new Float64Array(room), sd: new Float64Array(room), lo: new Float64Array(room), hi: new Float64Array(room) };
}

function autoregressiveComponent(model: AutoregressiveModel, shape: Shape): Component {
  const engine = createConditioner(model.autoregression);
  const order = model.autoregression.phi.length;
  const lawOf = model.localVolatility ? () => undefined : createPatternLaws(engine, order);
  const profileAt = model.profile && createProfileReader(model.profile);
  const halfWidth = shape.quantile(0.95);
  let room = 0;
  let [rest, profile, energy, precision, drawn] = scratchOf(0);
  let noise = new Float64Array(0);
  let first = 0;
  let count = 0;
  let law: PatternLaw | undefined;

  const component = {
    ...emptyColumns(0),
    condition(window: Window) {
      const { z, timeMs, length } = window;
      first = window.first;
      count = window.count;
      if (length > room) {
        room = 2 * length;
        [rest, profile, energy, precision, drawn] = scratchOf(room);
        noise = new Float64Array(room);
        Object.assign(component, emptyColumns(room));
      }
      if (profileAt) for (let t = 0; t < length; t++) rest[t] = z[t] - (profile[t] = profileAt(timeMs[t]));
      const seen = profileAt ? rest : z;
      const { mean, sd, lo, hi } = component;
      law = lawOf(window);
      if (law) meansOf(law, seen, first, mean);
      else conditionWhole(seen, length);
      for (let i = 0; i < count; i++) {
        mean[i] = (law ? mean[i] : engine.mean[first + i]) + profile[first + i];
        sd[i] = law ? law.sd[i] : engine.sd[first + i];
        lo[i] = mean[i] - halfWidth * sd[i];
        hi[i] = mean[i] + halfWidth * sd[i];
      }
    },
    cdf(i: number, z: number) {
      const deviation = z - component.mean[i];
      return component.sd[i] > 0 ? shape.cdf(deviation / component.sd[i]) : Number(deviation >= 0);
    },
    draw(rng: Rng, path: Float64Array) {
      const { scales } = shape;
      const scale = scales.length > 1 ? scales[Math.floor(rng.uniform() * scales.length)] : 1;
      if (law) {
        drawFrom(law, rng, scale, noise, path, component.mean);
        return;
      }
      engine.draw(rng, scale, drawn);
      for (let i = 0; i < count; i++) path[i] = drawn[first + i] + profile[first + i];
    },
  };
  return component;

  function conditionWhole(seen: Float64Array, length: number): void {
    engine.condition(seen, length);
    engine.invert();
    if (!model.localVolatility) return;
    engine.energy(energy);
    localPrecision(energy, order, length, precision);
    engine.condition(seen, length, precision);
    engine.invert();
  }
}

function scratchOf(room: number): Float64Array[] {
  return Array.from({ length: 5 }, () => new Float64Array(room));
}

/** Every step alone, from the distribution of all readings. */
function marginalComponent(quantiles: readonly number[]): Component {
  const table = Float64Array.from(quantiles);
  const cells = table.length - 1;
  const at = (probability: number) => interpolate(table, probability * cells);
  let mean = 0;
  let squares = 0;
  for (let k = 0; k < cells; k++) {
    mean += (table[k] + table[k + 1]) / (2 * cells);
    squares += (table[k] ** 2 + table[k] * table[k + 1] + table[k + 1] ** 2) / (3 * cells);
  }
  const law = { mean, sd: Math.sqrt(Math.max(0, squares - mean * mean)), lo: at(0.05), hi: at(0.95) };
  let count = 0;
  const component = {
    ...emptyColumns(0),
    condition(window: Window) {
      count = window.count;
      if (count <= component.mean.length) return;
      Object.assign(component, emptyColumns(2 * count));
      component.mean.fill(law.mean);
      component.sd.fill(law.sd);
      component.lo.fill(law.lo);
      component.hi.fill(law.hi);
    },
    cdf: (_i: number, z: number) => locate(table, z) / cells,
    draw(rng: Rng, path: Float64Array) {
      for (let i = 0; i < count; i++) path[i] = at(rng.uniform());
    },
  };
  return component;
}
