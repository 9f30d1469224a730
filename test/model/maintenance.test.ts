import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMaintenanceText, maintenanceOf, parseMaintenance, type MaintenanceWindow } from '../../src/model/maintenance.js';

const instant = fc.record({ timeMs: fc.integer({ min: 0, max: 20 }), timeNs: fc.constantFrom(0, 1, 500_000) });
const nanoseconds = ({ timeMs, timeNs }: { readonly timeMs: number; readonly timeNs: number }) => timeMs * 1_000_000 + timeNs;
const isBefore = (a: MaintenanceWindow['from'], b: MaintenanceWindow['from']) => nanoseconds(a) < nanoseconds(b);

describe('a maintenance window', () => {
  it('is found wherever a span has any of it, the first one first', () => {
    const windows = fc.array(fc.record({ from: instant, to: instant, reason: fc.constantFrom('a', 'b'), sensors: fc.constantFrom('*', 's*', 't') }));
    fc.assert(fc.property(windows, instant, instant, (drawn, low, high) => {
      fc.pre(isBefore(low, high));
      const all = drawn.filter(({ from, to }) => isBefore(from, to));
      const touched = all.filter(({ from, to, sensors }) => sensors !== 't' && isBefore(from, high) && isBefore(low, to));
      const found = maintenanceOf(all, 's1')?.(low, high);
      expect(found === undefined).toBe(touched.length === 0);
      if (found) expect(nanoseconds(found.from)).toBe(Math.min(...touched.map(({ from }) => nanoseconds(from))));
    }));
  });

  it('is written in short or as JSON', () => {
    const window = { from: { timeMs: 1000, timeNs: 0 }, to: { timeMs: 2000, timeNs: 0 }, reason: 'a = b, ..' };
    expect(parseMaintenance('1970-01-01T00:00:01Z..2000=a = b, ..')).toEqual(window);
    expect(parseMaintenance('{"from":1000,"to":"1970-01-01T00:00:02Z","sensors":"s*","reason":"a = b, .."}')).toEqual({ ...window, sensors: 's*' });
    expect(['2026-01-01T00:00:00Z..2026-01-02T00:00:00Z=x', '{}', '../windows.jsonl', 'a=b.jsonl', '-'].map(isMaintenanceText)).toEqual([true, true, false, false, false]);
  });

  it.each([
    ['2000..1000=x', 'it ends before it begins'],
    ['1000..1000=x', 'it ends before it begins'],
    ['1000..2000=', 'it has no reason'],
    ['{"from":1000,"to":2000}', 'it has no reason'],
    ['{"from":1000,"to":2000,"reason":"x","sensors":5}', 'its sensors are no pattern'],
    ['{"from":true,"to":2000,"reason":"x"}', 'its from is no instant'],
    ['1000..2026-02-30T00:00:00Z=x', 'its to: "2026-02-30T00:00:00Z" is not an instant'],
    ['{', 'it is not valid JSON'],
  ])('is refused where it says nothing: %s', (text, why) => {
    expect(() => parseMaintenance(text)).toThrow(why);
  });
});
