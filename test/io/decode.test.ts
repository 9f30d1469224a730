import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS, type DecodedChunk, type DecodeOptions } from '../../src/io/decode.js';
import { rawLine } from '../../src/model/batch.js';
import type { DeadLetterCode } from '../../src/model/dead-letter.js';
import { OWN_FIELD_NAMES } from '../../src/model/event.js';
import { Flag, Origin, Status } from '../../src/model/flag.js';
import { SeriesTable } from '../../src/model/series.js';

function decode(text: string | Buffer, options: Partial<DecodeOptions> = {}): DecodedChunk & { sensors: string[] } {
  const series = new SeriesTable();
  const bytes = Buffer.from(text as string);
  const chunk = createChunkDecoder({ ...DECODE_DEFAULTS, ...options }, series)(bytes, bytes.length, 0, 0);
  return { ...chunk, sensors: Array.from(chunk.batch.series.subarray(0, chunk.batch.count), (index) => series.id(index)) };
}

function codeOf(text: string | Buffer, options: Partial<DecodeOptions> = {}): DeadLetterCode | 'event' | 'blank' {
  const { faults, blank, lines } = decode(text, options);
  expect(lines).toBe(1);
  return faults.length > 0 ? faults[0].code : blank > 0 ? 'blank' : 'event';
}

const TIME = '"timestamp":"2026-01-01T00:00:00Z"';
const GOOD = `{${TIME},"temperature":52.5}`;

