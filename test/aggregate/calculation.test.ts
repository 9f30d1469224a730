import { describe, expect, it } from 'vitest';
import { CalculationRun, isCalculation, withoutClock, type Calculation } from '../../src/aggregate/calculation.js';

const context = { sensorId: 's1', windowStart: '2026-01-01T00:00:00.000Z', windowEnd: '2026-01-01T01:00:00.000Z', random: () => 0.5 };
const event = { event_id: 'e7', timestamp: '2026-01-01T00:10:00Z', temperature: 51 };
const sum: Calculation<number, { sum: number }> = { init: () => 0, step: (state, { temperature }) => state + temperature!, finish: (state) => ({ sum: state }) };

describe('CalculationRun', () => {
  it('reduces the events of a window', () => {
    const run = new CalculationRun(sum, context);
    run.step(event);
    run.step(event);
    expect(run.finish()).toEqual({ sum: 102 });
  });

  it('names window and event where the calculation throws', () => {
    const run = new CalculationRun({ ...sum, step: () => { throw new Error('no such unit'); } }, context);
    expect(() => run.step(event)).toThrow(/failed in step: no such unit \(series s1, window 2026-01-01T00:00:00.000Z to 2026-01-01T01:00:00.000Z, event e7 at 2026-01-01T00:10:00Z\)/);
  });

  it.each<[string, () => unknown]>([
    ['Date.now', () => Date.now()], ['new Date', () => new Date().getTime()], ['Date', () => Date()], ['Math.random', () => Math.random()],
    ['performance.now', () => performance.now()],
  ])('is stopped where it asks for %s, and the clock is back behind it', (_, ask) => {
    const run = new CalculationRun({ ...sum, step: () => ask() }, context);
    expect(() => run.step(event)).toThrow(/not to be had in a calculation/);
    expect(Date.now()).toBeGreaterThan(0);
    expect(Math.random()).toBeLessThan(1);
  });

  it('may work with instants that it is given', () => {
    expect(withoutClock(() => new Date('2026-01-01T00:00:00Z').getTime() + Date.UTC(1970, 0, 1))).toBe(Date.UTC(2026, 0, 1));
  });

  it('must end in an object, or null for no row', () => {
    expect(new CalculationRun({ ...sum, finish: () => null }, context).finish()).toBeNull();
    expect(() => new CalculationRun({ ...sum, finish: () => 5 as never }, context).finish()).toThrow(/neither an object nor null/);
  });

  it('is told from other exports', () => {
    expect([isCalculation(sum), isCalculation({ init() {} }), isCalculation(null), isCalculation(undefined)]).toEqual([true, false, false, false]);
  });
});
