// The shape of a law about its mean: normal, or normal with a random scale, for series that are mostly calm and now and then jump.
import { normalCdf, normalQuantile } from '../stats/normal.js';
import { interpolate } from './quantile-table.js';

/** A law with mean 0 and variance 1: a normal whose scale is one of `scales`, each equally likely. */
export interface Shape {
  readonly scales: readonly number[];
  cdf(u: number): number;
  quantile(probability: number): number;
  /** The quantiles at (i + 1/2) / count, ascending; kept for the next time. */
  quantiles(count: number): Float64Array;
}

/** Spreads of the log variance among which a fit chooses; 0 is the normal law. */
export const SHAPE_SPREADS: readonly number[] = [0, 0.6, 1, 1.5, 2.1];
const SCALES = 5;
/** The distribution function is read off a table of so many cells, up to where it is 1. */
const CELLS = 1024;
const FARTHEST = 16;
const HALVINGS = 50;

const shapes = new Map<number, Shape>();

/** The shape whose log variance has the given spread; made once. */
export function shapeOf(spread: number): Shape {
  let shape = shapes.get(spread);
  if (!shape) shapes.set(spread, (shape = createShape(spread)));
  return shape;
}

function createShape(spread: number): Shape {
  const count = spread > 0 ? SCALES : 1;
  const variances = Array.from({ length: count }, (_, j) => Math.exp(spread * normalQuantile((j + 0.5) / count)));
  const mean = variances.reduce((sum, variance) => sum + variance, 0) / count;
  const scales = variances.map((variance) => Math.sqrt(variance / mean));
  const exact = (u: number) => scales.reduce((sum, scale) => sum + normalCdf(u / scale), 0) / count;
  const table = Float64Array.from({ length: CELLS + 1 }, (_, i) => exact(((2 * i) / CELLS - 1) * FARTHEST));
  const kept = new Map<number, Float64Array>();

  function quantile(probability: number): number {
    let low = -FARTHEST;
    let high = FARTHEST;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (exact(middle) < probability) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  function quantiles(n: number): Float64Array {
    let points = kept.get(n);
    if (!points) kept.set(n, (points = Float64Array.from({ length: n }, (_, i) => quantile((i + 0.5) / n))));
    return points;
  }

  const cdf = (u: number) => interpolate(table, Math.min(CELLS, Math.max(0, (u / FARTHEST + 1) * (CELLS / 2))));
  return { scales, cdf, quantile, quantiles };
}
