import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TelemendError } from '../../src/model/errors.js';
import {
  completeFieldNames,
  parseByteSize,
  parseChoice,
  parseFieldMap,
  parseMoment,
  parseNumber,
  parsePositiveDuration,
  parsePositiveInteger,
  parseRange,
  parseRate,
  parseRepeated,
  parseRuled,
  parseSaving,
} from '../../src/cli/values.js';

const parseRuledTime = parseRuled(parsePositiveDuration);

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  parseByteSize,
  parseChoice: parseChoice(['table', 'jsonl']),
  parseFieldMap: (text) => parseFieldMap(text),
  parseMoment,
  parseNumber,
  parsePositiveDuration,
  parsePositiveInteger,
  parseRange,
  parseRate,
  parseRuledTime: (text) => parseRuledTime(text),
  parseSaving,
};

test.each<[name: string, text: string, value: unknown]>([
  ['parseNumber', '-2.5', -2.5],
  ['parseNumber', '.5e1', 5],
  ['parseRange', '50:55', { low: 50, high: 55 }],
  ['parseRange', '-40:-2.5', { low: -40, high: -2.5 }],
  ['parseRange', '0:0', { low: 0, high: 0 }],
  ['parseRate', '0', 0],
  ['parseRate', '1', 1],
  ['parseRate', '.05', 0.05],
  ['parsePositiveInteger', '1000000', 1_000_000],
  ['parseByteSize', '65536', 65_536],
  ['parseByteSize', '64KiB', 65_536],
  ['parseByteSize', '2MiB', 2_097_152],
  ['parsePositiveDuration', '1.5h', 5_400_000],
  ['parseSaving', '500ms', { everyMs: 500 }],
  ['parseSaving', '64MiB', { everyBytes: 67_108_864 }],
  ['parseSaving', 'never', { everyMs: Infinity }],
  ['parseMoment', '-2h', { kind: 'fromEnd', ms: 7_200_000 }],
  ['parseMoment', '-500ms', { kind: 'fromEnd', ms: 500 }],
  ['parseMoment', '-0s', { kind: 'fromEnd', ms: 0 }],
  ['parseMoment', '1767225600000', { kind: 'absolute', timeMs: 1_767_225_600_000, timeNs: 0 }],
  ['parseMoment', '-1000', { kind: 'absolute', timeMs: -1_000, timeNs: 0 }],
  ['parseMoment', '2026-01-01T01:00:00.000000001+01:00', { kind: 'absolute', timeMs: 1_767_225_600_000, timeNs: 1 }],
  ['parseChoice', 'jsonl', 'jsonl'],
  ['parseFieldMap', 'temperature=value,timestamp=a=b', { temperature: 'value', timestamp: 'a=b' }],
  ['parseRuledTime', '1h', [{ pattern: '*', value: 3_600_000 }]],
  ['parseRuledTime', 'mote-*=30m', [{ pattern: 'mote-*', value: 1_800_000 }]],
  ['parseRuledTime', 'a=b=1s', [{ pattern: 'a=b', value: 1_000 }]],
])('%s takes %s', (name, text, value) => expect(parsers[name](text)).toEqual(value));

test.each<[name: string, text: string]>([
  ['parseNumber', ''],
  ['parseSaving', 'often'],
  ['parseSaving', '0'],
  ['parseSaving', '5x'],
  ['parseNumber', '0x10'],
  ['parseNumber', '1e999'],
  ['parseNumber', 'Infinity'],
  ['parseRange', '50'],
  ['parseRange', '50:'],
  ['parseRange', '50:55:60'],
  ['parseRange', 'NaN:1'],
  ['parseRange', '55:50'],
  ['parseRate', '5'],
  ['parseRate', '5%'],
  ['parseRate', '-0.1'],
  ['parseRate', ''],
  ['parsePositiveInteger', '0'],
  ['parsePositiveInteger', '1.5'],
  ['parsePositiveInteger', '1e3'],
  ['parsePositiveInteger', '99999999999999999999'],
  ['parseByteSize', '0'],
  ['parseByteSize', '1MB'],
  ['parsePositiveDuration', '0s'],
  ['parsePositiveDuration', '10'],
  ['parseMoment', '-2w'],
  ['parseMoment', 'yesterday'],
  ['parseMoment', '2026-02-30T00:00:00Z'],
  ['parseMoment', '2026-01-01T00:00:00'],
  ['parseChoice', 'csv'],
  ['parseFieldMap', 'temperature'],
  ['parseFieldMap', 'temperature='],
  ['parseFieldMap', 'temp=value'],
  ['parseFieldMap', 'toString=value'],
  ['parseFieldMap', ''],
  ['parseRuledTime', '=1h'],
  ['parseRuledTime', 'a='],
  ['parseRuledTime', '0s'],
])('%s refuses "%s" as a usage error that quotes it', (name, text) => {
  const refusal = expect.objectContaining({ code: 'usage' }) as unknown;
  expect(() => parsers[name](text)).toThrow(TelemendError);
  try {
    parsers[name](text);
  } catch (error) {
    expect(error).toEqual(refusal);
    expect((error as Error).message).toMatch(/^(there is no field )?"/);
  }
});

test('any number is read as JavaScript writes it', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseNumber(String(value))).toBe(Number(String(value)));
    }),
  );
});

describe('options that may be repeated', () => {
  test('add to what was given before', () => {
    expect(parseRepeated('b', parseRepeated('a'))).toEqual(['a', 'b']);
    expect(parseRuledTime('a=1s', parseRuledTime('1h')).map(({ pattern }) => pattern)).toEqual(['*', 'a']);
    expect(parseFieldMap('timestamp=ts', parseFieldMap('temperature=value'))).toEqual({ temperature: 'value', timestamp: 'ts' });
  });
});

describe('field names', () => {
  test('are our own where none are mapped', () => {
    expect(completeFieldNames().timestamp).toBe('timestamp');
    expect(completeFieldNames({ temperature: 'value' })).toMatchObject({ temperature: 'value', sensor_id: 'sensor_id' });
  });

  test('cannot be the same for two fields, but can be swapped', () => {
    expect(() => completeFieldNames({ timestamp: 'temperature' })).toThrow(
      'timestamp and temperature would both be read from "temperature"',
    );
    expect(completeFieldNames({ timestamp: 'temperature', temperature: 'timestamp' }).timestamp).toBe('temperature');
  });

  test('cannot be "origin", by which made events are told', () => {
    expect(() => completeFieldNames({ status: 'origin' })).toThrow('--field: status cannot be read from "origin"');
  });
});
