// What an autoregression says of a void is linear in the readings around it, and only the weights' pattern of seen steps decides them: kept.
import type { Rng } from '../stats/rng.js';
import type { Conditioner } from './autoregression.js';
import type { Window } from './void-window.js';

/** The law of a void's steps for one pattern of seen steps around it. */
export interface PatternLaw {
  /** The seen steps that matter, from the void's first step. */
  readonly seen: Int32Array;
  /** weights[i * seen.length + k]: what seen[k] has to do with the mean of step i. */
  readonly weights: Float64Array;
  readonly sd: Float64Array;
  /** noise[i * unseen + j]: what the j-th standard normal does to step i. */
  readonly noise: Float64Array;
  readonly unseen: number;
}

/** Longer voids are conditioned on one by one: their weights are many, and a void of a length seldom comes again. */
const MOST_STEPS = 24;
/** With holes among them, so many steps around a void make few enough patterns to come again. */
const MOST_STEPS_WITH_HOLES = 8;
/** Patterns kept at most; then all are forgotten. */
const MOST_PATTERNS = 4096;

/** The law of the void in a window; undefined where the window has to be conditioned on whole. */
export type PatternLaws = (window: Window) => PatternLaw | undefined;

/**
 * The laws of an autoregression of constant volatility by pattern, each worked out once with the model's own engine. Steps beyond `order`
 * seen ones in a row tell nothing more (the Markov property). Whether a void has a law here depends on its window alone, never on what
 * came before. O(order) a void.
 */
export function createPatternLaws(engine: Conditioner, order: number): PatternLaws {
  const unbroken: (PatternLaw | undefined)[] = [];
  const broken = new Map<number, PatternLaw>();

  return ({ z, length, first, count }) => {
    if (count > MOST_STEPS) return undefined;
    let from = first;
    let run = 0;
    let key = 1;
    while (run < order && from > 0) {
      const isSeen = !Number.isNaN(z[--from]);
      run = isSeen ? run + 1 : 0;
      key = 2 * key + (isSeen ? 1 : 0);
    }
    const isUnbroken = first - from === order && run === order;
    let to = first + count;
    run = 0;
    key = 2 * key + 1;
    while (run < order && to < length) {
      const isSeen = !Number.isNaN(z[to++]);
      run = isSeen ? run + 1 : 0;
      key = 2 * key + (isSeen ? 1 : 0);
    }
    if (isUnbroken && to - first - count === order && run === order) {
      return (unbroken[count] ??= workOut(engine, z.subarray(from, to), first - from, count));
    }
    if (first - from + to - first - count > MOST_STEPS_WITH_HOLES) return undefined;
    key = (key * (order + MOST_STEPS_WITH_HOLES) + first - from) * (MOST_STEPS + 1) + count;
    let law = broken.get(key);
    if (!law) {
      if (broken.size === MOST_PATTERNS) broken.clear();
      broken.set(key, (law = workOut(engine, z.subarray(from, to), first - from, count)));
    }
    return law;
  };
}

/** mean[i] := the mean of missing step i, from the window's readings. O(steps seen.length). */
export function meansOf({ seen, weights, sd }: PatternLaw, z: Float64Array, first: number, mean: Float64Array): void {
  const width = seen.length;
  for (let i = 0; i < sd.length; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += weights[i * width + k] * z[first + seen[k]];
    mean[i] = sum;
  }
}

/** One path about a mean, its deviations times `scale`. `normals` is scratch, an entry an unseen step. O(steps unseen). */
export function drawFrom(law: PatternLaw, rng: Rng, scale: number, normals: Float64Array, path: Float64Array, mean: Float64Array): void {
  const { noise, unseen, sd } = law;
  for (let j = 0; j < unseen; j++) normals[j] = rng.normal();
  for (let i = 0; i < sd.length; i++) {
    let sum = 0;
    for (let j = 0; j < unseen; j++) sum += noise[i * unseen + j] * normals[j];
    path[i] = mean[i] + scale * sum;
  }
}

/** The law of `count` missing steps from `first` on, in a window of which only it matters which steps were seen. O(length^2 order^2). */
function workOut(engine: Conditioner, like: Float64Array, first: number, count: number): PatternLaw {
  const { length } = like;
  const seen = Int32Array.from(like.keys()).filter((t) => !Number.isNaN(like[t]));
  const z = like.map((x) => (Number.isNaN(x) ? NaN : 0));
  const weights = new Float64Array(count * seen.length);
  seen.forEach((t, k) => {
    z[t] = 1;
    engine.condition(z, length);
    for (let i = 0; i < count; i++) weights[i * seen.length + k] = engine.mean[first + i];
    z[t] = 0;
  });
  engine.condition(z, length);
  engine.invert();
  const sd = engine.sd.slice(first, first + count);
  const unseen = length - seen.length;
  const noise = new Float64Array(count * unseen);
  const path = new Float64Array(length);
  for (let j = 0; j < unseen; j++) {
    engine.draw(unitNoise(j), 1, path);
    for (let i = 0; i < count; i++) noise[i * unseen + j] = path[first + i];
  }
  return { seen: seen.map((t) => t - first), weights, sd, noise, unseen };
}

/** Normals of which only the j-th is not 0, to see what it does. */
function unitNoise(j: number): Pick<Rng, 'normal'> {
  let next = 0;
  return { normal: () => Number(next++ === j) };
}
