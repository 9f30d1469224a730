import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { Flag, Origin, Reason, rollUp } from '../../src/model/flag.js';
import { SeriesTable } from '../../src/model/series.js';
import { judge } from '../../src/pipeline/judge.js';
import { checkSeries } from '../../src/validate/series-check.js';
import { chooseChecks } from '../../src/validate/check-rules.js';
import { chosenChecks, type SeriesCheckOptions } from '../../src/validate/series-checks.js';
import { makeBatch } from '../replay/make-batch.js';

const CADENCE_MS = 1000;
const START_MS = 1_767_225_600_000;
const ALL: SeriesCheckOptions = {
  spike: { suspect: 3, fail: 8 },
  rate: { suspect: 4, fail: 12 },
  flatLine: { tolerance: 0, spanMs: 3000 },
  attenuated: { spread: 2, windowMs: 6000 },
  timeGap: { longestMs: 4000 },
};

interface Row {
  readonly timeMs: number;
  readonly sensor: string;
  readonly value: number | null;
  /** What the checks before made of it. */
  readonly as: 'pass' | 'fail' | 'suspect' | 'synthetic' | 'stray';
}

interface Verdict {
  readonly flag: number;
  readonly reason: number;
}

function initial({ value, as }: Row): Verdict {
  if (as === 'synthetic') return { flag: Flag.NotEvaluated, reason: 0 };
  if (value === null) return { flag: Flag.Missing, reason: as === 'stray' ? Reason.Clock : 0 };
  if (as === 'fail') return { flag: Flag.Fail, reason: Reason.Range };
  if (as === 'suspect') return { flag: Flag.Suspect, reason: Reason.Source };
  return as === 'stray' ? { flag: Flag.Suspect, reason: Reason.Clock } : { flag: Flag.Pass, reason: 0 };
}

/** Cuts the rows into batches that begin at the given places. */
function batchesOf(rows: readonly Row[], cuts: readonly number[], series: SeriesTable): Batch[] {
  const bounds = [0, ...[...new Set(cuts)].sort((a, b) => a - b), rows.length];
  return bounds.slice(1).map((to, k) => {
    const batch = makeBatch(rows.slice(bounds[k], to), series, bounds[k]);
    rows.slice(bounds[k], to).forEach((row, i) => {
      const { flag, reason } = initial(row);
      batch.flag[i] = flag;
      batch.reason[i] = reason;
      batch.origin[i] = row.as === 'synthetic' ? Origin.Filled : Origin.Observed;
    });
    return batch;
  });
}

async function judged(rows: readonly Row[], cuts: readonly number[], options: SeriesCheckOptions) {
  const series = new SeriesTable();
  const batches = batchesOf(rows, cuts, series);
  const stage = judge(
    (async function* () { yield* batches; })(),
    chooseChecks({ checks: options }),
    Array.from({ length: 9 }, (_, s) => ({ sensorId: String(s), cadenceMs: CADENCE_MS })),
  );
  const verdicts: Verdict[] = [];
  const arrivals: number[] = [];
  for await (const batch of stage.batches) {
    for (let i = 0; i < batch.count; i++) {
      verdicts.push({ flag: batch.flag[i], reason: batch.reason[i] });
      arrivals.push(batch.arrival[i]);
    }
  }
  expect(arrivals).toEqual(rows.map((_, i) => i));
  return { verdicts, tallies: stage.tallies() };
}

