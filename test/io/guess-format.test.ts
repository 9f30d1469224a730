import { describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { takeCensus } from '../../src/io/field-census.js';
import { guessFormat } from '../../src/io/guess-format.js';

const guessOf = (lines: readonly object[]) => guessFormat(takeCensus(lines.map((line) => Buffer.from(JSON.stringify(line)))));
const many = (make: (i: number) => object) => guessOf(Array.from({ length: 40 }, (_, i) => make(i)));

describe('the guess of a format', () => {
  it('leaves out what is telemend\'s own', () => {
    const own = many((i) => ({ event_id: `e${i}`, sensor_id: 's', timestamp: '2026-01-01T00:00:00Z', temperature: 50 + i / 10, status: 'normal' }));
    expect(own).toEqual({ fields: {}, unknown: [] });
  });

  it.each<[string, (i: number) => object, object]>([
    ['seconds', (i) => ({ ts: 1735689600 + i, degC: 70.5 }), { fields: { timestamp: 'ts', temperature: 'degC' }, timeUnit: 's', unknown: [] }],
    ['milliseconds', (i) => ({ ts: 1735689600000 + i, value: 70.5 }), { fields: { timestamp: 'ts', temperature: 'value' }, unknown: [] }],
    ['microseconds', (i) => ({ t: 1735689600000000 + i, y: i }), { fields: { timestamp: 't', temperature: 'y' }, timeUnit: 'us', unknown: [] }],
    ['nanoseconds', (i) => ({ time: 1.7e18 + i * 1e9, v: 70.5 }), { fields: { timestamp: 'time', temperature: 'v' }, timeUnit: 'ns', unknown: [] }],
    [
      'a date-time without a zone', (i) => ({ time_iso: `2026-01-01 00:00:${10 + i}`, temp: 3.5, device: 'a' }),
      { fields: { timestamp: 'time_iso', temperature: 'temp', sensor_id: 'device' }, assumeUtc: true, unknown: [] },
    ],
    [
      'camel case beside other quantities', (i) => ({ eventTime: 1735689600 + i, humidity: 40.5, roomTemperature: 20.5, deviceId: `d${i % 3}` }),
      { fields: { timestamp: 'eventTime', temperature: 'roomTemperature', sensor_id: 'deviceId' }, timeUnit: 's', unknown: [] },
    ],
    ['names that say nothing', (i) => ({ a: 1735689600 + i, b: 20.5 + i }), { fields: { timestamp: 'a', temperature: 'b' }, timeUnit: 's', unknown: [] }],
    ['readings of null between', (i) => ({ ts: 1735689600 + i, degC: i % 3 ? null : 3.5 }), { fields: { timestamp: 'ts', temperature: 'degC' }, timeUnit: 's', unknown: [] }],
    ['no temperature', (i) => ({ ts: 1735689600 + i, humidity: 40.5 }), { fields: { timestamp: 'ts' }, timeUnit: 's', unknown: ['temperature'] }],
    ['numbers as text', () => ({ timestamp: '2026-01-01T00:00:00Z', temperature: '50.5' }), { fields: {}, unknown: ['temperature'] }],
  ])('knows %s', (_, make, guess) => {
    expect(many(make)).toEqual(guess);
  });

  test('never fails, whatever the lines hold', () => {
    const line = fc.oneof(fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)), fc.json().map((text) => Buffer.from(text)));
    fc.assert(fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const census = takeCensus(lines);
      expect(census.lines).toBeLessThanOrEqual(lines.length);
      const names = Object.values(guessFormat(census).fields);
      expect(new Set(names).size).toBe(names.length);
    }));
  });
});
