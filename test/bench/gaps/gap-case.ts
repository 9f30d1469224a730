// The cases of the gap benchmark: a complete series, the positions that were taken out, and what a reference method filled in.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { DAY_MS } from '../../../src/model/calendar.js';
import { createSignal } from '../../../src/simulate/signal.js';
import { createValueGrid } from '../../../src/simulate/value-grid.js';
import { createRng } from '../../../src/stats/rng.js';

export type Pattern = 'singles' | 'mixed' | 'blocks' | 'long';

/** One series with holes. */
export interface GapCase {
  readonly series: string;
  readonly pattern: Pattern;
  readonly rep: number;
  readonly cadenceMs: number;
  readonly range: { readonly low: number; readonly high: number };
  readonly timeMs: Float64Array;
  readonly truth: Float64Array;
  /** Positions, ascending. */
  readonly missing: readonly number[];
  /** What the method to compare with filled in, one a missing position. */
  readonly reference: readonly number[];
}

/** A case as the shared folder spells it. */
interface SharedCase {
  readonly series: string;
  readonly pattern: Pattern;
  readonly rep: number;
  readonly intervalMs: number;
  readonly range: readonly [low: number, high: number];
  readonly missing: readonly number[];
  readonly na_kalman: { readonly mean: readonly number[] };
}

const FOLDER = new URL('../../../../shared/gap-bench/', import.meta.url);

/** The cases of the shared folder, compared with na_kalman; none where it is absent. */
export function sharedCases(): GapCase[] {
  if (!existsSync(FOLDER)) return [];
  const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
  const seriesOf = new Map<string, { timeMs: Float64Array; truth: Float64Array }>();
  return readdirSync(new URL('cases/', FOLDER)).sort().map((file) => {
    const found = JSON.parse(read(`cases/${file}`)) as SharedCase;
    let whole = seriesOf.get(found.series);
    if (!whole) {
      const lines = read(`series/${found.series}.jsonl`).trim().split('\n');
      const events = lines.map((line) => JSON.parse(line) as { timestamp: string; temperature: number });
      whole = {
        timeMs: Float64Array.from(events, (event) => Date.parse(event.timestamp)),
        truth: Float64Array.from(events, (event) => event.temperature),
      };
      seriesOf.set(found.series, whole);
    }
    const { series, pattern, rep, intervalMs: cadenceMs, missing } = found;
    const [low, high] = found.range;
    return { series, pattern, rep, cadenceMs, range: { low, high }, ...whole, missing, reference: found.na_kalman.mean };
  });
}

const START_MS = Date.UTC(2026, 0, 1);
const EVENTS = 3000;
const PATTERNS: readonly Pattern[] = ['singles', 'mixed', 'blocks', 'long'];
/** Signals of the project's own simulator that are unlike each other. */
const SCENARIOS = {
  calm: { cadenceMs: 1000, decimals: 4, mean: 52.5, spread: 0.5, memory: 0.99, seasons: [], trendPerDay: 0 },
  lively: { cadenceMs: 1000, decimals: 4, mean: 52.5, spread: 0.8, memory: 0.6, seasons: [], trendPerDay: 0 },
  'near-bound': { cadenceMs: 60_000, decimals: 2, mean: 54.2, spread: 0.8, memory: 0.95, seasons: [], trendPerDay: 0 },
  coarse: { cadenceMs: 60_000, decimals: 1, mean: 52.5, spread: 0.4, memory: 0.97, seasons: [], trendPerDay: 0 },
  seasonal: {
    cadenceMs: 600_000, decimals: 2, mean: 52, spread: 0.4, memory: 0.9, seasons: [{ periodMs: DAY_MS, amplitude: 1 }], trendPerDay: 0.04,
  },
} as const;

/** Simulated cases, compared with linear interpolation. */
export function simulatedCases(): GapCase[] {
  const range = { low: 50, high: 55 };
  return Object.entries(SCENARIOS).flatMap(([series, { cadenceMs, decimals, ...settings }]) => {
    const grid = createValueGrid(range, decimals);
    const next = createSignal({ ...settings, range, startMs: START_MS }, grid, createRng('gaps', series));
    const timeMs = Float64Array.from({ length: EVENTS }, (_, i) => START_MS + i * cadenceMs);
    const truth = timeMs.map((ms) => next(ms) / grid.scale);
    return PATTERNS.map((pattern) => {
      const missing = takeOut(pattern, series);
      return { series, pattern, rep: 0, cadenceMs, range, timeMs, truth, missing, reference: interpolate(truth, missing) };
    });
  });
}

/** The patterns of the shared folder: 10 % single drops, 15 %, runs of 5 to 20, four outages of 50 to 200. */
function takeOut(pattern: Pattern, key: string): number[] {
  const rng = createRng('missing', pattern, key);
  const missing = new Set<number>();
  const take = (from: number, count: number) => {
    for (let i = from; i < from + count && i < EVENTS - 2; i++) missing.add(i);
  };
  const between = (low: number, high: number) => low + Math.floor(rng.uniform() * (high - low + 1));
  if (pattern === 'blocks') while (missing.size < EVENTS / 10) take(between(2, EVENTS - 30), between(5, 20));
  else if (pattern === 'long') for (let k = 0; k < 4; k++) take(300 + 600 * k + between(0, 300), between(50, 200));
  else for (let i = 2; i < EVENTS - 2; i++) if (rng.uniform() < (pattern === 'singles' ? 0.1 : 0.145)) missing.add(i);
  return [...missing].sort((a, b) => a - b);
}

function interpolate(truth: Float64Array, missing: readonly number[]): number[] {
  const gone = new Set(missing);
  return missing.map((i) => {
    let [left, right] = [i, i];
    while (gone.has(left)) left--;
    while (gone.has(right)) right++;
    return truth[left] + ((i - left) / (right - left)) * (truth[right] - truth[left]);
  });
}
