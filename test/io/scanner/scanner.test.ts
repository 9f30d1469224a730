import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DECODE_DEFAULTS, type DecodeOptions } from '../../../src/io/decode.js';
import { OWN_FIELD_NAMES } from '../../../src/model/event.js';
import { ALL_FAULTS, simulate } from '../../simulate/simulated.js';
import { ODD_EXTRAS, ODD_SENSORS, ODD_STATUSES, ODD_TEMPERATURES, ODD_TIMES, randomLog } from './random-log.js';
import { compare } from './same-as-exact.js';

test('the scanner gives what the exact decoder gives, bit for bit, whatever the log', () => {
  fc.assert(
    fc.property(fc.gen(), fc.integer({ min: 1, max: 60 }), (generate, lineCount) => {
      const log = randomLog((below) => generate(fc.nat, below - 1), lineCount);
      expect(compare(log).difference).toBeUndefined();
    }),
    // The difference names its line; shrinking a log of hundreds of draws would take minutes.
    { numRuns: 200, endOnFailure: true },
  );
});

test.each<[string, readonly string[], (value: string) => string]>([
  ['time', ODD_TIMES, (value) => `{"timestamp":${value},"temperature":1}`],
  ['temperature', ODD_TEMPERATURES, (value) => `{"timestamp":1,"temperature":${value}}`],
  ['sensor', ODD_SENSORS, (value) => `{"timestamp":1,"temperature":1,"sensor_id":${value}}`],
  ['status', ODD_STATUSES, (value) => `{"timestamp":1,"temperature":1,"status":${value}}`],
  ['other field', ODD_EXTRAS, (value) => `{"timestamp":1,"temperature":1,"x":${value}}`],
])('every odd %s is the same both ways in a line whose shape the kernel knows', (_, values, lineOf) => {
  const usual = ['"2026-01-01T00:00:42.000Z"', '42', '52.5', '"s1"', 'true'];
  for (const known of usual) {
    for (const value of values) {
      const chunks = [known, known, known, value, known].map((each) => Buffer.from(`${lineOf(each)}\n`));
      expect(compare({ options: DECODE_DEFAULTS, chunks }).difference).toBeUndefined();
    }
  }
});

test('a missing reading that is text makes no events of other texts', () => {
  const values = ['"ERR"', '"52.37"', '"ERR"', '1', '"null"', '"52.5"', 'null'];
  const chunks = values.map((value) => Buffer.from(`{"timestamp":1,"temperature":${value}}\n`));
  const { difference, events } = compare({ options: { ...DECODE_DEFAULTS, missing: ['ERR', '52.5'] }, chunks });
  expect([difference, events]).toEqual([undefined, 5]);
});

test('a simulated log with every fault is the same both ways, whatever the chunks', () => {
  const { log } = simulate({ ...ALL_FAULTS, sensors: 3, count: 6000, corruptRate: 0.1, seed: 'scanner' });
  for (const chunkBytes of [100, 4096, log.length]) {
    const { difference, byKernel, events } = compare({ options: DECODE_DEFAULTS, chunks: chunksOf(log, chunkBytes) });
    expect(difference).toBeUndefined();
    expect(byKernel / events).toBeGreaterThan(0.9);
  }
});

const TIME = '"timestamp":"2026-01-01T00:00:00.000Z"';
const FIELDS = { ...OWN_FIELD_NAMES, temperature: 'degC', timestamp: 'ts' };

