// Settings by pattern: a log whose series differ comes to what each of them comes to by itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../src/model/pattern.js';
import type { RecoverOptions, SeriesRule } from '../../src/pipeline/options.js';
import { validate } from '../../src/pipeline/validate-events.js';
import { validateLog } from '../../src/pipeline/validate-log.js';
import { openLog } from '../../src/io/log.js';
import { createMemoryFileSystem } from './memory-file-system.js';
import { caseArbitrary, FEW_RUNS, filesOfLog } from './random-log.js';
import { recoverInMemory, splitLines } from './recover-in-memory.js';

const rule: fc.Arbitrary<SeriesRule> = fc.record({
  pattern: fc.constantFrom('*', 'a', 's*', '*r', 'é'),
  range: fc.constantFrom({ low: 40, high: 52 }, { low: 0, high: 100 }),
  sensorRange: fc.constant({ low: -100, high: 200 }),
  checks: fc.constantFrom({ spike: { suspect: 1, fail: 3 } }, { flatLine: { tolerance: 1, spanMs: 3000 } }, { spike: { suspect: 2 } }),
  maxGapMs: fc.constantFrom(0, 5000, 3_600_000),
}, { requiredKeys: ['pattern'] });

/** What holds for one series, by walking through the rules one after another. */
function naively(options: RecoverOptions, rules: readonly SeriesRule[], sensorId: string): RecoverOptions {
  let own = options;
  for (const { pattern, checks, ...rest } of rules) {
    if (matchesPattern(sensorId, pattern)) own = { ...own, ...rest, checks: { ...own.checks, ...checks } };
  }
  return own;
}

describe('settings by pattern', () => {
  it('recover each series as it is recovered alone with what holds for it', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), fc.array(rule, { maxLength: 3 }), async ({ log, options }, series) => {
      const files = filesOfLog(log);
      const together = splitLines((await recoverInMemory(files, { ...options, series })).clean).map(String);
      for (const { id } of log.series) {
        const sensorId = id ?? 'sensor';
        const alone = await recoverInMemory(files, { ...naively(options, series, sensorId), sensors: [sensorId] });
        const isOwn = (line: string) => ((JSON.parse(line) as Record<string, unknown>)[log.fields.sensor_id] ?? 'sensor') === sensorId;
        expect(together.filter(isOwn)).toEqual(splitLines(alone.clean).map(String));
      }
    }), FEW_RUNS);
  });

  it('validate each series by what holds for it', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), fc.array(rule, { maxLength: 3 }), async ({ log, options }, series) => {
      const fileSystem = createMemoryFileSystem();
      fileSystem.put('log.jsonl', Buffer.concat(filesOfLog({ ...log, ending: 'whole' })));
      const opened = await openLog(['log.jsonl'], { fileSystem });
      const together = await validateLog(opened, { ...options, series }, () => {});
      for (const { sensorId, ...counts } of together.series) {
        const alone = await validateLog(opened, { ...naively(options, series, sensorId), sensors: [sensorId] }, () => {});
        expect(counts).toEqual({ ...alone.series[0], sensorId: undefined });
      }
      await opened.close();
    }), FEW_RUNS);
  });

  it('hold for single events too, by their sensor or that of events that name none', async () => {
    const flags: number[] = [];
    const events = ['a', 'b', undefined].map((sensor_id) => ({ ...(sensor_id && { sensor_id }), timestamp: 0, temperature: 20 }));
    for await (const { flag } of validate(events as never, { series: [{ pattern: 'a', range: { low: 10, high: 30 } }, { pattern: 'sen*', range: { low: 20, high: 20 } }] })) flags.push(flag);
    expect(flags).toEqual([1, 4, 1]);
  });
});
