import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openLog } from '../../src/io/log.js';
import type { Finding, ValidationSummary } from '../../src/model/validation.js';
import { validateLog, type ValidateLogOptions } from '../../src/pipeline/validate-log.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const RANGE = { low: 50, high: 55 };

interface Validated {
  readonly summary: ValidationSummary;
  readonly findings: Finding[];
}

async function validateTexts(texts: readonly string[], options: ValidateLogOptions = {}): Promise<Validated> {
  const names = texts.map((text, i) => {
    const name = join(directory, `${i}.jsonl`);
    writeFileSync(name, text);
    return name;
  });
  const log = await openLog(names);
  const findings: Finding[] = [];
  try {
    const summary = await validateLog(log, { range: RANGE, ...options }, (found) => void findings.push(...found));
    return { summary, findings };
  } finally {
    await log.close();
  }
}

function eventLine(i: number, temperature: number | null, more: object = {}): string {
  return JSON.stringify({ event_id: `e${i}`, sensor_id: 's', timestamp: 1_767_225_600_000 + i, temperature, ...more });
}

test('a finding says file, line, byte, id, series, time, value, flag and reason', async () => {
  const first = eventLine(0, 52);
  const { findings } = await validateTexts([`${first}\n`, `\n{oops\n${eventLine(7, 61)}\n${eventLine(8, 51, { status: 'deviated' })}\n`]);
  const file = join(directory, '1.jsonl');
  const third = 7 + eventLine(7, 61).length + 1;
  expect(findings).toEqual([
    { file, line: 2, offset: 1, code: 'invalid-json' },
    {
      file,
      line: 3,
      offset: 7,
      event_id: 'e7',
      sensor_id: 's',
      timestamp: '2026-01-01T00:00:00.007Z',
      temperature: 61,
      flag: 4,
      reasons: ['range'],
    },
    {
      file,
      line: 4,
      offset: third,
      event_id: 'e8',
      sensor_id: 's',
      timestamp: '2026-01-01T00:00:00.008Z',
      temperature: 51,
      flag: 3,
      reasons: ['source'],
    },
  ]);
});

test('nanoseconds of a timestamp are told, and an event without an id has none', async () => {
  const line = JSON.stringify({ timestamp: '2026-01-01T00:00:00.000000001Z', temperature: 0 });
  const { findings } = await validateTexts([line]);
  expect(findings).toMatchObject([{ timestamp: '2026-01-01T00:00:00.000000001Z', sensor_id: 'sensor', event_id: undefined }]);
});

// One line each, with what it must be counted as.
const anyLine = fc.oneof(
  fc.record({ temperature: fc.integer({ min: 48, max: 57 }), sensor: fc.constantFrom('a', 'b', 'c') }).map(({ temperature, sensor }) => {
    const fails = temperature < RANGE.low || temperature > RANGE.high;
    return { line: eventLine(1, temperature, { sensor_id: sensor }), sensor, as: fails ? ('fail' as const) : ('pass' as const) };
  }),
  fc.constantFrom('a', 'b').map((sensor) => ({ line: eventLine(1, null, { sensor_id: sensor }), sensor, as: 'missing' as const })),
  fc.constantFrom('a', 'c').map((sensor) => {
    const line = eventLine(1, 99, { sensor_id: sensor, origin: 'filled' });
    return { line, sensor, as: 'notEvaluated' as const };
  }),
  fc.constantFrom('a', 'c').map((sensor) => {
    return { line: eventLine(1, 52, { sensor_id: sensor, status: 'deviated' }), sensor, as: 'suspect' as const };
  }),
  fc.constantFrom('', '  ').map((line) => ({ line, sensor: undefined, as: 'blank' as const })),
  fc.constantFrom('{', '[]', 'null', '{"temperature":1}', 'x'.repeat(300)).map((line) => {
    return { line, sensor: undefined, as: 'dead' as const };
  }),
);

test('every line is counted once, as what it is, and every finding stands at its line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(anyLine, { maxLength: 12 }), { minLength: 1, maxLength: 3 }), fc.boolean(), async (files, onlyA) => {
      const wanted = (sensor: string | undefined) => !onlyA || sensor === 'a';
      const texts = files.map((lines) => lines.map(({ line }) => `${line}\n`).join(''));
      const { summary, findings } = await validateTexts(texts, { maxLineBytes: 200, sensors: onlyA ? ['a'] : undefined });

      const all = files.flat();
      const count = (as: string) => all.filter((line) => line.as === as && (line.sensor === undefined || wanted(line.sensor))).length;
      expect(summary).toMatchObject({
        lines: all.length,
        blank: count('blank'),
        deadLetters: count('dead'),
        outside: all.filter(({ sensor }) => sensor !== undefined && !wanted(sensor)).length,
        total: {
          pass: count('pass'),
          fail: count('fail'),
          suspect: count('suspect'),
          missing: count('missing'),
          notEvaluated: count('notEvaluated'),
        },
      });
      expect(summary.series.map(({ sensorId }) => sensorId)).toEqual(
        [...new Set(all.flatMap(({ sensor }) => (sensor !== undefined && wanted(sensor) ? [sensor] : [])))].sort(),
      );

      const expected = files.flatMap((lines, f) =>
        lines.flatMap(({ as, sensor }, i) =>
          as === 'dead' || ((as === 'fail' || as === 'suspect') && wanted(sensor)) ? [`${join(directory, `${f}.jsonl`)}:${i + 1}`] : [],
        ),
      );
      expect(findings.map(({ file, line }) => `${file}:${line}`)).toEqual(expected);
      for (const { file, line, offset } of findings) {
        const text = texts[Number(/(\d)\.jsonl$/.exec(file)![1])];
        expect(text.slice(0, offset).split('\n')).toHaveLength(line);
      }
    }),
    { numRuns: 60 },
  );
});

test('maxFindings bounds what is handed out, not what is counted', async () => {
  const text = Array.from({ length: 10 }, (_, i) => `${i % 2 === 0 ? '{' : eventLine(i, 99)}\n`).join('');
  for (const maxFindings of [0, 1, 3]) {
    const { summary, findings } = await validateTexts([text], { maxFindings });
    expect(findings.map(({ line }) => line)).toEqual([1, 2, 3].slice(0, maxFindings));
    expect(summary).toMatchObject({ deadLetters: 5, total: { fail: 5 } });
  }
});

test('limitLines reads the first lines only, over all files', async () => {
  const { summary } = await validateTexts([`${eventLine(0, 52)}\n`, `${eventLine(1, 99)}\n${eventLine(2, 99)}\n`], { limitLines: 2 });
  expect(summary).toMatchObject({ lines: 2, total: { pass: 1, fail: 1 } });
});

test('a range is proposed where more than half fail, and only there', async () => {
  const lines = (values: readonly number[]) => values.map((value, i) => `${eventLine(i, value)}\n`).join('');
  const cold = Array.from({ length: 100 }, (_, i) => 18 + (i % 7));
  expect((await validateTexts([lines(cold)])).summary.proposedRange).toEqual({ low: 18, high: 24 });
  const half = [...cold, ...cold.map(() => 52)];
  expect((await validateTexts([lines(half)])).summary.proposedRange).toBeUndefined();
});
