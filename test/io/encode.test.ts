import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotate } from '../../src/io/annotate.js';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS, type DecodedChunk, type DecodeOptions } from '../../src/io/decode.js';
import { createEncoder, encodeEvent } from '../../src/io/encode.js';
import type { MadeValues } from '../../src/io/made-slots.js';
import { LineBatch } from '../../src/io/line-batch.js';
import { learnLanguage } from '../../src/io/language.js';
import { rawLine } from '../../src/model/batch.js';
import { OWN_FIELD_NAMES } from '../../src/model/event.js';
import { Flag, Origin, Reason, Status } from '../../src/model/flag.js';
import { formatInstant, roundInstant, type PlainSpelling } from '../../src/model/instant.js';
import { SeriesTable } from '../../src/model/series.js';

/** One made value, as the tests write it. */
interface Made {
  readonly value: number;
  readonly mean: number;
  readonly sd: number;
  readonly lo: number;
  readonly hi: number;
  readonly method: string;
  readonly draws?: readonly number[];
}

const RANGE = { low: 50, high: 55 };
const MADE: Made = { value: 52.123, mean: 52.1, sd: 0.25, lo: 51.5, hi: 53.123456789, method: 'ar1' };
const NEW_YEAR_MS = Date.UTC(2026, 0, 1);
const OWN_LINE = '{"event_id":"s1-1","sensor_id":"s1","timestamp":"2026-01-01T00:00:42.000Z","temperature":52.37,"status":"normal"}';

/** An encoder like that of a series with this line, whose lines are text. */
function encoderLike(line: string, values: number[], options: Partial<DecodeOptions> = {}, sensor = 's1') {
  const reading = { ...DECODE_DEFAULTS, ...options };
  const encoder = createEncoder(learnLanguage([Buffer.from(line)], values, sensor, reading), reading.fields, RANGE);
  const lines = new LineBatch();
  const columns = ({ value, mean, sd, lo, hi, method, draws }: Made): MadeValues => (
    { value: [value], mean: [mean], sd: [sd], lo: [lo], hi: [hi], method, draws: draws?.map((draw) => [draw]) }
  );
  return {
    filled(made: Made, timeMs: number, timeNs: number) {
      const end = encoder.filled(lines, columns(made), 0, timeMs, timeNs);
      return lines.bytes.toString('utf8', lines.end, end);
    },
    repaired(raw: Buffer, made: Made, reasons: number) {
      // A line stands among others in its batch.
      const bytes = Buffer.concat([Buffer.from('{"x":1}\n'), raw, Buffer.from('\n{"x":2}\n')]);
      const end = encoder.repaired(lines, bytes, 8, 8 + raw.length, columns(made), 0, reasons);
      return lines.bytes.toString('utf8', lines.end, end);
    },
  };
}

function decode(line: string, options: Partial<DecodeOptions> = {}): DecodedChunk & { sensor: string } {
  const series = new SeriesTable();
  const bytes = Buffer.from(line);
  const chunk = createChunkDecoder({ ...DECODE_DEFAULTS, ...options }, series)(bytes, bytes.length, 0, 0);
  return { ...chunk, sensor: series.id(0) };
}