describe('the kernel takes by itself', () => {
  test.each<[string, string, Partial<DecodeOptions>?]>([
    ['telemend\'s own spelling', `{"event_id":"s1-000042","sensor_id":"s1",${TIME},"temperature":52.37,"status":"normal"}`],
    ['white space and carriage returns', `{ "sensor_id": "s1", ${TIME}, "temperature": -2.5 }\r`],
    ['epoch seconds under foreign names', '{"sensor_id":"supply","ts":1735689600,"degC":76.5}', { fields: FIELDS, timeUnit: 's' }],
    ['fractions of epoch seconds', '{"ts":1735689600.123456,"degC":76.5}', { fields: FIELDS, timeUnit: 's' }],
    ['epoch nanoseconds', '{"ts":1735689600123456789,"degC":76.5}', { fields: FIELDS, timeUnit: 'ns' }],
    ['nanoseconds and offsets', '{"timestamp":"2024-02-29 23:59:59.123456789+05:30","temperature":0.1}'],
    ['a time without zone', '{"timestamp":"2026-01-01T00:00:00","temperature":0.1}', { assumeUtc: true }],
    ['fifteen digits', `{${TIME},"temperature":-12345678.1234567}`],
    ['a missing reading', `{${TIME},"temperature":null}`],
    ['a sensor that is a number', `{${TIME},"temperature":1,"sensor_id":18446744073709551615}`],
    ['a sensor of 48 bytes', `{${TIME},"temperature":1,"sensor_id":"${'x'.repeat(48)}"}`],
    ['a sensor that is null', `{${TIME},"temperature":1,"sensor_id":null,"status":null}`],
    ['lines that telemend made', `{${TIME},"temperature":52.5,"origin":"filled","flag":1,"mean":52.48,"sd":0.25,"method":"ar1"}`],
    ['other fields, of any scalar type', `{${TIME},"a":0.30000000000000004,"b":true,"note":"a text longer than a block","temperature":1}`],
    ['fields that never change, of any type', `{${TIME},"meta":{"unit":["°C"],"site":"Büro"},"é":1,"temperature":1}`],
  ])('%s', (_, line, options) => {
    const log = Buffer.from(`${line}\n`.repeat(50));
    const { difference, events, byKernel } = compare({ options: { ...DECODE_DEFAULTS, ...options }, chunks: [log] });
    expect([difference, events]).toEqual([undefined, 50]);
    expect(byKernel).toBeGreaterThanOrEqual(47);
  });

  test('lines of eight shapes, one after the other', () => {
    const lines = Array.from({ length: 400 }, (_, i) => `{"${'abcdefgh'[i % 8]}":1,${TIME},"temperature":${i}}\n`);
    const { difference, byKernel } = compare({ options: DECODE_DEFAULTS, chunks: [Buffer.from(lines.join(''))] });
    expect(difference).toBeUndefined();
    expect(byKernel).toBeGreaterThan(350);
  });

  test('the new shape of a log that changes', () => {
    const part = (key: string) => Array.from({ length: 20_000 }, (_, i) => `{"${key}":${i},${TIME},"temperature":1}\n`).join('');
    const log = Buffer.from(Array.from('abcdefghijkl', part).join(''));
    const { difference, byKernel, events } = compare({ options: DECODE_DEFAULTS, chunks: chunksOf(log, 2 ** 18) });
    expect(difference).toBeUndefined();
    expect(byKernel / events).toBeGreaterThan(0.9);
  });

  test('thousands of sensors, once it has seen them', () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `{"sensor_id":"sensor-${i % 5000}",${TIME},"temperature":1}\n`);
    const { difference, byKernel } = compare({ options: DECODE_DEFAULTS, chunks: chunksOf(Buffer.from(lines.join('')), 2 ** 16) });
    expect(difference).toBeUndefined();
    expect(byKernel).toBeGreaterThan(50_000);
  });
});

describe('the scanner', () => {
  const line = `{${TIME},"temperature":1}`;
  const chunks = [Buffer.from(`${line}\n`.repeat(20)), Buffer.from(`${line}\n${line}  \n${line}`)];

  test('takes no line over the limit', () => {
    const options = { ...DECODE_DEFAULTS, maxLineBytes: line.length };
    expect(compare({ options, chunks })).toMatchObject({ difference: undefined, events: 22, faults: 1 });
    const unlimited = { ...options, maxLineBytes: Infinity };
    expect(compare({ options: unlimited, chunks })).toMatchObject({ difference: undefined, events: 23, byKernel: 21 });
  });

  test.each(['temperature', 'origin'])('is exact where the timestamp shares the name %s', (timestamp) => {
    const fields = { ...OWN_FIELD_NAMES, timestamp };
    const log = Buffer.from(`{"${timestamp}":5,"temperature":7}\n`.repeat(9));
    expect(compare({ options: { ...DECODE_DEFAULTS, fields }, chunks: [log] })).toMatchObject({ difference: undefined, events: 9 });
  });

  test('reads empty chunks, empty lines, chunks that grow, and the shortest events', () => {
    const fields = { ...OWN_FIELD_NAMES, timestamp: '', temperature: '' };
    const growing = [0, 1, 5, 1000, 200_000].map((count) => Buffer.from('{"":0}\n'.repeat(count) + '\n'.repeat(count % 4)));
    const { difference, events } = compare({ options: { ...DECODE_DEFAULTS, fields }, chunks: growing });
    expect([difference, events]).toEqual([undefined, 201_006]);
    const large = [...chunks, Buffer.from(`${line}\n`.repeat(100_000)), ...chunks];
    expect(compare({ options: DECODE_DEFAULTS, chunks: large }).difference).toBeUndefined();
  });
});

/** Whole lines, about so many bytes at a time. */
function chunksOf(log: Buffer, chunkBytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < log.length; ) {
    const end = log.indexOf('\n', Math.min(start + chunkBytes, log.length - 1)) + 1 || log.length;
    chunks.push(log.subarray(start, end));
    start = end;
  }
  return chunks;
}
