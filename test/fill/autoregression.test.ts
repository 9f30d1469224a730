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

/** Autocovariances of a stationary autoregression at lags 0 to n - 1, from the Yule-Walker equations. */
function autocovariances({ phi, innovationSd }: Autoregression, n: number): number[] {
  const p = phi.length;
  const matrix = Array.from({ length: p + 1 }, (_, j) => {
    const row = new Array<number>(p + 1).fill(0);
    row[j] += 1;
    phi.forEach((x, k) => (row[Math.abs(j - 1 - k)] -= x));
    return row;
  });
  const gamma = solveDense(matrix, matrix.map((_, j) => (j === 0 ? innovationSd ** 2 : 0)));
  while (gamma.length < n) gamma.push(phi.reduce((sum, x, k) => sum + x * gamma[gamma.length - 1 - k], 0));
  return gamma;
}

/** The conditional law by the textbook formula, from the dense stationary covariance. */
function denseLaw(model: Autoregression, z: readonly number[]): { mean: number[]; sd: number[] } {
  const gamma = autocovariances(model, z.length);
  const seen = z.flatMap((x, t) => (Number.isNaN(x) ? [] : [t]));
  const cov = seen.map((i) => seen.map((j) => gamma[Math.abs(i - j)]));
  const weights = solveDense(cov, seen.map((t) => z[t]));
  const mean = z.map((x, t) => (Number.isNaN(x) ? seen.reduce((s, j, k) => s + gamma[Math.abs(t - j)] * weights[k], 0) : x));
  const sd = z.map((x, t) => {
    if (!Number.isNaN(x)) return 0;
    const cross = seen.map((j) => gamma[Math.abs(t - j)]);
    const gain = solveDense(cov, cross);
    return Math.sqrt(Math.max(0, gamma[0] - cross.reduce((s, c, k) => s + c * gain[k], 0)));
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
  it('gives the conditional mean and sd of the dense textbook formula, whatever is missing', () => {
    fc.assert(
      fc.property(partials, window, (values, z) => {
        const model = { phi: fromPartials(values), innovationSd: 0.7 };
        const engine = createConditioner(model);
        engine.condition(Float64Array.from(z), z.length);
        engine.invert();
        const oracle = denseLaw(model, z);
        for (let t = 0; t < z.length; t++) {
          expect(engine.mean[t]).toBeCloseTo(oracle.mean[t], 6);
          expect(engine.sd[t]).toBeCloseTo(oracle.sd[t], 5);
        }
      }),
    );
  });

  it('takes equal precisions for none, and leans towards the equations that are more precise', () => {
    const engine = createConditioner({ phi: [0.9], innovationSd: 1 });
    const z = Float64Array.of(0, NaN, 1);
    engine.condition(z, 3, Float64Array.of(1, 1, 1));
    const even = engine.mean[1];
    engine.condition(z, 3);
    expect(engine.mean[1]).toBe(even);
    // z_1 = 0.9 z_0 + e_1 holds a hundred times as well as z_2 = 0.9 z_1 + e_2: (100 * 0.9 * 0 + 0.9 * 1) / (100 + 0.81).
    engine.condition(z, 3, Float64Array.of(1, 100, 1));
    expect(engine.mean[1]).toBeCloseTo(0.9 / 100.81, 12);
  });

  it('draws paths with the conditional mean and the conditional covariance of neighbouring steps', () => {
    const z = Float64Array.of(1, NaN, NaN, NaN, -0.5, 0.2);
    const model = { phi: [0.6, 0.25], innovationSd: 0.5 };
    const engine = createConditioner(model);
    engine.condition(z, z.length);
    engine.invert();
    const rng = createRng('draws');
    const path = new Float64Array(z.length);
    const count = 40_000;
    let [sum, squares, products] = [0, 0, 0];
    for (let k = 0; k < count; k++) {
      engine.draw(rng, 1, path);
      sum += path[2];
      squares += (path[2] - engine.mean[2]) ** 2;
      products += (path[2] - engine.mean[2]) * (path[1] - engine.mean[1]);
    }
    expect(sum / count).toBeCloseTo(engine.mean[2], 1);
    expect(Math.sqrt(squares / count) / engine.sd[2]).toBeCloseTo(1, 1);
    // Knowing step 1 as well leaves sd[2] sqrt(1 - correlation^2), which the dense formula gives too.
    const pinned = denseLaw(model, [1, engine.mean[1], NaN, NaN, -0.5, 0.2]).sd[2];
    const correlation = products / count / (engine.sd[1] * engine.sd[2]);
    expect((Math.sqrt(1 - correlation ** 2) * engine.sd[2]) / pinned).toBeCloseTo(1, 1);
  });

  it('expects the energies and products that many draws have', () => {
    const z = Float64Array.of(0.3, 1, NaN, NaN, -0.5, NaN, 0.2, 0.9);
    const model = { phi: [0.6, 0.25], innovationSd: 0.5 };
    const engine = createConditioner(model);
    engine.condition(z, z.length);
    engine.invert();
    const energy = new Float64Array(z.length);
    const sums = new Float64Array(9);
    engine.energy(energy);
    engine.addProducts(sums);
    const rng = createRng('moments');
    const path = z.slice();
    const count = 40_000;
    const seenEnergy = new Float64Array(z.length);
    let product = 0;
    for (let k = 0; k < count; k++) {
      engine.draw(rng, 1, path);
      for (let t = 2; t < z.length; t++) {
        seenEnergy[t] += (path[t] - 0.6 * path[t - 1] - 0.25 * path[t - 2]) ** 2 / 0.25 / count;
        product += (path[t] * path[t - 1]) / count;
      }
    }
    for (let t = 2; t < z.length; t++) expect(seenEnergy[t]).toBeCloseTo(energy[t], 1);
    expect(product).toBeCloseTo(sums[1], 1);
  });

  it('does not depend on what was conditioned before', () => {
    const model = { phi: [0.5, 0.2, 0.1], innovationSd: 1 };
    const used = createConditioner(model);
    used.condition(new Float64Array(200).fill(NaN), 200);
    const fresh = createConditioner(model);
    const z = Float64Array.of(0.1, NaN, 3, NaN, NaN, 1);
    for (const engine of [used, fresh]) {
      engine.condition(z, 6);
      engine.invert();
    }
    expect(used.mean.slice(0, 6)).toEqual(fresh.mean.slice(0, 6));
    expect(used.sd.slice(0, 6)).toEqual(fresh.sd.slice(0, 6));
  });

  it('stays finite with roots on and outside the unit circle and without innovations', () => {
    for (const phi of [[1], [1.02], [2, -1], [0, 0, 1]]) {
      for (const innovationSd of [1, 0]) {
        const engine = createConditioner({ phi, innovationSd });
        engine.condition(Float64Array.of(NaN, NaN, 1, NaN, NaN, NaN, 2, NaN, NaN), 9);
        engine.invert();
        for (let t = 0; t < 9; t++) expect(Number.isFinite(engine.mean[t]) && Number.isFinite(engine.sd[t])).toBe(true);
      }
    }
  });
});
