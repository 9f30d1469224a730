import { expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.js';
import type { SeriesReadings } from '../../src/validate/neighbour-statistics.js';
import { consequenceOf, suggest } from '../../src/validate/suggest.js';

const START_MS = 1_767_225_600_000;

function readingsOf(value: readonly number[], cadenceMs = 1000): SeriesReadings {
  return {
    timeMs: Float64Array.from(value, (_, i) => START_MS + i * cadenceMs),
    value: Float64Array.from(value),
    window: new Uint32Array(value.length),
    cadenceMs,
  };
}

function noisy(count: number, salt: string): number[] {
  const rng = createRng('suggest', salt);
  return Array.from({ length: count }, (_, i) => 20 + 2 * Math.sin(i / 200) + 0.1 * rng.normal());
}

test('hardly anything of a healthy series is flagged by what is suggested for it', () => {
  const readings = readingsOf(noisy(8000, 'healthy'));
  const { flagged } = consequenceOf(suggest([readings])!, readings);
  expect(flagged).toBeLessThanOrEqual(8);
});

test('spikes, a stuck sensor and an outage of a series are flagged by what is suggested for it', () => {
  const value = noisy(8000, 'faulty');
  const spikes = [500, 1500, 2500, 3500, 4500, 5500];
  for (const i of spikes) value[i] += value[i] > 20 ? -2 : 2; // inside the range
  value.fill(value[6000], 6000, 6040);
  const readings = readingsOf(value);
  readings.timeMs.forEach((ms, i) => { if (i >= 7000) readings.timeMs[i] = ms + 60_000; });
  const { byCheck } = consequenceOf(suggest([readings])!, readings);
  const found = Object.fromEntries(byCheck.map(({ check, suspect, fail }) => [check, { suspect, fail }]));
  expect(found.spike.fail).toBe(spikes.length);
  expect(found['flat-line'].fail).toBe(40);
  expect(found['time-gap'].suspect).toBe(1);
});

test('nothing is suggested of what the readings do not tell: a constant, an irregular series, no readings', () => {
  expect(suggest([readingsOf([5, 5, 5, 5])])!.checks).toMatchObject({ spike: undefined, rate: undefined });
  expect(suggest([readingsOf([5, 5.3, 5.1, 9], NaN)])!.checks).toEqual({ spike: undefined, rate: undefined, flatLine: undefined, timeGap: undefined });
  expect(suggest([readingsOf([])])).toBeUndefined();
});

test('readings of different windows are no neighbours', () => {
  const readings = { ...readingsOf([5, 5, 5, 500, 500, 500]), window: Uint32Array.of(0, 0, 0, 1, 1, 1) };
  expect(suggest([readings])!.checks.rate).toBeUndefined();
});
