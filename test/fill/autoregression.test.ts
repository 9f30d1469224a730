import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConditioner, type Autoregression } from '../../src/fill/autoregression.js';
import { createRng } from '../../src/stats/rng.js';

/** Solves a dense system by Gaussian elimination with pivoting. */
function solveDense(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const m = matrix.map((row, i) => [...row, right[i]]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) pivot = r;
    [m[c], m[pivot]] = [m[pivot], m[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const share = m[r][c] / m[c][c];
      for (let k = c; k <= n; k++) m[r][k] -= share * m[c][k];
    }
  }
  return m.map((row, i) => row[n] / row[i]);
}

/** The same law without bands or tricks: covariance of the whole window, then the textbook conditional. */
function denseLaw(model: Autoregression, z: readonly number[]): { mean: number[]; sd: number[] } {
  const n = z.length;
  const p = model.phi.length;
  const rows: number[][] = [];
  for (let t = p; t < n; t++) {
    const row = new Array<number>(n).fill(0);
    row[t] = 1;
    model.phi.forEach((phi, k) => (row[t - 1 - k] = -phi));
    rows.push(row);
  }
  const precision = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => rows.reduce((s, row) => s + row[i] * row[j], 0)));
  for (let t = 0; t < Math.min(p, n); t++) precision[t][t] += Math.min(1, (model.innovationSd / model.marginalSd) ** 2);
  const unit = (i: number) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0));
  const columns = Array.from({ length: n }, (_, j) => solveDense(precision, unit(j)));
  const variance = model.innovationSd ** 2;
  const latent = columns.map((column) => column.map((x) => x * variance));
  const seen = z.flatMap((x, t) => (Number.isNaN(x) ? [] : [t]));
  const noise = model.noiseRatio * variance;
  const cov = seen.map((i) => seen.map((j) => latent[i][j] + (i === j ? noise : 0)));
  const weights = seen.length > 0 ? solveDense(cov, seen.map((t) => z[t])) : [];
  const mean = z.map((x, t) => (Number.isNaN(x) ? seen.reduce((s, j, k) => s + latent[t][j] * weights[k], 0) : x));
  const sd = z.map((x, t) => {
    if (!Number.isNaN(x)) return 0;
    const cross = seen.map((j) => latent[t][j]);
    const gain = seen.length > 0 ? solveDense(cov, cross) : [];
    return Math.sqrt(Math.max(0, latent[t][t] + noise - cross.reduce((s, c, k) => s + c * gain[k], 0)));
  });
  return { mean, sd };
}

/** A stationary model from partial autocorrelations (Durbin-Levinson), so every phi is admissible. */
const partials = fc.array(fc.double({ min: -0.9, max: 0.9, noNaN: true }), { maxLength: 4 });
function fromPartials(values: readonly number[]): number[] {
  return values.reduce<number[]>((phi, r) => [...phi.map((x, k) => x - r * phi[phi.length - 1 - k]), r], []);
}
const window = fc.array(fc.option(fc.double({ min: -3, max: 3, noNaN: true }), { nil: NaN, freq: 2 }), { minLength: 5, maxLength: 14 });

describe('createConditioner', () => {
  it('gives the conditional mean and sd of the dense textbook formula, with and without noise', () => {
    fc.assert(
      fc.property(partials, window, fc.constantFrom(0, 0.3, 5), (values, z, noiseRatio) => {
        const model = { phi: fromPartials(values), innovationSd: 0.7, noiseRatio, marginalSd: 1.5 };
        const engine = createConditioner(model);
        engine.condition(Float64Array.from(z), z.length, true);
        const oracle = denseLaw(model, z);
        for (let t = 0; t < z.length; t++) {
          expect(engine.mean[t]).toBeCloseTo(oracle.mean[t], 7);
          expect(engine.sd[t]).toBeCloseTo(oracle.sd[t], 6);
        }
      }),
    );
  });

  it('draws paths whose mean, spread and joint law are the conditional ones', () => {
    const z = Float64Array.of(1, NaN, NaN, NaN, -0.5, 0.2);
    for (const noiseRatio of [0, 0.5]) {
      const model = { phi: [0.6, 0.25], innovationSd: 0.5, noiseRatio, marginalSd: 1 };
      const engine = createConditioner(model);
      engine.condition(z, z.length, true);
      const rng = createRng('draws', noiseRatio);
      const path = new Float64Array(z.length);
      const count = 20_000;
      let sum = 0;
      let squares = 0;
      let steps = 0;
      for (let k = 0; k < count; k++) {
        engine.draw(rng, path);
        sum += path[2];
        squares += (path[2] - engine.mean[2]) ** 2;
        steps += (path[2] - path[1]) ** 2;
      }
      expect(sum / count).toBeCloseTo(engine.mean[2], 1);
      expect(Math.sqrt(squares / count) / engine.sd[2]).toBeCloseTo(1, 1);
      // The joint law, from the dense covariance of two steps: conditioning on step 1 as well must leave less of step 2.
      const pinned = denseLaw(model, [1, engine.mean[1], NaN, NaN, -0.5, 0.2]).sd[2];
      const apart = steps / count - (engine.mean[2] - engine.mean[1]) ** 2;
      const correlation = (engine.sd[1] ** 2 + engine.sd[2] ** 2 - apart) / (2 * engine.sd[1] * engine.sd[2]);
      expect(Math.sqrt(1 - correlation ** 2) * engine.sd[2]).toBeCloseTo(pinned, noiseRatio === 0 ? 1 : 0);
    }
  });

  it('does not depend on what was conditioned before', () => {
    const model = { phi: [0.5, 0.2, 0.1], innovationSd: 1, noiseRatio: 0, marginalSd: 2 };
    const used = createConditioner(model);
    used.condition(new Float64Array(200).fill(NaN), 200, true);
    const fresh = createConditioner(model);
    const z = Float64Array.of(0.1, NaN, 3, NaN, NaN, 1);
    used.condition(z, 6, true);
    fresh.condition(z, 6, true);
    expect(used.mean.slice(0, 6)).toEqual(fresh.mean.slice(0, 6));
    expect(used.sd.slice(0, 6)).toEqual(fresh.sd.slice(0, 6));
  });
});
