// A first look at a log: against logs of which it is known what is in them, and against bytes that are none.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../src/io/log.js';
import type { LogInspection } from '../../src/model/inspection.js';
import { inspectLog, type InspectLogOptions } from '../../src/pipeline/inspect-log.js';
import { inspectionReport } from '../../src/report/inspection-report.js';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const START_MS = Date.UTC(2026, 0, 1);

async function inspect(bytes: Buffer, options?: InspectLogOptions): Promise<LogInspection> {
  const log = await openLog([{ name: 'log', bytes: (async function* () { yield bytes; })() }]);
  try {
    return await inspectLog(log, options);
  } finally {
    await log.close();
  }
}

const event = (second: number, temperature: number | null, sensor = 's') => (
  `${JSON.stringify({ sensor_id: sensor, timestamp: new Date(START_MS + second * 1000).toISOString(), temperature })}\n`
);

describe('a first look', () => {
  it('counts what is there, as it is known to be', async () => {
    const seconds = Array.from({ length: 200 }, (_, i) => i).filter((i) => i < 50 || i > 54).filter((i) => i < 80 || i > 150);
    const lines = seconds.map((i) => event(i, 51 + (i % 7) / 10));
    const [first, second] = lines.splice(10, 2);
    lines.splice(15, 0, first, second); // three others in front of them now: by at most 5 s
    lines.push(event(20, 51 + (20 % 7) / 10), event(21, 99), event(400, null), 'no JSON\n', '\n', '{"temperature":5}\n');
    const look = await inspect(Buffer.from(lines.join('')));
    expect(look.accounting).toMatchObject({ lines: 130, blank: 1, deadLetters: 2, duplicates: 1, conflicts: 1, missing: 1 });
    expect(look.deadLines.map(({ code, count, raw, first: { line } }) => [code, count, raw, line])).toEqual([
      ['invalid-json', 1, 'no JSON', 128], ['no-timestamp', 1, '{"temperature":5}', 130],
    ]);
    // Two moved ones, and the copies of 20 and 21 behind 199.
    expect(look.disorder).toEqual({ late: 4, lateInSeries: 4, mostMs: 179_000, usualMs: 179_000 });
    const [series] = look.series;
    expect(series).toMatchObject({ sensorId: 's', events: 127, cadenceMs: 1000, regular: true, strays: 0, jitter: { medianMs: 0, usualMs: 0, mostMs: 0 } });
    expect(series.longest.slice(0, 2)).toMatchObject([
      { after: '2026-01-01T00:01:19.000Z', before: '2026-01-01T00:02:31.000Z', lengthMs: 71_000, instants: 71 },
      { lengthMs: 5000, instants: 5 },
    ]);
    expect(series.longVoids).toBe(1);
    expect(look.proposedRange).toBeUndefined();
    expect(series.values).toMatchObject({ least: 51, most: 99 });
  });

  it.each([
    { what: 'UTF-16', bytes: Buffer.from(`\ufeff${event(0, 52)}${event(1, 52)}`, 'utf16le'), says: 'this looks like UTF-16: iconv -f UTF-16' },
    { what: 'objects over several lines', bytes: Buffer.from('{\n  "timestamp": "2026-01-01T00:00:00Z",\n  "temperature": 52\n}\n'), says: 'the objects are spread over several lines: jq -c .' },
    { what: 'lines that end with CR alone', bytes: Buffer.from((event(0, 52) + event(1, 52)).replaceAll('\n', '\r')), says: 'the lines end with carriage returns alone' },
  ])('says how to make a log of $what', async ({ bytes, says }) => {
    expect(inspectionReport(await inspect(bytes), {})).toContain(says);
  });

  it('tells a change of cadence and a wrong clock', async () => {
    const lines = [
      ...Array.from({ length: 300 }, (_, i) => event(i, 52)),
      ...Array.from({ length: 300 }, (_, i) => event(300 + i * 5, 52)),
      event(86_400 * 365 * 20, 52),
    ];
    const { series: [series], disorder } = await inspect(Buffer.from(lines.join('')));
    expect(series.regimes).toMatchObject([{ fromCadenceMs: 1000, toCadenceMs: 5000 }]);
    expect(series.strays).toBe(1);
    expect(disorder.late).toBe(0);
  });

  it('takes what it is told over what it guesses', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `{"ts":${START_MS / 1000 + i},"degC":5.5,"outlet":70.5}\n`).join('');
    const guessed = await inspect(Buffer.from(lines));
    expect([guessed.fields.temperature, guessed.guess.timeUnit]).toEqual(['degC', 's']);
    const told = await inspect(Buffer.from(lines), { fields: { temperature: 'outlet' }, timeUnit: 'ms' });
    expect(told).toMatchObject({ fields: { temperature: 'outlet', timestamp: 'ts' }, guess: { fields: { timestamp: 'ts' } } });
    expect(told.guess.timeUnit).toBeUndefined();
    expect(told.values?.median).toBe(70.5);
  });

  it('never fails, whatever the bytes, and its report holds no control characters', async () => {
    const field = fc.oneof(fc.constantFrom('timestamp', 'temperature', 'ts', 'value', 'sensor_id', '__proto__'), fc.string({ maxLength: 90 }));
    const value = fc.oneof(
      fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01 00:00:00', '5', null, -0, 1e300), fc.integer(), fc.double(), fc.string(), fc.jsonValue(),
    );
    const piece = fc.oneof(
      fc.dictionary(field, value).map((object) => Buffer.from(`${JSON.stringify(object)}\n`)),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const look = await inspect(Buffer.concat(pieces));
      expect(inspectionReport(look, {}).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }), { numRuns: 60 });
  });
});

describe.skipIf(!existsSync(DATA))('real logs at a first look', () => {
  it.each<[string, object, object]>([
    ['office-hourly.jsonl', { fields: { temperature: 'value' } }, { cadenceMs: 3_600_000, voids: 10, instants: 621, longVoids: 4 }],
    ['room-jitter-1min.jsonl', { fields: {} }, { cadenceMs: 60_000, voids: 2, instants: 2181, jitter: { usualMs: 1000 } }],
    ['heating-1min-missing.jsonl', { fields: { timestamp: 'ts', temperature: 'degC' }, timeUnit: 's' }, { cadenceMs: 60_000, instants: 7513 }],
    ['lab-50-motes.jsonl', { fields: {} }, { cadenceMs: 1_800_000, voids: 0 }],
  ])('%s', async (name, guess, series) => {
    const log = await openLog([DATA + name]);
    try {
      const look = await inspectLog(log);
      expect(look.guess).toMatchObject({ ...guess, unknown: [] });
      expect(look.series[0]).toMatchObject(series);
    } finally {
      await log.close();
    }
  });
});
