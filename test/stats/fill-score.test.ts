import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FillScore, type ScoredEvent } from '../../src/stats/fill-score.js';
import { normalQuantile } from '../../src/stats/normal.js';
import { createRng } from '../../src/stats/rng.js';
import { coverage, kolmogorovSmirnov, meanAbsoluteError, rootMeanSquaredError, roughness, varianceRatio } from '../../src/stats/score-metrics.js';

const value = fc.double({ min: -50, max: 50, noNaN: true });
const event = fc.record({ truth: value, value, mean: value, sd: fc.double({ min: 0.01, max: 5, noNaN: true }) }).map(({ truth, value, mean, sd }) => ({
  truth, value, mean, sd, lo: mean - 1.64 * sd, hi: mean + 1.64 * sd,
}));

describe('running sums', () => {
  test('give what the metrics give over whole arrays', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 60 }), (events) => {
        const score = new FillScore();
        for (const one of events) score.add(0, one);
        const column = (name: keyof (typeof events)[number]) => events.map((one) => one[name]);
        const metrics = score.metrics();
        const expected = {
          rmse: rootMeanSquaredError(column('mean'), column('truth')),
          mae: meanAbsoluteError(column('mean'), column('truth')),
          coverage: coverage(column('lo'), column('hi'), column('truth')),
          ksDistance: kolmogorovSmirnov(column('value'), column('truth')),
        };
        for (const [name, number] of Object.entries(expected)) expect(metrics[name as 'rmse']).toBeCloseTo(number, 9);
        const ratio = varianceRatio(column('value'), column('truth'));
        if (ratio > 1e-6 && ratio < 1e6) expect(metrics.varianceRatio / ratio).toBeCloseTo(1, 6);
      }),
    );
  });

  test('of differences give what roughness gives over a whole series', () => {
    const rng = createRng('roughness');
    const truth = Float64Array.from({ length: 500 }, () => rng.normal());
    const isFilled = Uint8Array.from(truth, () => (rng.uniform() < 0.4 ? 1 : 0));
    const series = truth.map((x, i) => (isFilled[i] ? x + rng.normal() : x));
    const score = new FillScore();
    for (let i = 1; i < truth.length; i++) {
      if (isFilled[i] || isFilled[i - 1]) score.addStep(series[i] - series[i - 1], truth[i] - truth[i - 1], !(isFilled[i] && isFilled[i - 1]));
    }
    const { energyRatio, edgeRatio } = roughness(series, truth, isFilled);
    expect(score.metrics().energyRatio).toBeCloseTo(energyRatio, 9);
    expect(score.metrics().edgeRatio).toBeCloseTo(edgeRatio, 9);
  });

  test('take the variance within each series: different levels are no variance', () => {
    const score = new FillScore();
    for (const level of [0, 1000]) {
      for (const x of [-1, 1]) score.add(level === 0 ? 0 : 7, point(level + x, level + 2 * x));
    }
    expect(score.metrics().varianceRatio).toBe(4);
  });
});

describe('the CRPS', () => {
  test('of a normal law whose truth follows it is sd / sqrt(pi), by mean and sd and by many draws alike', () => {
    const rng = createRng('crps');
    const [byLaw, byDraws] = [new FillScore(), new FillScore()];
    for (let i = 0; i < 4000; i++) {
      const truth = 3 + 2 * rng.normal();
      byLaw.add(0, { ...point(truth, 3), sd: 2 });
      byDraws.add(0, { ...point(truth, 3), sd: 2, draws: Array.from({ length: 20 }, () => 3 + 2 * rng.normal()) });
    }
    expect(Math.abs(byLaw.metrics().crps - 2 / Math.sqrt(Math.PI))).toBeLessThan(0.08);
    expect(Math.abs(byDraws.metrics().crps - 2 / Math.sqrt(Math.PI))).toBeLessThan(0.1);
    expect([byLaw.metrics().crpsForms, byDraws.metrics().crpsForms]).toEqual([
      { draws: 0, normal: 4000, point: 0 },
      { draws: 4000, normal: 0, point: 0 },
    ]);
  });

  test('of a point is its distance', () => {
    const score = new FillScore();
    score.add(0, { ...point(1, 4), mean: NaN });
    expect(score.metrics()).toMatchObject({ crps: 3, mae: 3, rmse: 3, crpsForms: { draws: 0, normal: 0, point: 1 }, coverage: NaN });
  });
});

test('a calibrated 90 % interval covers 90 %', () => {
  const rng = createRng('coverage');
  const score = new FillScore();
  const half = normalQuantile(0.95);
  for (let i = 0; i < 20_000; i++) score.add(0, { ...point(rng.normal(), 0), lo: -half, hi: half });
  expect(Math.abs(score.metrics().coverage - 0.9)).toBeLessThan(5 * Math.sqrt(0.09 / 20_000));
});

test('nothing comes to no number, not to a perfect one', () => {
  expect(new FillScore().metrics()).toMatchObject({ events: 0, rmse: NaN, crps: NaN, coverage: NaN, varianceRatio: NaN, ksDistance: NaN });
});

function point(truth: number, made: number): ScoredEvent {
  return { truth, value: made, mean: made, sd: NaN, lo: NaN, hi: NaN };
}
