// Units: what is checked and what leaves is the same temperature, whatever the log is written in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertDecimal, TEMPERATURE_UNITS, type TemperatureUnit } from '../../src/model/unit.js';
import { recover } from '../../src/pipeline/recover-events.js';
import { replay } from '../../src/pipeline/replay-events.js';
import { validate } from '../../src/pipeline/validate-events.js';
import { likelyUnit } from '../../src/validate/likely-unit.js';
import { caseArbitrary, FEW_RUNS, filesOfLog } from './random-log.js';
import { recoverInMemory, splitLines } from './recover-in-memory.js';

const unit = fc.constantFrom(...TEMPERATURE_UNITS);
// No difference of two readings lies on a threshold, where rounding of doubles would decide.
const checks = { spike: { suspect: 2.0007, fail: 4.0007 }, rate: { suspect: 5.0007 } };

/** Lines with each reading spelled in another unit. */
function inUnit(text: string, field: string, from: TemperatureUnit, to: TemperatureUnit): string {
  return text.replace(new RegExp(`("${field}": ?)(-?\\d+(?:\\.\\d+)?)(?=[,} ])`, 'g'), (_, before: string, value: string) => before + convertDecimal(value, from, to));
}

describe('units', () => {
  it('a log in another unit comes to the same, and its observed lines change in their readings alone', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), unit, async ({ log, options: drawn }, other) => {
      const field = log.fields.temperature;
      const files = filesOfLog({ ...log, ending: 'whole', noise: 0 });
      const options = { ...drawn, annotate: false, checks, range: { low: 50, high: 55 } };
      const celsius = await recoverInMemory(files, options);
      const translated = files.map((bytes) => Buffer.from(inUnit(bytes.toString(), field, 'C', other)));
      const foreign = await recoverInMemory(translated, { ...options, unit: other, outputUnit: 'C' });
      expect(foreign.recovery.accounting).toEqual(celsius.recovery.accounting);
      // Those of an earlier run in the log leave in the unit that was asked for too.
      const readings = (bytes: Buffer) => splitLines(bytes).map((line) => JSON.parse(line.toString()) as Record<string, unknown>)
        .filter(({ origin }) => origin === undefined).map((event) => event[field]);
      expect(readings(foreign.clean)).toEqual(readings(celsius.clean));
      const lines = new Set(translated.flatMap((bytes) => splitLines(Buffer.from(inUnit(bytes.toString(), field, other, 'C')))).map(String));
      for (const line of splitLines(foreign.clean).map(String)) if (!line.includes('"origin"')) expect(lines.has(line)).toBe(true);
    }), FEW_RUNS);
  });

  it('recovering what left in its unit changes nothing, and made events say all of theirs in it', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), unit, unit, async ({ log, options }, from, to) => {
      const once = await recoverInMemory(filesOfLog(log), { ...options, unit: from, outputUnit: to });
      const twice = await recoverInMemory([once.clean], { ...options, unit: to, outputUnit: to });
      expect(twice.clean.toString()).toBe(once.clean.toString());
      for (const line of splitLines(once.clean)) {
        const { lo, hi, mean, [log.fields.temperature]: value } = JSON.parse(line.toString()) as Record<string, number | undefined>;
        if (mean === undefined) continue;
        expect(lo!).toBeLessThanOrEqual(mean);
        expect(hi!).toBeGreaterThanOrEqual(mean);
        expect(value).toBeTypeOf('number');
      }
    }), FEW_RUNS);
  });

  it('a range of all series is in the unit of all, one of a pattern in that of its series, and both in the output unit where there is one', async () => {
    const events = [{ sensor_id: 'c', timestamp: 0, temperature: 20 }, { sensor_id: 'f', timestamp: 0, temperature: 68 }, { sensor_id: 'k', timestamp: 0, temperature: 293.15 }];
    const flags = async (options: Parameters<typeof validate>[1]) => {
      const found: number[] = [];
      for await (const { flag } of validate(events as never, options)) found.push(flag);
      return found.join('');
    };
    const units = [{ pattern: 'f', unit: 'F' as const }, { pattern: 'k', unit: 'K' as const }];
    const about = (value: number) => ({ low: value - 0.001, high: value + 0.001 });
    expect(await flags({ range: about(20), series: units })).toBe('111');
    expect(await flags({ range: about(68), outputUnit: 'F', series: units })).toBe('111');
    expect(await flags({ range: about(20), series: [...units, { pattern: 'f', range: about(68) }, { pattern: 'k', range: about(20) }] })).toBe('114');
    expect(await flags({ range: about(20), outputUnit: 'C', series: [...units, { pattern: 'f', range: about(68) }, { pattern: 'k', range: about(20) }] })).toBe('141');
    expect(await flags({ range: { low: 20, high: 20 }, series: units })).toBe('111');
  });

  it('the library gives events in the unit that was asked for', async () => {
    const source = [0, 1, 3].map((minute) => ({ timestamp: new Date(minute * 60_000).toISOString(), temperature: 126.14 }));
    const recovered = [];
    for await (const { temperature, origin } of recover(source as never, { unit: 'F', outputUnit: 'C', fill: 'linear' })) recovered.push([temperature, origin]);
    expect(recovered).toEqual([[52.3, undefined], [52.3, undefined], [52.3, 'filled'], [52.3, undefined]]);
    const replayed = [];
    for await (const { temperature } of replay(source as never, { unit: 'F', outputUnit: 'K' })) replayed.push(temperature);
    expect(replayed).toEqual([325.45, 325.45, 325.45]);
  });

  it('are guessed where no reading suits in the one that is assumed', () => {
    const range = { low: 15, high: 30 };
    expect([[20, 25], [70, 80], [295, 300], [-10, 300], []].map((readings) => likelyUnit(readings, range, 'C'))).toEqual([undefined, 'F', 'K', undefined, undefined]);
    expect(likelyUnit([260, 280], { low: 50, high: 55 }, 'C')).toBe('K');
    expect(likelyUnit([20, 22], { low: 288.15, high: 303.15 }, 'K')).toBe('C');
  });
});
