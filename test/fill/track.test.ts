import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesTrack, type TrackSettings } from '../../src/fill/track.js';
import type { DroppedInstant } from '../../src/fill/void-queue.js';
import { InstantKind, type Void } from '../../src/fill/voids.js';

interface Given {
  readonly timeMs: number;
  readonly kind: InstantKind;
}

const CADENCE = 1000;
const SETTINGS: TrackSettings = { cadenceMs: CADENCE, regular: true, fixedCadence: true, maxGapMs: undefined, resolutionMs: 1, ...context(0) };

/** So many steps of context for voids of any length. */
function context(steps: number): Pick<TrackSettings, 'contextSteps' | 'mostContextSteps'> {
  return { contextSteps: () => steps, mostContextSteps: steps };
}

/** A copy of a void that lasts, its arrays as long as they count. */
function keep(found: Void) {
  const instants = <Column extends Float64Array | Int32Array | Uint8Array>(column: Column) => [...column.subarray(0, found.count)];
  const before = <Column extends Float64Array | Int32Array>(column: Column) => [...column.subarray(0, found.beforeCount)];
  const after = <Column extends Float64Array | Int32Array>(column: Column) => [...column.subarray(0, found.afterCount)];
  return {
    beforeMs: found.beforeMs, afterMs: found.afterMs, instants: found.instants, skipped: found.skipped, left: found.left,
    timeMs: instants(found.timeMs), timeNs: instants(found.timeNs), kind: instants(found.kind), row: instants(found.row),
    context: {
      beforeSteps: before(found.beforeSteps), beforeValues: before(found.beforeValues),
      afterSteps: after(found.afterSteps), afterValues: after(found.afterValues),
    },
  };
}

/** Runs instants through a track; takes what is ready after each with the stream at that instant, or only at the end. */
function run(instants: readonly Given[], settings: TrackSettings, takeOften = true) {
  const track = new SeriesTrack(settings);
  const voids: ReturnType<typeof keep>[] = [];
  const take = (found: Void) => void voids.push(keep(found));
  const dropped: DroppedInstant[] = [];
  instants.forEach(({ timeMs, kind }, i) => {
    track.add(timeMs, 0, i, kind, kind === InstantKind.Good || kind === InstantKind.KeptFailed ? -1 : i);
    if (!takeOften) return;
    track.takeReady(timeMs, take);
    track.takeDropped(dropped);
    expect(track.safeBeforeMs(timeMs)).toBeGreaterThanOrEqual(0);
  });
  track.end();
  track.takeReady(Infinity, take);
  track.takeDropped(dropped);
  return { voids, dropped, regimes: track.takeRegimes() };
}

/** What the rules say, read off the list of instants: the voids between good readings, with all their instants. */
function naiveVoids(instants: readonly Given[], maxGapMs: number) {
  const all: { timeMs: number; kind: InstantKind }[] = [];
  instants.forEach((instant, i) => {
    const spacing = i > 0 ? instant.timeMs - instants[i - 1].timeMs : 0;
    const missing = spacing >= 1.5 * CADENCE ? Math.round(spacing / CADENCE) - 1 : 0;
    for (let k = 1; k <= missing; k++) {
      all.push({ timeMs: instants[i - 1].timeMs + (k * spacing) / (missing + 1), kind: InstantKind.Skipped });
    }
    all.push(instant);
  });
  const good = all.flatMap(({ kind }, i) => (kind === InstantKind.Good ? [i] : []));
  return good.slice(1).flatMap((to, k) => {
    const inside = all.slice(good[k] + 1, to);
    if (inside.length === 0) return [];
    return [{ from: all[good[k]].timeMs, to: all[to].timeMs, inside, tooLong: all[to].timeMs - all[good[k]].timeMs - CADENCE > maxGapMs }];
  });
}

const instantsArbitrary = fc
  .array(
    fc.record({
      spacing: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 700, max: 1400 }) }, fc.integer({ min: 1, max: 9000 })),
      kind: fc.oneof({ weight: 4, arbitrary: fc.constant(InstantKind.Good) }, fc.constantFrom(InstantKind.Failed, InstantKind.Null, InstantKind.KeptFailed)),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((steps) => {
    let timeMs = 1_000_000;
    return steps.map(({ spacing, kind }): Given => ({ timeMs: (timeMs += spacing), kind }));
  });