describe('a line', () => {
  test.each<[string | Buffer, DeadLetterCode | 'event' | 'blank']>([
    [GOOD, 'event'],
    [`\t ${GOOD} \r`, 'event'],
    [' \t\r', 'blank'],
    ['{"timestamp"', 'invalid-json'],
    [`${GOOD}x`, 'invalid-json'],
    [`\ufeff${GOOD}`, 'invalid-json'],
    [`${GOOD.slice(0, -1)},"nul":"\0"}`, 'invalid-json'],
    ['\0\0\0\0', 'invalid-json'],
    ['\u00a0', 'invalid-json'],
    [`{${TIME},"temperature":NaN}`, 'invalid-json'],
    [`{${TIME},"temperature":Infinity}`, 'invalid-json'],
    ['['.repeat(100_000), 'invalid-json'],
    [`{"x":`.repeat(100_000), 'invalid-json'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'not-an-object'],
    ['[1]', 'not-an-object'],
    ['null', 'not-an-object'],
    ['"text"', 'not-an-object'],
    ['17', 'not-an-object'],
    [Buffer.concat([Buffer.from(`{${TIME},"temperature":1,"x":"`), Buffer.from([0xff]), Buffer.from('"}')]), 'invalid-utf8'],
    [Buffer.from([0xed, 0xa0, 0x80]), 'invalid-utf8'],
    ['{}', 'no-timestamp'],
    ['{"temperature":1}', 'no-timestamp'],
    ['{"timestamp":null,"temperature":1}', 'timestamp-type'],
    ['{"timestamp":true,"temperature":1}', 'timestamp-type'],
    ['{"timestamp":["2026-01-01T00:00:00Z"],"temperature":1}', 'timestamp-type'],
    ['{"timestamp":"","temperature":1}', 'timestamp-syntax'],
    ['{"timestamp":"1767225600000","temperature":1}', 'timestamp-syntax'],
    ['{"timestamp":"2026-02-30T00:00:00Z","temperature":1}', 'timestamp-no-such-date'],
    ['{"timestamp":"2026-01-01T00:00:00","temperature":1}', 'timestamp-no-zone'],
    ['{"timestamp":"2026-01-01T00:00:00.0000000001Z","temperature":1}', 'timestamp-precision'],
    ['{"timestamp":1767225600000.0000001,"temperature":1}', 'timestamp-precision'],
    ['{"timestamp":1e400,"temperature":1}', 'timestamp-range'],
    [`{${TIME}}`, 'no-temperature'],
    [`{${TIME},"temperature":"52.5"}`, 'temperature-type'],
    [`{${TIME},"temperature":[52.5]}`, 'temperature-type'],
    [`{${TIME},"temperature":1e400}`, 'temperature-not-finite'],
    [`{${TIME},"temperature":-1e400}`, 'temperature-not-finite'],
    [`{${TIME},"temperature":-0}`, 'event'],
    [`{${TIME},"temperature":1,"sensor_id":true}`, 'sensor-type'],
    [`{${TIME},"temperature":1,"sensor_id":{}}`, 'sensor-type'],
    [`{${TIME},"temperature":1,"x":1e400,"y":"\\ud800"}`, 'event'],
    [`{${TIME},"temperature":1,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'event'],
    [`{"timestamp":0,"temperature":1,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'event'],
  ])('such as %.60s is %s', (text, expected) => {
    expect(codeOf(text)).toBe(expected);
  });

  test('longer than the limit is not parsed', () => {
    expect(codeOf(GOOD, { maxLineBytes: GOOD.length })).toBe('event');
    expect(codeOf(GOOD, { maxLineBytes: GOOD.length - 1 })).toBe('line-too-long');
  });

  test('without zone is an event where UTC is assumed', () => {
    const { batch } = decode('{"timestamp":"2026-01-01 00:00:00","temperature":1}', { assumeUtc: true });
    expect(batch.timeMs[0]).toBe(Date.UTC(2026, 0, 1));
  });
});

describe('a field', () => {
  test('of nanoseconds in text or number is exact', () => {
    const { batch } = decode(
      '{"temperature":1,"timestamp":1767225600123456789}\n{"timestamp":"2026-01-01T00:00:00.123456789Z","temperature":1}',
      { timeUnit: 'ns' },
    );
    expect([...batch.timeMs.subarray(0, 2)]).toEqual([1_767_225_600_123, 1_767_225_600_123]);
    expect([...batch.timeNs.subarray(0, 2)]).toEqual([456_789, 456_789]);
  });

  test('of null temperature is a missing reading', () => {
    const { batch } = decode(`{${TIME},"temperature":null}\n${GOOD}`);
    expect([...batch.value.subarray(0, 2)]).toEqual([NaN, 52.5]);
    expect([...batch.flag.subarray(0, 2)]).toEqual([Flag.Missing, Flag.NotEvaluated]);
  });

  test('sensor_id names the series; none or null means the default one, and 64-bit numbers are told apart', () => {
    const ids = ['"s1"', '7', '7.0', '1.5', '18446744073709551614', '18446744073709551615', 'null', '""', '"\\u0073\\ud83d\\ude00"'];
    const text = [GOOD, ...ids.map((id) => `{${TIME},"temperature":1,"sensor_id":${id}}`)].join('\n');
    expect(decode(text, { defaultSensor: 'roof' }).sensors).toEqual([
      'roof', 's1', '7', '7', '1.5', '18446744073709551614', '18446744073709551615', 'roof', '', 's😀',
    ]);
  });

  test('status and origin become codes', () => {
    const statuses = ['"normal"', '"deviated"', '"odd"', 'null', '5'];
    const origins = ['"observed"', '"repaired"', '"filled"', '"roof"', '3'];
    const text = statuses.map((status, i) => `{${TIME},"temperature":1,"status":${status},"origin":${origins[i]}}`).join('\n');
    const { batch } = decode(`${text}\n${GOOD}`);
    expect([...batch.status.subarray(0, 6)]).toEqual([
      Status.Normal, Status.Deviated, Status.Other, Status.Absent, Status.Other, Status.Absent,
    ]);
    expect([...batch.origin.subarray(0, 6)]).toEqual([
      Origin.Observed, Origin.Repaired, Origin.Filled, Origin.Observed, Origin.Observed, Origin.Observed,
    ]);
  });

  test('that stands twice counts as JSON.parse takes it, by its last value', () => {
    const { batch } = decode('{"timestamp":1,"temperature":1,"\\u0074imestamp":2,"temperature":3,"x":{"timestamp":4}}');
    expect([batch.timeMs[0], batch.value[0]]).toEqual([2, 3]);
  });

  test('that is mapped is found by that name alone', () => {
    const fields = { ...OWN_FIELD_NAMES, temperature: 'value' };
    expect(codeOf(GOOD, { fields })).toBe('no-temperature');
    expect(decode(`{${TIME},"temperature":"x","value":4}`, { fields }).batch.value[0]).toBe(4);
  });

  test.each(['__proto__', 'constructor', 'toString'])('called %s is an ordinary one', (name) => {
    const fields = { ...OWN_FIELD_NAMES, temperature: name };
    expect(codeOf(GOOD, { fields })).toBe('no-temperature');
    expect(decode(`{${TIME},"${name}":4}`, { fields }).batch.value[0]).toBe(4);
    expect(codeOf(GOOD, { fields: { ...OWN_FIELD_NAMES, timestamp: name } })).toBe('no-timestamp');
    expect(decode(GOOD, { fields: { ...OWN_FIELD_NAMES, sensor_id: name, status: name } }).sensors).toEqual(['sensor']);
  });
});

describe('a chunk', () => {
  test('gives each line its place, and each row its bytes without the newline', () => {
    const lines = [GOOD, '', 'junk', `${GOOD}\r`, '  ', GOOD];
    const bytes = Buffer.from(`${lines.join('\n')}\n${GOOD}\n`);
    const used = Buffer.byteLength(lines.join('\n')) + 1;
    const { batch, lines: count, blank, faults } = createChunkDecoder(DECODE_DEFAULTS, new SeriesTable())(bytes, used, 100, 5000);
    const at = (i: number): number => lines.slice(0, i).join('\n').length + (i > 0 ? 1 : 0);
    expect([count, blank, batch.count, batch.bytes === bytes, batch.byteCount]).toEqual([6, 2, 3, true, used]);
    expect(faults).toEqual([{ code: 'invalid-json', start: at(2), end: at(2) + 4, arrival: 102 }]);
    expect([0, 1, 2].map((row) => rawLine(batch, row).toString())).toEqual([GOOD, `${GOOD}\r`, GOOD]);
    expect([...batch.arrival.subarray(0, 3)]).toEqual([100, 103, 105]);
    expect([...batch.offset.subarray(0, 3)]).toEqual([5000, 5000 + at(3), 5000 + at(5)]);
  });

  test('may be empty, lack its last newline, or hold more rows than the one before let expect', () => {
    const decoder = createChunkDecoder(DECODE_DEFAULTS, new SeriesTable());
    const run = (text: string): DecodedChunk => decoder(Buffer.from(text), Buffer.byteLength(text), 0, 0);
    expect([run('').lines, run('\n').lines, run(GOOD).lines, run(`${GOOD}\n`).lines]).toEqual([0, 1, 1, 1]);
    run(`{"x":"${'x'.repeat(100_000)}",${GOOD.slice(1)}`);
    const { batch } = run(`${GOOD}\n`.repeat(1000));
    expect([batch.count, batch.value[999], batch.status[999], batch.arrival[999]]).toEqual([1000, 52.5, Status.Absent, 999]);
  });

  test('of good and broken UTF-8 loses the broken lines only', () => {
    const umlaut = `{${TIME},"temperature":1,"sensor_id":"Büro"}`;
    const bytes = Buffer.concat([Buffer.from(`${umlaut}\n`), Buffer.from([0xc3, 0x0a]), Buffer.from(`${umlaut}\n${GOOD}`)]);
    const { sensors, faults } = decode(bytes);
    expect(sensors).toEqual(['Büro', 'Büro', 'sensor']);
    expect(faults.map(({ code, arrival }) => [code, arrival])).toEqual([['invalid-utf8', 1]]);
  });
});

/** What a line is, said without care for speed: a code, 'blank', or [time in ms, value, sensor]. */
function oracle(line: Buffer): unknown {
  if (/^[ \t\r]*$/.test(line.toString('latin1'))) return 'blank';
  let text: string;
  let object: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return 'invalid-utf8';
  }
  try {
    object = JSON.parse(text);
  } catch {
    return 'invalid-json';
  }
  if (Object.prototype.toString.call(object) !== '[object Object]') return 'not-an-object';
  const members = new Map(Object.entries(object as object));
  const timestamp: unknown = members.get('timestamp');
  let time: number;
  if (timestamp === undefined) return 'no-timestamp';
  if (typeof timestamp === 'string') {
    const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|z|[+-]\d\d:\d\d)?$/.exec(timestamp);
    if (!match) return 'timestamp-syntax';
    const utc = new Date(`${match[1]}T${match[2]}Z`);
    const [hours, minutes] = (/\d\d:\d\d$/.exec(match[4] ?? '')?.[0] ?? '00:00').split(':').map(Number);
    const exists = !Number.isNaN(utc.getTime()) && utc.toISOString().startsWith(`${match[1]}T${match[2]}`);
    if (!exists || hours > 23 || minutes > 59) return 'timestamp-no-such-date';
    if (!match[4]) return 'timestamp-no-zone';
    time = utc.getTime() + Number(match[3] ?? 0) * 1000 - (match[4].startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
  } else if (typeof timestamp === 'number') {
    const spelled = /"timestamp"\s*:\s*-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?/.exec(text)!;
    const [, whole, fraction = '', exponent = '0'] = spelled;
    const trailingZeros = /0*$/.exec(whole + fraction)![0].length;
    if (Math.abs(timestamp) > 253_402_300_799_999) return 'timestamp-range';
    if (/[1-9]/.test(whole + fraction) && fraction.length - Number(exponent) - trailingZeros > 6) return 'timestamp-precision';
    time = timestamp;
  } else return 'timestamp-type';
  if (time < -62_167_219_200_000) return 'timestamp-range';
  const temperature: unknown = members.get('temperature');
  if (temperature === undefined) return 'no-temperature';
  if (typeof temperature !== 'number' && temperature !== null) return 'temperature-type';
  if (temperature !== null && !Number.isFinite(temperature)) return 'temperature-not-finite';
  const sensor: unknown = members.get('sensor_id') ?? 'sensor';
  if (typeof sensor !== 'string' && typeof sensor !== 'number') return 'sensor-type';
  return [time, temperature ?? NaN, sensor];
}

