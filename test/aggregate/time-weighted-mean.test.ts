import { describe, expect, it } from 'vitest';
import { CHANNELS, StepReadings, type Knot } from '../../src/aggregate/time-weighted-mean.js';
import { Flag, Origin } from '../../src/model/flag.js';

const knot = (timeMs: number, value: number, origin: Origin = Origin.Observed, flag: Flag = Flag.Pass): Knot => ({
  timeMs, timeNs: 0, channels: new Float64Array(CHANNELS).fill(value), origin, flag, isDeviated: false,
});

function stepOf(knots: readonly Knot[], joins: readonly (readonly [Knot, Knot])[]): StepReadings {
  const step = new StepReadings();
  step.open({ startMs: 0, endMs: 1000 }, knots[0]);
  for (const each of knots) step.add(each);
  for (const [before, after] of joins) step.join(before, after);
  return step;
}

describe('the mean of a step', () => {
  it('is the area under the lines that lie in it', () => {
    const [before, inside, after] = [knot(-500, 0), knot(500, 10), knot(1500, 30)];
    const step = stepOf([inside], [[before, inside], [inside, after]]);
    // 5 to 10 in the first half, 10 to 20 in the second.
    expect(step.average(0)).toBeCloseTo((7.5 + 15) / 2, 12);
    expect(step.coverage).toBe(1);
  });

  it('is the plain mean of readings that nothing joins', () => {
    const step = stepOf([knot(0, 1), knot(10, 2), knot(20, 6)], []);
    expect([step.average(0), step.coverage]).toEqual([3, 0]);
  });

  it('says the least observed kind and the worst flag of all that it is of', () => {
    const [inside, after] = [knot(0, 1), knot(1000, 2, Origin.Filled, Flag.Suspect)];
    expect([stepOf([inside], [[inside, after]])].map(({ origin, flag }) => [origin, flag])).toEqual([[Origin.Filled, Flag.Suspect]]);
    // A line that ends where the step begins has no part in it.
    const earlier = stepOf([inside], [[knot(-1000, 2, Origin.Filled), inside]]);
    expect([earlier.origin, earlier.coverage]).toEqual([Origin.Observed, 0]);
  });

  it('stays finite where readings are', () => {
    const knots = [knot(0, 1.7e308), knot(250, -1.7e308), knot(500, 1.7e308), knot(1000, 1.7e308)];
    const joined = stepOf(knots.slice(0, 3), [0, 1, 2].map((i) => [knots[i], knots[i + 1]] as const));
    expect(joined.average(0) / 1.7e308).toBeCloseTo(0.5, 12);
    expect(stepOf(knots.slice(2), []).average(0) / 1.7e308).toBeCloseTo(1, 12);
  });
});