describe('SeriesTrack', () => {
  it('finds exactly the voids that the rules name, with their instants, however often it is asked', () => {
    fc.assert(
      fc.property(instantsArbitrary, fc.integer({ min: 1, max: 12 }), fc.boolean(), (instants, maxGapSteps, takeOften) => {
        const maxGapMs = maxGapSteps * CADENCE;
        const { voids } = run(instants, { ...SETTINGS, maxGapMs }, takeOften);
        const inner = voids.filter((found) => !Number.isNaN(found.beforeMs) && !Number.isNaN(found.afterMs));
        const expected = naiveVoids(instants, maxGapMs);
        expect(inner.map(({ beforeMs, afterMs, instants: n, left }) => ({ from: beforeMs, to: afterMs, n, tooLong: left === 'max-gap' }))).toEqual(
          expected.map(({ from, to, inside, tooLong }) => ({ from, to, n: inside.length, tooLong })),
        );
        inner.forEach((found, i) => {
          if (found.left) return;
          const times = found.timeMs.map((timeMs, k) => timeMs + found.timeNs[k] / 1e6);
          expected[i].inside.forEach(({ timeMs, kind }, k) => {
            expect(times[k]).toBeCloseTo(timeMs, 5);
            expect(found.kind[k]).toBe(kind);
          });
        });
      }),
    );
  });

  it('decides on every failed or null instant exactly once: in a void that is filled, or as dropped', () => {
    fc.assert(
      fc.property(instantsArbitrary, fc.integer({ min: 0, max: 12 }), fc.boolean(), (instants, maxGapSteps, takeOften) => {
        const { voids, dropped } = run(instants, { ...SETTINGS, maxGapMs: maxGapSteps * CADENCE }, takeOften);
        const decided = [...voids.flatMap((found) => found.row.filter((one) => one >= 0)), ...dropped.map((one) => one.row)];
        const bad = instants.flatMap(({ kind }, i) => (kind === InstantKind.Failed || kind === InstantKind.Null ? [i] : []));
        expect(decided.sort((a, b) => a - b)).toEqual(bad);
        for (const found of voids) if (found.left) expect(found.row.every((one) => one < 0)).toBe(true);
      }),
    );
  });

  it('never gives back a void with an instant before a time that it called safe', () => {
    const settings = fc.record({ maxGapSteps: fc.integer({ min: 0, max: 12 }), contextSteps: fc.integer({ min: 0, max: 5 }), fixedCadence: fc.boolean() });
    fc.assert(
      fc.property(instantsArbitrary, settings, (instants, { maxGapSteps, contextSteps, fixedCadence }) => {
        const track = new SeriesTrack({ ...SETTINGS, ...context(contextSteps), fixedCadence, maxGapMs: maxGapSteps * CADENCE });
        let safeMs = -Infinity;
        const check = (streamMs: number) => {
          track.takeReady(streamMs, (found) => {
            for (const timeMs of keep(found).timeMs) expect(timeMs).toBeGreaterThanOrEqual(safeMs);
          });
          const next = track.safeBeforeMs(streamMs);
          // Infinity says that all that came may leave, not that nothing follows.
          safeMs = Math.max(safeMs, Math.min(next, streamMs));
        };
        instants.forEach(({ timeMs, kind }, i) => {
          check(timeMs - 1);
          track.add(timeMs, 0, i, kind, kind === InstantKind.Good || kind === InstantKind.KeptFailed ? -1 : i);
          check(timeMs);
        });
        track.end();
        check(Infinity);
      }),
    );
  });

  it('gives the same voids with the same context whenever it is asked for them', () => {
    fc.assert(
      fc.property(instantsArbitrary, fc.integer({ min: 0, max: 6 }), fc.boolean(), (instants, contextSteps, fixedCadence) => {
        const settings = { ...SETTINGS, ...context(contextSteps), fixedCadence };
        const [often, once] = [run(instants, settings, true), run(instants, settings, false)];
        expect(often.voids).toEqual(once.voids);
        expect(often.dropped.sort((a, b) => a.row - b.row)).toEqual(once.dropped.sort((a, b) => a.row - b.row));
      }),
    );
  });

  it('makes the same of good readings, a run at a time or one by one', () => {
    const arbitrary = fc.tuple(instantsArbitrary, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 4 }), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(arbitrary, ([instants, lengths, contextSteps, fixedCadence, regular]) => {
        const settings = { ...SETTINGS, ...context(contextSteps), fixedCadence, regular, cadenceMs: regular ? CADENCE : NaN };
        const [runs, single] = [new SeriesTrack(settings), new SeriesTrack(settings)];
        const [timeMs, value] = [instants.map((one) => one.timeMs), instants.map((_, i) => i)].map((column) => Float64Array.from(column));
        const timeNs = new Int32Array(instants.length);
        for (let from = 0, k = 0; from < instants.length; k++) {
          const isGood = ({ kind }: Given) => kind === InstantKind.Good;
          const bad = instants.findIndex((one, i) => i >= from && !isGood(one));
          const to = Math.min(bad < 0 ? instants.length : Math.max(bad, from + 1), from + lengths[k % lengths.length]);
          if (isGood(instants[from])) runs.addGood(timeMs, timeNs, value, from, to);
          else runs.add(timeMs[from], 0, from, instants[from].kind, from);
          for (let i = from; i < to; i++) single.add(timeMs[i], 0, i, instants[i].kind, isGood(instants[i]) ? -1 : i);
          expect(runs.save()).toEqual(single.save());
          from = to;
        }
        const outcomes = [runs, single].map((track) => {
          const voids: ReturnType<typeof keep>[] = [];
          track.end();
          track.takeReady(Infinity, (found) => void voids.push(keep(found)));
          return { voids, regimes: track.takeRegimes() };
        });
        expect(outcomes[0]).toEqual(outcomes[1]);
      }),
    );
  });

  it('gives a void the good readings within its context, in steps from the bounding readings', () => {
    const times = [0, 1000, 2000, 3000, 6000, 7000, 9000, 10_000, 11_000];
    const { voids } = run(times.map((timeMs) => ({ timeMs, kind: InstantKind.Good })), { ...SETTINGS, ...context(3) });
    expect(voids).toHaveLength(2);
    expect(voids[0].timeMs).toEqual([4000, 5000]);
    expect(voids[0].context).toEqual({ beforeSteps: [0, -1, -2, -3], beforeValues: [3, 2, 1, 0], afterSteps: [0, 1, 3], afterValues: [4, 5, 6] });
    expect(voids[1].context).toEqual({ beforeSteps: [0, -1], beforeValues: [5, 4], afterSteps: [0, 1, 2], afterValues: [6, 7, 8] });
  });

  it('begins a new regime after twenty consistent new spacings, and not after nineteen', () => {
    const slow = (n: number) => [0, 1000, 2000, ...Array.from({ length: n }, (_, k) => 2000 + 10_000 * (k + 1))];
    const good = (times: readonly number[]) => times.map((timeMs) => ({ timeMs, kind: InstantKind.Good }));
    const free = { ...SETTINGS, fixedCadence: false };
    const changed = run(good(slow(20)), free);
    expect(changed.regimes).toEqual([{ atMs: 2000, fromCadenceMs: 1000, toCadenceMs: 10_000 }]);
    expect(changed.voids).toEqual([]);
    expect(run(good(slow(19)), free).voids).toHaveLength(19);
  });

  it('follows a series that becomes faster, with gaps in the new rhythm', () => {
    const times = [0, 10_000, 20_000];
    for (let k = 1; k <= 40; k++) if (k !== 15) times.push(20_000 + 2000 * k);
    const { regimes, voids } = run(times.map((timeMs) => ({ timeMs, kind: InstantKind.Good })), { ...SETTINGS, cadenceMs: 10_000, fixedCadence: false });
    expect(regimes.map((change) => change.toCadenceMs)).toEqual([2000]);
    expect(voids.map((found) => found.timeMs)).toEqual([[50_000]]);
  });

  it('lets a void of any length go without listing it', () => {
    const year = 365 * 86_400_000;
    const { voids } = run([{ timeMs: 0, kind: InstantKind.Good }, { timeMs: 3000 * year, kind: InstantKind.Good }], SETTINGS);
    expect(voids).toMatchObject([{ left: 'max-gap', skipped: (3000 * year) / CADENCE - 1, timeMs: [] }]);
  });

  it('invents nothing before the first and after the last good reading', () => {
    const failed = { kind: InstantKind.Failed };
    const { voids, dropped } = run([{ timeMs: 0, ...failed }, { timeMs: 1000, kind: InstantKind.Good }, { timeMs: 4000, ...failed }], SETTINGS);
    expect(voids.map((found) => found.left)).toEqual(['edge', 'edge']);
    expect(dropped.map((one) => one.row)).toEqual([0, 2]);
  });

  it('fills towards edges that were asked for, within max-gap', () => {
    const good = [{ timeMs: 5000, kind: InstantKind.Good }, { timeMs: 6000, kind: InstantKind.Good }];
    const { voids } = run(good, { ...SETTINGS, edgeFromMs: 2500, edgeToMs: 8000 });
    expect(voids.map(({ left, timeMs }) => ({ left, timeMs }))).toEqual([
      { left: undefined, timeMs: [3000, 4000] },
      { left: undefined, timeMs: [7000] },
    ]);
    const far = run(good, { ...SETTINGS, edgeFromMs: -100_000, edgeToMs: 100_000 });
    expect(far.voids.map(({ left }) => left)).toEqual(['max-gap', 'max-gap']);
  });

  it('finds no gaps in a series without cadence', () => {
    const { voids } = run([0, 1000, 9000, 9500, 70_000].map((timeMs) => ({ timeMs, kind: InstantKind.Good })), { ...SETTINGS, regular: false });
    expect(voids).toEqual([]);
  });

  it('fills no edge that jitter explains', () => {
    const good = [{ timeMs: 5000, kind: InstantKind.Good }, { timeMs: 6000, kind: InstantKind.Good }];
    expect(run(good, { ...SETTINGS, edgeFromMs: 3501, edgeToMs: 7499 }).voids).toEqual([]);
  });

  it('holds nothing up where it falls silent behind a failed reading', () => {
    const track = new SeriesTrack({ ...SETTINGS, maxGapMs: 5000 });
    const dropped: DroppedInstant[] = [];
    const take = () => undefined;
    track.add(0, 0, 50, InstantKind.Good, -1);
    track.add(1000, 0, 99, InstantKind.Failed, 1);
    track.takeReady(6001, take);
    expect(track.safeBeforeMs(6001)).toBe(0);
    track.takeReady(6002, take);
    expect(track.safeBeforeMs(6002)).toBe(Infinity);
    track.takeDropped(dropped);
    expect(dropped).toEqual([{ row: 1, reason: 'max-gap' }]);
  });

  it('holds nothing up where it has no cadence', () => {
    const track = new SeriesTrack({ ...SETTINGS, cadenceMs: NaN, regular: false });
    track.add(0, 0, 50, InstantKind.Good, -1);
    expect(track.safeBeforeMs(1)).toBe(Infinity);
  });

  it('holds up what comes before an edge that it can still be filled to, however far the stream has come', () => {
    const track = new SeriesTrack({ ...SETTINGS, maxGapMs: 5000, edgeToMs: 4000 });
    track.add(0, 0, 50, InstantKind.Good, -1);
    expect(track.safeBeforeMs(1e9)).toBe(0);
    const farEdge = new SeriesTrack({ ...SETTINGS, maxGapMs: 5000, edgeToMs: 40_000 });
    farEdge.add(0, 0, 50, InstantKind.Good, -1);
    expect(farEdge.safeBeforeMs(1e9)).toBe(Infinity);
  });

  it('leaves a silence that was too long for the old cadence, where a slower one begins behind it', () => {
    const times = [0, 1000, 2000, 3000, ...Array.from({ length: 25 }, (_, k) => 303_000 + 100_000 * k)];
    const { voids, regimes } = run(times.map((timeMs) => ({ timeMs, kind: InstantKind.Good })), { ...SETTINGS, fixedCadence: false });
    expect(regimes).toMatchObject([{ fromCadenceMs: 1000, toCadenceMs: 100_000 }]);
    expect(voids).toMatchObject([{ beforeMs: 3000, afterMs: 303_000, left: 'max-gap' }]);
  });
});