describe('a filled event', () => {
  test("of telemend's own log", () => {
    expect(encoderLike(OWN_LINE, [52.37, 52.4]).filled(MADE, NEW_YEAR_MS, 0)).toBe(
      '{"event_id":"fill:s1:1767225600000","sensor_id":"s1","timestamp":"2026-01-01T00:00:00.000Z","temperature":52.12,"status":"normal",' +
        '"origin":"filled","flag":1,"mean":52.1,"sd":0.25,"lo":51.5,"hi":53.1235,"method":"ar1"}',
    );
  });

  test('of a foreign log, in its order, fields, units and spacing', () => {
    const fields = { ...OWN_FIELD_NAMES, timestamp: 'ts', temperature: 'degC' };
    const encoder = encoderLike('{"degC": 21.0, "x": 5, "ts": 1735689600.0}\r', [21, 21.5], { fields, timeUnit: 's' });
    expect(encoder.filled({ ...MADE, value: 51.9, draws: [51, 60] }, 1500, 0)).toBe(
      '{"degC": 52.0, "ts": 1.5, "origin": "filled", "flag": 1, "mean": 52.1, "sd": 0.25, "lo": 51.5, "hi": 53.1235, ' +
        '"method": "ar1", "draws": [51.0, 55.0]}\r',
    );
  });

  test('is the same whatever stands before it in its batch', () => {
    const encoder = createEncoder(learnLanguage([Buffer.from(OWN_LINE)], [52.37], 's1', DECODE_DEFAULTS), DECODE_DEFAULTS.fields, RANGE);
    const lines = new LineBatch();
    const made = { value: [52.123], mean: [52.1], sd: [0.25], lo: [51.5], hi: [53.1], method: 'ar1' };
    for (let i = 0; i < 3000; i++) lines.add(encoder.filled(lines, made, 0, i, 0), i, 0, 52.12, 0, Flag.Pass, Origin.Filled, -1);
    const batch = lines.take();
    const ids = Array.from({ length: batch.count }, (_, row) => (JSON.parse(rawLine(batch, row).toString()) as { event_id: string }).event_id);
    expect(ids).toEqual(Array.from({ length: 3000 }, (_, i) => `fill:s1:${i}`));
  });

  test('tells its uncertainty to a thousandth of sd at least, in order and inside the range', () => {
    const encoder = encoderLike(OWN_LINE, [52.37, 52.4]);
    const inRange = fc.double({ min: 50, max: 55, noNaN: true });
    fc.assert(
      fc.property(inRange, inRange, inRange, fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.constantFrom(1e-6, 1e-9, 0)), (a, b, c, sd) => {
        const [lo, mean, hi] = [a, b, c].sort((x, y) => x - y);
        const told = JSON.parse(encoder.filled({ value: mean, mean, sd, lo, hi, method: 'ar1' }, NEW_YEAR_MS, 0)) as Record<string, number>;
        for (const [name, exact] of Object.entries({ mean, sd, lo, hi })) expect(Math.abs(told[name] - exact)).toBeLessThanOrEqual(sd / 2000 * 1.000001);
        expect(told.lo).toBeLessThanOrEqual(told.mean);
        expect(told.mean).toBeLessThanOrEqual(told.hi);
        expect(told.lo >= 50 && told.hi <= 55 && told.sd >= 0).toBe(true);
      }),
    );
  });

  test('between milliseconds has an id of its own', () => {
    const line = encoderLike(OWN_LINE, [1]).filled(MADE, 5, 250_000);
    expect(JSON.parse(line)).toMatchObject({ event_id: 'fill:s1:5.250000' });
  });

  test('is decoded to what was encoded, in every language', () => {
    const spelling: fc.Arbitrary<PlainSpelling> = fc.oneof(
      fc.record({
        kind: fc.constant('text' as const),
        separator: fc.constantFrom('T', ' '),
        zone: fc.constantFrom('Z', '', '+05:45', '-11:00'),
        digits: fc.integer({ min: 0, max: 9 }),
      }),
      fc.record({ kind: fc.constant('number' as const), unit: fc.constantFrom('s', 'ms'), digits: fc.integer({ min: 0, max: 6 }) }),
    );
    const name = fc.oneof(
      { weight: 9, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text !== 'origin') },
      fc.constantFrom('flag', 'mean', 'sd', 'lo', 'hi', 'method', 'observed', 'reason'),
    );
    const names = fc.uniqueArray(name, { minLength: 5, maxLength: 5 });
    const order = fc.shuffledSubarray(['event_id', 'sensor_id', 'status'] as const).chain((optional) =>
      fc.shuffledSubarray([...optional, 'timestamp', 'temperature'] as const, { minLength: optional.length + 2 }),
    );
    const timeMs = fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9000, 0, 1) });
    const value = fc.double({ min: 50, max: 55, noNaN: true });
    const sensor = fc.oneof(fc.string({ unit: 'binary' }), fc.nat());
    fc.assert(
      fc.property(names, order, sensor, spelling, timeMs, fc.nat(999_999), value, fc.boolean(), (called, present, id, way, ms, ns, temperature, spaced) => {
        const [event_id, sensor_id, timestamp, temperatureName, status] = called;
        const fields = { event_id, sensor_id, timestamp, temperature: temperatureName, status };
        const options = { fields, assumeUtc: true, timeUnit: way.kind === 'number' ? way.unit : 'ms' } as const;
        const example = formatInstant(ms, ns, way);
        const spelled = { event_id: '"e"', sensor_id: JSON.stringify(id), timestamp: way.kind === 'text' ? `"${example}"` : example, temperature: '52.125', status: '"ok"' };
        const members = present.map((field) => `${JSON.stringify(fields[field])}:${spelled[field]}`);
        const template = spaced ? `{ ${members.join(' , ')} }\r` : `{${members.join(',')}}`;
        const series = present.includes('sensor_id') ? String(id) : 'sensor';
        const encoder = encoderLike(template, [52.125, 52.25], options, series);
        const language = learnLanguage([Buffer.from(template)], [], series, { ...DECODE_DEFAULTS, ...options });
        const instant = roundInstant(ms, ns, language.resolutionNs);
        const line = encoder.filled({ ...MADE, value: temperature }, instant.timeMs, instant.timeNs);
        const { batch, faults, sensor: readSensor } = decode(line, options);
        expect(faults).toEqual([]);
        expect({ timeMs: batch.timeMs[0], timeNs: batch.timeNs[0] }).toEqual(instant);
        expect(batch.value[0]).toBe(Math.round(temperature * 8) / 8);
        expect(readSensor).toBe(series);
        expect(batch.origin[0]).toBe(Origin.Filled);
        expect(batch.status[0]).toBe(present.includes('status') ? Status.Other : Status.Absent);
        const added = ['origin', 'flag', 'mean', 'sd', 'lo', 'hi', 'method'];
        expect(Object.keys(JSON.parse(line) as object).sort()).toEqual([...present.map((field) => fields[field]), ...added.filter((one) => !called.includes(one))].sort());
        expect(line.endsWith(spaced ? ' }\r' : '}')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a repaired event', () => {
  const encoder = encoderLike(OWN_LINE, [52.37, 52.4]);

  test('keeps all of its line but value and status', () => {
    const line = '{"x":"ü","timestamp":"2026-01-01T00:00:42.0Z","sensor_id":"s1","status":"deviated","temperature":1.520e2,"y":[1, 2]} \r';
    expect(encoder.repaired(Buffer.from(line), { ...MADE, draws: [52, 53] }, Reason.Range)).toBe(
      '{"x":"ü","timestamp":"2026-01-01T00:00:42.0Z","sensor_id":"s1","status":"normal","temperature":52.12,"y":[1, 2],' +
        '"origin":"repaired","flag":1,"mean":52.1,"sd":0.25,"lo":51.5,"hi":53.1235,"method":"ar1",' +
        '"observed":1.520e2,"reason":"range","draws":[52,53]} \r',
    );
  });

  test('keeps a status that is not deviated, and replaces one that is, however spelled', () => {
    const statusAfter = (status: string): unknown => {
      const line = `{"timestamp":1,"temperature":99,"status":${status}}`;
      return (JSON.parse(encoder.repaired(Buffer.from(line), MADE, Reason.Range)) as { status: unknown }).status;
    };
    expect(['"odd"', 'null', '3', '"deviated"', '"\\u0064eviated"'].map(statusAfter)).toEqual(['odd', null, 3, 'normal', 'normal']);
  });

  test('replaces a value that stands twice in both places, and reports the one that counted', () => {
    const line = encoder.repaired(Buffer.from('{"temperature":98,"timestamp":1,"temperature":99}'), MADE, Reason.Range);
    expect(line).toMatch(/^\{"temperature":52.12,"timestamp":1,"temperature":52.12,"origin".*"observed":99,/);
  });

  test('of an annotated line loses the old annotation', () => {
    const line = Buffer.from('{"timestamp":1,"temperature":99}');
    expect(encoder.repaired(annotate(line, Origin.Observed, Flag.Fail), MADE, Reason.Range)).toBe(encoder.repaired(line, MADE, Reason.Range));
  });

  test('is the old object with the new members, whatever else is in the line', () => {
    const taken = new Set(['temperature', 'timestamp', 'status', 'origin', 'flag', 'mean', 'sd', 'lo', 'hi', 'method', 'observed', 'reason']);
    const extra = fc.dictionary(fc.string({ unit: 'binary' }).filter((key) => !taken.has(key) && key !== '__proto__'), fc.jsonValue());
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(extra, extra, value, fc.constantFrom('deviated', 'odd'), (before, after, temperature, status) => {
        const original = { ...before, timestamp: 1, temperature, status, ...after };
        const raw = JSON.stringify(original);
        const line = encoder.repaired(Buffer.from(raw), MADE, Reason.Range);
        expect(JSON.parse(line)).toEqual({
          ...(JSON.parse(raw) as object),
          temperature: 52.12,
          status: status === 'deviated' ? 'normal' : status,
          origin: 'repaired',
          flag: 1,
          mean: 52.1,
          sd: 0.25,
          lo: 51.5,
          hi: 53.1235,
          method: 'ar1',
          observed: temperature + 0,
          reason: 'range',
        });
        expect(decode(line).batch.origin[0]).toBe(Origin.Repaired);
      }),
      { numRuns: 200 },
    );
  });
});

test('an event object is decoded to its fields', () => {
  const event = { event_id: 'e', sensor_id: 's', timestamp: '2026-01-01T00:00:00Z', temperature: -0.1, status: 'deviated' };
  const { batch, sensor } = decode(encodeEvent(event));
  expect([sensor, batch.timeMs[0], batch.value[0], batch.status[0]]).toEqual(['s', Date.UTC(2026, 0, 1), -0.1, Status.Deviated]);
});

test('what JSON has no word for is written as null', () => {
  expect(JSON.parse(encoderLike(OWN_LINE, [1]).filled({ ...MADE, sd: NaN, hi: Infinity }, NEW_YEAR_MS, 0))).toMatchObject({ sd: null, hi: null });
});
