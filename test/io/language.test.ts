import { describe, expect, test } from 'vitest';
import { learnLanguage, type JsonLanguage } from '../../src/io/language.js';
import { TelemendError } from '../../src/model/errors.js';
import { OWN_FIELD_NAMES, type FieldNames, type TimeUnit } from '../../src/model/event.js';

function learn(lines: string[], fields: Partial<FieldNames> = {}, timeUnit: TimeUnit = 'ms', values: number[] = []): JsonLanguage {
  const options = { fields: { ...OWN_FIELD_NAMES, ...fields }, timeUnit };
  return learnLanguage(lines.map((line) => Buffer.from(line)), values, 's1', options);
}

const timed = (json: string): string => `{"timestamp":${json},"temperature":1}`;

test("a language is learned from the series' own lines, and survives JSON", () => {
  const language = learn(
    ['{"event_id":"a","humidity":3,"sensor_id":"s1","timestamp":"2026-01-01T00:00:00.000Z","temperature":52.5,"status":"ok"}\r'],
    {},
    'ms',
    [52.5, 53],
  );
  expect(language).toEqual({
    sensor: 's1',
    fields: ['event_id', 'sensor_id', 'timestamp', 'temperature', 'status'].map((name) => ({ field: name, name })),
    open: '{',
    colon: ':',
    comma: ',',
    close: '}\r',
    sensorJson: '"s1"',
    statusJson: '"ok"',
    timestamp: { kind: 'text', separator: 'T', zone: 'Z', digits: 3 },
    resolutionNs: 1_000_000,
    value: { decimals: 1, step: 0.5 },
    leastDecimals: 0,
  });
  expect(JSON.parse(JSON.stringify(language))).toEqual(language);
});

test('order, foreign names and separators are those of the first line', () => {
  const spaced = '{ "degC": 21.0, "unknown": {"ts": 1}, "ts": 1735689600, "id": 7 }';
  const language = learn([spaced, '{"ts":1,"degC":21.25}'], { timestamp: 'ts', temperature: 'degC', sensor_id: 'id' }, 's');
  expect(language).toMatchObject({ open: '{ ', colon: ': ', comma: ', ', close: ' }', sensorJson: '7', leastDecimals: 1 });
  expect(language.fields).toEqual([
    { field: 'temperature', name: 'degC' },
    { field: 'timestamp', name: 'ts' },
    { field: 'sensor_id', name: 'id' },
  ]);
});

describe('the timestamp spelling', () => {
  test.each<[string, TimeUnit, object, number]>([
    ['"2026-01-01T00:00:00Z"', 'ms', { kind: 'text', separator: 'T', zone: 'Z', digits: 0 }, 1e9],
    ['"2026-01-01 00:00:00.123456"', 'ms', { kind: 'text', separator: ' ', zone: '', digits: 6 }, 1e3],
    ['"2026-01-01t00:00:00.5-05:30"', 'ms', { kind: 'text', separator: 't', zone: '-05:30', digits: 1 }, 1e8],
    ['"2026-01-01T00:00:00.00000000000z"', 'ms', { kind: 'text', separator: 'T', zone: 'z', digits: 9 }, 1],
    ['1767225600', 's', { kind: 'number', unit: 's', digits: 0 }, 1e9],
    ['1767225600.25', 's', { kind: 'number', unit: 's', digits: 2 }, 1e7],
    ['1767225600000', 'ms', { kind: 'number', unit: 'ms', digits: 0 }, 1e6],
    ['1.7e12', 'ms', { kind: 'number', unit: 'ms', digits: 0 }, 1e6],
    ['1767225600000000000.0', 'ns', { kind: 'number', unit: 'ns', digits: 0 }, 1],
  ])('of %s', (json, unit, timestamp, resolutionNs) => {
    expect(learn([timed(json)], {}, unit)).toMatchObject({ timestamp, resolutionNs });
  });

  test('has the number of digits that most lines have, as writers drop them at whole seconds', () => {
    const lines = ['"2026-01-01T00:00:00Z"', '"2026-01-01T00:00:00.250000Z"', '"2026-01-01T00:00:00.500000Z"', '17.5'].map(timed);
    expect(learn(lines).timestamp).toMatchObject({ kind: 'text', digits: 6 });
  });
});

test('the status is the most frequent word that is not deviated', () => {
  const lines = ['"deviated"', '"deviated"', '"fine"', '"good"', '"good"'].map((status) => `{"timestamp":1,"temperature":1,"status":${status}}`);
  expect(learn(lines).statusJson).toBe('"good"');
  expect(learn(lines.slice(0, 2)).statusJson).toBe('"normal"');
});

test('the least decimals are those that every line has, where zeros at the end show that they are meant', () => {
  const lines = ['21.0', '21.25'].map((value) => `{"timestamp":1,"temperature":${value}}`);
  expect(learn(lines).leastDecimals).toBe(1);
  expect(learn([...lines, '{"timestamp":1,"temperature":21}']).leastDecimals).toBe(0);
  expect(learn(lines.slice(1)).leastDecimals).toBe(0);
});

test('without lines there is nothing to learn from', () => {
  expect(() => learn([])).toThrow(TelemendError);
});
