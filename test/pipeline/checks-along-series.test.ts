// The checks along a series in whole runs: recover and validate over logs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLog } from '../../src/io/log.js';
import type { Finding } from '../../src/model/validation.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { suggestLog } from '../../src/pipeline/suggest-log.js';
import { validateLog, type ValidateLogOptions } from '../../src/pipeline/validate-log.js';
import { createRng } from '../../src/stats/rng.js';
import { createMemoryFileSystem } from './memory-file-system.js';
import { parseLines, recoverInMemory, splitLines } from './recover-in-memory.js';

const START_MS = Date.UTC(2026, 0, 1);
const RANGE = { low: 50, high: 55 };

function lineOf(i: number, temperature: number | null, sensor = 's'): string {
  return `${JSON.stringify({ event_id: `${sensor}-${i}`, sensor_id: sensor, timestamp: new Date(START_MS + i * 1000).toISOString(), temperature })}\n`;
}

/** Readings around 52.5 that vary by some tenths. */
function readings(count: number, salt: string): number[] {
  const rng = createRng('along', salt);
  return Array.from({ length: count }, () => Math.round((52.5 + 0.1 * rng.normal()) * 100) / 100);
}

async function validateText(text: string, options: ValidateLogOptions) {
  const fileSystem = createMemoryFileSystem();
  fileSystem.put('log.jsonl', Buffer.from(text));
  const log = await openLog(['log.jsonl'], { fileSystem });
  const findings: Finding[] = [];
  const summary = await validateLog(log, { range: RANGE, ...options }, (found) => void findings.push(...found));
  await log.close();
  return { summary, findings };
}

interface Line {
  readonly timestamp: string;
  readonly temperature: number;
  readonly origin?: string;
  readonly observed?: number;
  readonly reason?: string;
}

test('recover replaces a spike in range and the whole of a stuck run, and says why', async () => {
  const value = readings(200, 'faults');
  value[50] = 54.9;
  value.fill(52.22, 100, 120);
  const { clean, manifest, recovery } = await recoverInMemory([Buffer.from(value.map((one, i) => lineOf(i, one)).join(''))], {
    range: RANGE,
    checks: { spike: { suspect: 1, fail: 2 }, flatLine: { tolerance: 0, spanMs: 10_000 } },
  });
  const lines = parseLines<Line>(clean);
  const repaired = lines.flatMap(({ origin, reason }, i) => (origin === 'repaired' ? [[i, reason]] : []));
  expect(repaired).toEqual([[50, 'spike'], ...Array.from({ length: 20 }, (_, k) => [100 + k, 'flat-line'])]);
  expect(lines[50].observed).toBe(54.9);
  expect(recovery.accounting).toMatchObject({ observed: 179, repaired: 21 });
  const { checks, options } = JSON.parse(manifest.toString()) as Record<string, unknown>;
  expect(checks).toMatchObject([{ check: 'spike', fail: 1 }, { check: 'flat-line', fail: 20, pass: 179 }]);
  expect(options).toMatchObject({ checks: { spike: { suspect: 1, fail: 2 } } });
});

test('a stuck sensor does not teach the model', async () => {
  const value = readings(400, 'stuck');
  value.fill(50.01, 100, 200);
  const text = Buffer.from(value.map((one, i) => (i === 300 ? '' : lineOf(i, one))).join(''));
  const fitOf = async (options: RecoverOptions) => (await recoverInMemory([text], { range: RANGE, ...options })).recovery.profiles[0].fit!;
  expect((await fitOf({})).readings).toBe(399);
  expect((await fitOf({ checks: { flatLine: { tolerance: 0, spanMs: 30_000 } } })).readings).toBe(299);
});

const CHECKS: RecoverOptions['checks'] = {
  spike: { suspect: 1, fail: 2 },
  rate: { suspect: 2 },
  flatLine: { tolerance: 0, spanMs: 8000 },
  attenuated: { spread: 0.05, windowMs: 20_000 },
  timeGap: { longestMs: 5000 },
};

const anyLog = fc.record({
  salt: fc.nat(1000).map(String),
  faults: fc.array(fc.record({ at: fc.nat(149), kind: fc.constantFrom('spike', 'pair', 'stuck', 'skip', 'null', 'range', 'copy', 'rival') }), { maxLength: 12 }),
  shuffle: fc.boolean(),
});

/** Two series of 150 readings, the faults in the first. */
function linesOf({ salt, faults, shuffle }: { salt: string; faults: readonly { at: number; kind: string }[]; shuffle: boolean }): string[] {
  const value: (number | null)[] = readings(150, salt);
  const skipped = new Set<number>();
  const more: string[] = [];
  for (const { at, kind } of faults) {
    if (kind === 'spike') value[at] = 54.8;
    else if (kind === 'pair') value.fill(50.1, at, Math.min(150, at + 2));
    else if (kind === 'stuck') value.fill(value[at], at, Math.min(150, at + 15));
    else if (kind === 'skip') for (let k = 0; k < 3; k++) skipped.add(at + k);
    else if (kind === 'null') value[at] = null;
    else if (kind === 'range') value[at] = 99;
  }
  for (const { at, kind } of faults) {
    if (kind === 'copy') more.push(lineOf(at, value[at]));
    if (kind === 'rival') more.push(lineOf(at, 51.5));
  }
  const other = readings(150, `${salt}-other`);
  const lines = value.flatMap((one, i) => [...(skipped.has(i) ? [] : [lineOf(i, one)]), lineOf(i, other[i], 't')]);
  lines.push(...more);
  return shuffle ? lines.map((line, i) => ({ line, key: (i * 7919) % lines.length })).sort((a, b) => a.key - b.key).map(({ line }) => line) : lines;
}

