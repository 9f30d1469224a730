// Guarantee 5: recovering a clean series with the same options changes nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { caseArbitrary, FEW_RUNS, filesOfLog, RUNS, type Case } from './random-log.js';
import { parseLines, recoverInMemory, type Recovered } from './recover-in-memory.js';

async function expectNoChange({ log, options }: Case): Promise<void> {
  const once = await recoverInMemory(filesOfLog(log), options);
  const twice = await recoverInMemory([once.clean], options);
  expect(twice.clean.toString()).toBe(once.clean.toString());
}

describe('guarantee 5: idempotent', () => {
  it('leaves a clean series as it is', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), expectNoChange), RUNS);
  });

  it.each(['replace', 'drop', 'keep'] as const)('leaves it as it is with --repair %s and --annotate', async (repair) => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), ({ log, options }) => (
      expectNoChange({ log, options: { ...options, repair, annotate: true } })
    )), RUNS);
  });

  it('learns the digits of timestamps from one line an instant: duplicates are not in the clean series', async () => {
    const stamps = ['0', '0', '0', '0.5', '1', '1', '1', '1.5', '2.5', '3.5', '4', '5', '5.5', '6'];
    const lines = stamps.map((second) => `{"timestamp":"2026-01-01T00:00:0${second}Z","temperature":52}\n`);
    const once = await recoverInMemory([Buffer.from(lines.join(''))]);
    const twice = await recoverInMemory([once.clean]);
    expect(once.recovery.accounting).toMatchObject({ duplicates: 4, filled: 3 });
    expect(twice.clean.toString()).toBe(once.clean.toString());
  });

  it('leaves it as it is with a --max-gap of a few steps', async () => {
    const maxGap = fc.constantFrom(0, 1000, 2500, 4999, 5000, 60_000);
    await fc.assert(fc.asyncProperty(caseArbitrary(), maxGap, ({ log, options }, maxGapMs) => (
      expectNoChange({ log, options: { ...options, maxGapMs } })
    )), RUNS);
  });

  it('leaves it as it is with an --interval that the timestamps cannot tell', async () => {
    const interval = fc.constantFrom(300, 700, 999, 1001, 1300, 1500, 1700, 2300, 3333, 45_500, 70_001);
    await fc.assert(fc.asyncProperty(caseArbitrary(), interval, ({ log, options }, intervalMs) => (
      expectNoChange({ log, options: { ...options, intervals: [{ pattern: '*', intervalMs }] } })
    )), FEW_RUNS);
  });

  it('takes no spacing beside a filled event for a gap that only rounding widened', async () => {
    const log = Buffer.from(['00', '03'].map((second) => `{"timestamp":"2026-01-01T00:00:${second}Z","temperature":52}\n`).join(''));
    const options = { intervals: [{ pattern: '*', intervalMs: 1300 }] };
    const once = await recoverInMemory([log], options);
    expect(parseLines<{ timestamp: string }>(once.clean).map(({ timestamp }) => timestamp.slice(17, 19))).toEqual(['00', '02', '03']);
    const twice = await recoverInMemory([once.clean], options);
    expect(twice.recovery.accounting).toMatchObject({ gaps: 0, filled: 0, synthetic: 1 });
    // A later reading leaves a gap as ever.
    const later = await recoverInMemory([once.clean, Buffer.from('{"timestamp":"2026-01-01T00:00:09Z","temperature":52}\n')], options);
    expect(later.recovery.accounting).toMatchObject({ gaps: 1, filled: 4 });
  });

  it('leaves it as it is with --from and --to, by given cadences, where no void that was left crosses them', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), async ({ log, options }) => {
      const intervals = log.series.map(({ id, cadenceMs }) => ({ pattern: id ?? 'sensor', intervalMs: cadenceMs }));
      const windowed = { ...options, intervals };
      const once = await recoverInMemory(filesOfLog(log), windowed);
      fc.pre(!leftVoidCrosses(once, windowed));
      const twice = await recoverInMemory([once.clean], windowed);
      expect(twice.clean.toString()).toBe(once.clean.toString());
    }), RUNS);
  });
});

/** The rest of such a void, cut off by the window, may be short enough to be filled up to the edge, as --from and --to ask for. */
function leftVoidCrosses({ audit }: Recovered, { from, to }: RecoverOptions): boolean {
  const bounds = [from, to].flatMap((moment) => (moment?.kind === 'absolute' ? [moment.timeMs] : []));
  return parseLines<VoidEntry>(audit).some(({ kind, left, after, before }) => {
    const [beginMs, endMs] = [Date.parse(after ?? '0000-01-01'), Date.parse(before ?? '9999-12-31')];
    return kind === 'void' && left !== undefined && bounds.some((bound) => beginMs < bound && bound < endMs);
  });
}

interface VoidEntry {
  readonly kind: string;
  readonly left?: string;
  readonly after: string | null;
  readonly before: string | null;
}