/** Series after series, check after check, each over whole arrays; what has failed is taken out before the next check. */
function naive(rows: readonly Row[], options: SeriesCheckOptions) {
  const verdicts = rows.map(initial);
  const tallies = chosenChecks(options).map(({ name }) => ({ check: name, pass: 0, suspect: 0, fail: 0, notEvaluated: 0 }));
  for (const sensor of new Set(rows.map((row) => row.sensor))) {
    const wanted = rows.flatMap((row, i) => {
      const isWanted = row.sensor === sensor && row.value !== null && (row.as === 'pass' || row.as === 'suspect');
      return isWanted ? [i] : [];
    });
    const places = wanted.filter((i, k) => k === 0 || rows[wanted[k - 1]].timeMs !== rows[i].timeMs);
    chosenChecks(options).forEach(({ reason, begin }, k) => {
      const left = places.filter((i) => verdicts[i].flag !== Flag.Fail);
      tallies[k].notEvaluated += places.length - left.length;
      const flags = checkSeries(
        (decide) => begin(CADENCE_MS, decide),
        Float64Array.from(left, (i) => rows[i].timeMs),
        Float64Array.from(left, (i) => rows[i].value!),
      );
      left.forEach((i, at) => {
        const flag = flags[at] as Flag;
        const objects = flag === Flag.Suspect || flag === Flag.Fail;
        verdicts[i] = { flag: rollUp(verdicts[i].flag as Flag, flag), reason: verdicts[i].reason | (objects ? reason : 0) };
        tallies[k][flag === Flag.Pass ? 'pass' : flag === Flag.Suspect ? 'suspect' : flag === Flag.Fail ? 'fail' : 'notEvaluated']++;
      });
    });
  }
  return { verdicts, tallies };
}

const anyRow = fc.record({
  stepMs: fc.constantFrom(0, 250, 500, 500, 500, 1000, 1000, 3000, 9000),
  sensor: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
  value: fc.oneof({ weight: 9, arbitrary: fc.constantFrom<number | null>(0, 0, 0, 1, 5, 9, 20, -20) }, { weight: 1, arbitrary: fc.constant(null) }),
  as: fc.oneof(
    { weight: 9, arbitrary: fc.constant('pass' as const) },
    { weight: 1, arbitrary: fc.constantFrom('fail' as const, 'suspect' as const, 'synthetic' as const, 'stray' as const) },
  ),
});

const anyRows = fc.array(anyRow, { maxLength: 60 }).map((steps): Row[] => {
  let timeMs = START_MS;
  const rows = steps.map(({ stepMs, ...row }) => ({ ...row, timeMs: (timeMs += stepMs) }));
  return rows.sort((a, b) => a.timeMs - b.timeMs || (a.sensor < b.sensor ? -1 : a.sensor > b.sensor ? 1 : 0));
});

const anyOptions = fc.subarray(Object.keys(ALL) as (keyof SeriesCheckOptions)[], { minLength: 1 }).map((names): SeriesCheckOptions => (
  Object.fromEntries(names.map((name) => [name, ALL[name]]))
));

test('verdicts and counts are those of whole arrays, wherever batches are cut and however series are interleaved', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, fc.array(fc.nat(60)), anyOptions, async (rows, cuts, options) => {
      const found = await judged(rows, cuts.map((cut) => Math.min(cut, rows.length)), options);
      expect(found).toEqual(naive(rows, options));
    }),
    { numRuns: 400 },
  );
});

test('a silent series does not hold the others back for longer than its checks may need', async () => {
  const rows: Row[] = Array.from({ length: 1000 }, (_, i) => ({ timeMs: START_MS + i * CADENCE_MS, sensor: i < 3 ? 'silent' : 'talking', value: i % 7, as: 'pass' }));
  const series = new SeriesTable();
  let pulled = 0;
  let released = 0;
  let heldAtMost = 0;
  async function* input() {
    for (const [i, row] of rows.entries()) {
      pulled++;
      yield* batchesOf([row], [], series).map((batch) => Object.assign(batch, { arrival: Float64Array.of(i) }));
      heldAtMost = Math.max(heldAtMost, pulled - released);
    }
  }
  const stage = judge(input(), chooseChecks({ checks: ALL }), ['a', 'b'].map((sensorId) => ({ sensorId, cadenceMs: CADENCE_MS })));
  for await (const batch of stage.batches) released += batch.count;
  expect(released).toBe(1000);
  expect(heldAtMost).toBeLessThan(12);
});