// Most cases without models, whose fit takes most of the time; readings that were dropped leave holes, which is harder.
test.each<[what: string, options: RecoverOptions, numRuns: number]>([
  ['dropped readings', { repair: 'drop', fill: 'none' }, 20],
  ['replaced readings', {}, 4],
])('with %s the clean series does not depend on chunks and memory, and is left as it is when it is recovered again', async (_, how, numRuns) => {
  await fc.assert(
    fc.asyncProperty(anyLog, async (log) => {
      const text = Buffer.from(linesOf(log).join(''));
      const options: RecoverOptions = { range: RANGE, checks: CHECKS, intervals: [{ pattern: '*', intervalMs: 1000 }], ...how };
      const { clean } = await recoverInMemory([text], options);
      const cut = await recoverInMemory([text], { ...options, chunkBytes: 1 << 10, memoryBytes: 1 << 14 });
      expect(cut.clean.toString()).toBe(clean.toString());
      const again = await recoverInMemory([clean], options);
      expect(again.clean.toString()).toBe(clean.toString());
    }),
    { numRuns },
  );
});

test('validate finds in any order of arrival what it finds in order, counts every line once, and leaves logs without faults alone', async () => {
  await fc.assert(
    fc.asyncProperty(anyLog, async (log) => {
      const options = { checks: CHECKS };
      const ordered = linesOf({ ...log, shuffle: false });
      const shuffled = linesOf({ ...log, shuffle: true });
      const [inOrder, inAny] = [await validateText(ordered.join(''), options), await validateText(shuffled.join(''), options)];
      const { total, checks, lines } = inAny.summary;
      expect(lines).toBe(ordered.length);
      expect(total.pass + total.suspect + total.fail + total.missing + total.notEvaluated).toBe(lines);
      for (const { pass, suspect, fail, notEvaluated } of checks!) expect(pass + suspect + fail + notEvaluated).toBe(checks![0].pass + checks![0].suspect + checks![0].fail + checks![0].notEvaluated);
      if (log.faults.every(({ kind }) => kind !== 'copy' && kind !== 'rival')) {
        expect(inAny.summary).toEqual(inOrder.summary);
        const told = ({ findings }: typeof inAny) => findings.map((one) => ('code' in one ? one.code : [one.event_id, one.flag, one.reasons]));
        expect(told(inAny)).toEqual(told(inOrder));
      }
      if (log.faults.length === 0) expect(total.fail).toBe(0);
    }),
    { numRuns: 12 },
  );
});

test('a finding of validate in order stands at its line, dead letters come first, and other series are outside', async () => {
  const value = readings(60, 'places');
  value[30] = 54.9;
  const lines = [...value.map((one, i) => lineOf(i, one)), '{oops\n', lineOf(0, 52, 'other')].reverse();
  const { summary, findings } = await validateText(lines.join(''), { checks: { spike: { suspect: 1, fail: 2 } }, sensors: ['s'] });
  expect(summary).toMatchObject({ lines: 62, outside: 1, deadLetters: 1, total: { pass: 59, fail: 1 } });
  expect(findings).toEqual([
    expect.objectContaining({ line: 2, code: 'invalid-json' }) as Finding,
    expect.objectContaining({ line: 3 + 29, event_id: 's-30', reasons: ['spike'], flag: 4 }) as Finding,
  ]);
  const text = lines.join('');
  expect(text.slice(0, findings[1].offset).split('\n')).toHaveLength(findings[1].line);
});

test('suggest looks at good readings only, series by series, and counts what its thresholds would flag', async () => {
  const value = readings(300, 'suggest');
  const text = value.map((one, i) => lineOf(i, one) + lineOf(i, 10 * one, 'tenfold')).join('') + lineOf(300, null) + `${JSON.stringify({
    sensor_id: 's', timestamp: new Date(START_MS + 301_000).toISOString(), temperature: 9999, status: 'deviated',
  })}\n`;
  const fileSystem = createMemoryFileSystem();
  fileSystem.put('log.jsonl', Buffer.from(text));
  const log = await openLog(['log.jsonl'], { fileSystem });
  const found = (await suggestLog(log))!;
  expect(found.series.map(({ sensorId }) => sensorId)).toEqual(['s', 'tenfold']);
  expect(found.consequence.readings).toBe(600);
  expect(found.series[0].suggestion.range.high).toBeLessThan(54);
  expect(found.suggestion.range.high).toBeGreaterThan(520);
  expect(found.series[0].consequence.flagged).toBeLessThan(6);
  expect(splitLines(Buffer.from(text))).toHaveLength(602);
});
