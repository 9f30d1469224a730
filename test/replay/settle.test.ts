import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { formatOf } from '../../src/io/format-of.js';
import { Flag, Origin } from '../../src/model/flag.js';
import { rawLine, type Batch } from '../../src/model/batch.js';
import { SeriesTable } from '../../src/model/series.js';
import { settle, type SettlePolicy } from '../../src/replay/settle.js';
import { cut, cuts } from './disorders.js';
import { makeBatch, type TestRow } from './make-batch.js';

const readId = formatOf(DECODE_DEFAULTS).readEventId;

interface Reading extends TestRow {
  readonly flag: Flag;
  readonly origin: Origin;
}

const readings = fc
  .array(
    fc.record({
      timeMs: fc.integer({ min: 0, max: 8 }),
      timeNs: fc.constantFrom(0, 0, 1),
      sensor: fc.constantFrom('a', 'b'),
      value: fc.constantFrom(1, 2, 2, null),
      id: fc.constantFrom(undefined, 'x', 'y', 'y"\u00e4'),
      failed: fc.boolean(),
      origin: fc.constantFrom(Origin.Observed, Origin.Observed, Origin.Filled),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows
      .sort((a, b) => a.timeMs - b.timeMs || a.timeNs - b.timeNs || (a.sensor < b.sensor ? -1 : a.sensor > b.sensor ? 1 : 0))
      .map(({ failed, ...row }): Reading => ({ ...row, flag: row.value === null ? Flag.Missing : failed ? Flag.Fail : Flag.Pass })),
  );

function batchesOf(rows: readonly Reading[], sizes: readonly number[]): Batch[] {
  const series = new SeriesTable();
  let first = 0;
  return cut(rows, sizes).map((piece) => {
    const batch = makeBatch(piece, series, first);
    piece.forEach(({ flag, origin }, i) => {
      batch.flag[i] = flag;
      batch.origin[i] = origin;
    });
    first += piece.length;
    return batch;
  });
}

async function run(batches: Batch[], policy: SettlePolicy) {
  const losers: [kind: string, arrival: number, kept: number, line: string][] = [];
  const kept: number[] = [];
  let emitted = 0;
  const input = (async function* () {
    yield* batches;
  })();
  const output = settle(input, policy, readId, ({ kind, batch, row, keptArrival }) => {
    expect(row).toBeLessThan(batch.count);
    losers.push([kind, batch.arrival[row], keptArrival, rawLine(batch, row).toString()]);
  });
  for await (const batch of output) {
    emitted++;
    kept.push(...batch.arrival.subarray(0, batch.count));
    // A batch belongs to its receiver, who may do anything with it.
    batch.arrival.fill(-1);
    batch.bytes.fill(0);
  }
  return { losers, kept, emitted };
}

/** All rivals of each instant at once, as the rule says it. */
function naive(rows: readonly Reading[], policy: SettlePolicy) {
  const groups = new Map<string, number[]>();
  rows.forEach((row, i) => {
    const key = `${row.timeMs}.${row.timeNs} ${row.sensor}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const standing = (i: number) => (rows[i].flag !== Flag.Pass ? 2 : rows[i].origin === Origin.Observed ? 0 : 1);
  const isSame = (i: number, j: number) =>
    rows[i].value === rows[j].value && (rows[i].id === undefined || rows[j].id === undefined || rows[i].id === rows[j].id);
  const kept: number[] = [];
  let duplicates = 0;
  for (const group of groups.values()) {
    const different = group.filter((i, k) => !group.slice(0, k).some((j) => isSame(i, j) && !isTwin(group, j)));
    duplicates += group.length - different.length;
    const best = Math.min(...group.map(standing));
    kept.push(...(policy === 'replay' ? different : [group.find((i) => standing(i) === best)!]));
  }
  return { kept: kept.sort((a, b) => a - b), duplicates };

  /** Whether j is itself the reading of an earlier rival again. */
  function isTwin(group: readonly number[], j: number): boolean {
    return group.some((k) => k < j && isSame(k, j) && !isTwin(group, k));
  }
}

describe('settle', () => {
  it('keeps every different reading once for a replay, wherever the batches are cut', async () => {
    await fc.assert(
      fc.asyncProperty(readings, cuts, async (rows, sizes) => {
        const { kept, losers } = await run(batchesOf(rows, sizes), 'replay');
        const expected = naive(rows, 'replay');
        expect(kept).toEqual(expected.kept);
        const duplicates = losers.filter(([kind]) => kind === 'duplicate');
        expect(duplicates.length).toBe(expected.duplicates);
        const instants = new Set(rows.map((row) => `${row.timeMs}.${row.timeNs} ${row.sensor}`));
        expect(losers.length - duplicates.length).toBe(kept.length - instants.size);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the best reading of each instant for a recovery, and tells every other one with its own line', async () => {
    await fc.assert(
      fc.asyncProperty(readings, cuts, async (rows, sizes) => {
        const lines = batchesOf(rows, [rows.length || 1]).flatMap((batch) => rows.map((_, i) => rawLine(batch, i).toString()));
        const { kept, losers } = await run(batchesOf(rows, sizes), 'recover');
        expect(kept).toEqual(naive(rows, 'recover').kept);
        expect([...kept, ...losers.map(([, arrival]) => arrival)].sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
        for (const [, arrival, keptArrival, line] of losers) {
          expect(line).toBe(lines[arrival]);
          expect([rows[keptArrival].timeMs, rows[keptArrival].sensor]).toEqual([rows[arrival].timeMs, rows[arrival].sensor]);
        }
      }),
      { numRuns: 300 },
    );
  });

  const at = (value: number | null, id?: string, flag: Flag = Flag.Pass): Reading => (
    { timeMs: 5, value, id, flag, origin: Origin.Observed }
  );
  const told = async (rows: Reading[], policy: SettlePolicy) => {
    const { losers } = await run(batchesOf(rows, [1]), policy);
    return losers.map((loser) => loser.slice(0, 3));
  };

  it('calls the same value with another id a conflict, and without an id a duplicate', async () => {
    expect(await told([at(1, 'x'), at(1, 'y'), at(1), at(1, 'y')], 'recover')).toEqual([
      ['conflict', 1, 0],
      ['duplicate', 2, 0],
      ['duplicate', 3, 1],
    ]);
  });

  it('calls two missing readings the same', async () => {
    const missing = at(null, undefined, Flag.Missing);
    expect(await told([missing, missing], 'replay')).toEqual([['duplicate', 1, 0]]);
  });

  it('lets a good reading win over failed ones before it', async () => {
    expect(await told([at(70, 'x', Flag.Fail), at(71, 'y', Flag.Fail), at(52, 'z')], 'recover')).toEqual([
      ['conflict', 1, 0],
      ['conflict', 0, 2],
    ]);
  });

  it('finds the one that is displaced by the next batch where it stands by then', async () => {
    const rows = [{ ...at(1), timeMs: 1 }, { ...at(1), timeMs: 1 }, at(70, 'x', Flag.Fail), at(52, 'z')];
    const { kept, losers } = await run(batchesOf(rows, [3]), 'recover');
    expect(kept).toEqual([0, 3]);
    expect(losers.map((loser) => loser.slice(0, 3))).toEqual([['duplicate', 1, 0], ['conflict', 2, 3]]);
  });

  it('tells ids apart that run together as doubles', async () => {
    const [batch] = batchesOf([at(1), at(1)], [2]);
    batch.bytes = Buffer.from('{"event_id":9007199254740993}\n{"event_id":9007199254740992}\n');
    batch.byteCount = batch.bytes.length;
    batch.start.set([0, 30]);
    batch.length.set([29, 29]);
    expect((await run([batch], 'replay')).kept).toEqual([0, 1]);
  });

  it('passes batches without rivals as they are', async () => {
    const batches = batchesOf([1, 2, 3, 4].map((timeMs): Reading => ({ ...at(1), timeMs })), [2]);
    const out: Batch[] = [];
    const input = (async function* () {
      yield* batches;
    })();
    for await (const batch of settle(input, 'recover', readId, () => undefined)) out.push(batch);
    expect(out[0]).toBe(batches[0]);
    expect(out[1]).toBe(batches[1]);
  });
});