test('a line with any bytes changed is what a plain reading with JSON.parse says', () => {
  const templates = [
    '{"event_id":"s1-1","sensor_id":"s1","timestamp":"2026-03-01T10:20:30.125Z","temperature":52.5,"status":"normal"}',
    '{"sensor_id":7,"timestamp":1767225600125,"temperature":-0.5,"x":{"timestamp":[1,"\\""]}}\r',
    ' {"temperature":null,"timestamp":"2024-02-29 23:59:59+05:30","sensor_id":"Büro"}',
  ].map((text) => Buffer.from(text));
  const interesting = fc.constantFrom(...Buffer.from('"\\{}[]:,0123456789.-+eEZTtn \r\t\0'), 0xc3, 0xff, 0x80, 0xbf);
  const edit = fc.tuple(fc.nat(200), interesting, fc.constantFrom('replace', 'insert', 'delete'));
  fc.assert(
    fc.property(fc.constantFrom(...templates), fc.array(edit, { maxLength: 3 }), (template, edits) => {
      let line = template;
      for (const [place, byte, kind] of edits) {
        const at = place % (line.length + 1);
        line = Buffer.concat([
          line.subarray(0, at),
          Buffer.from(kind === 'delete' ? [] : [byte]),
          line.subarray(kind === 'insert' ? at : at + 1),
        ]);
      }
      const { batch, faults, blank, sensors } = decode(line);
      const expected = oracle(line);
      if (Array.isArray(expected)) {
        const [time, value, sensor] = expected as [number, number, string | number];
        expect(faults).toEqual([]);
        expect(batch.timeMs[0] + batch.timeNs[0] / 1e6).toBeCloseTo(time, 3);
        expect(batch.value[0]).toBe(value);
        expect(typeof sensor === 'number' ? Number(sensors[0]) : sensors[0]).toBe(sensor);
      } else {
        expect(faults[0]?.code ?? (blank > 0 ? 'blank' : 'event')).toBe(expected);
      }
    }),
    { numRuns: 3000 },
  );
});
