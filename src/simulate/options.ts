// What to simulate: one options object, its defaults in one place, and the check that it can be done exactly as asked.
import { DAY_MS, EARLIEST_MS, LATEST_MS } from '../model/calendar.js';
import { withDefaults } from '../model/defaults.js';
import { TelemendError } from '../model/errors.js';
import type { Range } from '../model/event.js';
import type { SimulatedFormat } from './log-spelling.js';
import type { ScenarioFault } from './scenario.js';

/** Events that arrive late: how many, and by how much at most. */
export interface Disorder {
  /** Share of the events, 0 to 1. */
  readonly share: number;
  /** Each is held back by a whole number of milliseconds, uniform from 1 to this. */
  readonly maxDelayMs: number;
}

/** A cycle that the signal goes through. */
export interface Season {
  readonly periodMs: number;
  /** Half of the way from its lowest to its highest, °C. */
  readonly amplitude: number;
}

/** What `generate` makes. Each rate is a share, 0 to 1, of all instants, and independent of the other rates. */
export interface GenerateOptions {
  /** How many sensors; their ids are s1, s2, ... Default 1. */
  readonly sensors?: number;
  /** Time between two readings of a sensor, whole milliseconds. Default 1 s. All sensors read at the same instants. */
  readonly intervalMs?: number;
  /** Time of the first reading, epoch milliseconds. Default 2026-01-01T00:00:00.000Z. */
  readonly startMs?: number;
  /** Readings are taken at startMs + k intervalMs, before startMs + durationMs. Default 1 h; not together with count. */
  readonly durationMs?: number;
  /** Readings over all sensors together, before any fault: the first `count` in order of time and sensor id. */
  readonly count?: number;
  /** The same seed and options give the same bytes. Default `telemend`. */
  readonly seed?: string | number;
  /** What a reading lies in unless it is deviated; bounds included, °C. Default 50 to 55. */
  readonly range?: Range;
  /** Mean of the signal, °C. Default: the middle of the range. */
  readonly mean?: number;
  /** Standard deviation of the signal, °C. Default: a tenth of the range. */
  readonly spread?: number;
  /** Correlation of a reading with the next one of its sensor (the AR(1) coefficient), from 0 to 0.999999. Default 0.95. */
  readonly memory?: number;
  /** Cycles that are added to the mean, each 0 and rising at the epoch and its multiples. Default none. */
  readonly seasons?: readonly Season[];
  /** How much the mean rises a day from the first reading on, °C. Default 0. */
  readonly trendPerDay?: number;
  /** Decimals of a value, 0 to 6. Default 2. */
  readonly decimals?: number;
  /** Readings out of the range, status deviated. Default 0. */
  readonly errorRate?: number;
  /** Readings never written. Default 0. */
  readonly skipRate?: number;
  /** Lines written a second time, later. Default 0. */
  readonly duplicateRate?: number;
  /** Lines damaged so that they are events no longer. Default 0. */
  readonly corruptRate?: number;
  /** Default: none. */
  readonly disorder?: Disorder;
  /** Further faults, of any kind of the catalogue. Default none. */
  readonly faults?: readonly ScenarioFault[];
  /** Of the log; the answer sheet is always JSON lines. Default jsonl. */
  readonly format?: SimulatedFormat;
  /** Whether the answer sheet is written too. Default false. */
  readonly truth?: boolean;
  /** About how many bytes a chunk holds. Default 256 KiB; changes no byte of the whole. */
  readonly chunkBytes?: number;
}

/** Numbers a check lets through. */
interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
}

const FROM_ONE: Bounds = { from: 1, to: Number.MAX_SAFE_INTEGER, whole: true };
/** Nearer to 1 a sensor would hardly move within any log. */
const MAX_MEMORY = 0.999_999;

/** The options with every blank filled in and `count` instead of a duration. */
export type GenerateSettings = Required<Omit<GenerateOptions, 'durationMs'>>;

/** The defaults that are plain values; mean and spread follow the range, count the duration. */
export const GENERATE_DEFAULTS: Required<Omit<GenerateOptions, 'mean' | 'spread' | 'count'>> = Object.freeze({
  sensors: 1,
  intervalMs: 1000,
  startMs: Date.UTC(2026, 0, 1),
  durationMs: 3_600_000,
  seed: 'telemend',
  range: Object.freeze({ low: 50, high: 55 }),
  memory: 0.95,
  seasons: Object.freeze([]),
  trendPerDay: 0,
  decimals: 2,
  errorRate: 0,
  skipRate: 0,
  duplicateRate: 0,
  corruptRate: 0,
  disorder: Object.freeze({ share: 0, maxDelayMs: 0 }),
  faults: Object.freeze([]),
  format: 'jsonl',
  truth: false,
  chunkBytes: 256 * 1024,
});

/**
 * Fills in the defaults and checks what was given.
 *
 * @throws TelemendError `usage`, naming the option and what it may be.
 */
export function resolveGenerateOptions(options: GenerateOptions): GenerateSettings {
  if (options.count !== undefined && options.durationMs !== undefined) {
    throw new TelemendError('usage', 'count and duration are both given', { hint: 'give one of them: each fixes how long the log is' });
  }
  const { durationMs, ...plain } = withDefaults(GENERATE_DEFAULTS, options);
  const { low, high } = plain.range;
  check('sensors', plain.sensors, FROM_ONE);
  check('interval', plain.intervalMs, FROM_ONE, 'ms');
  check('duration', durationMs, { from: 0, to: Number.MAX_SAFE_INTEGER }, 'ms');
  check('decimals', plain.decimals, { from: 0, to: 6, whole: true });
  checkRange(plain.range, plain.decimals);
  const count = plain.sensors * Math.ceil(durationMs / plain.intervalMs);
  const settings = { ...plain, ...withDefaults({ mean: (low + high) / 2, spread: (high - low) / 10, count }, options) };
  check('count', settings.count, { ...FROM_ONE, from: 0 });
  check('start', settings.startMs, { from: EARLIEST_MS, to: LATEST_MS, whole: true }, 'ms');
  check('end', lastInstantMs(settings), { from: EARLIEST_MS, to: LATEST_MS }, 'ms');
  check('mean', settings.mean, { from: low, to: high }, '°C');
  check('spread', settings.spread, { from: 0, to: high - low }, '°C');
  check('memory', settings.memory, { from: 0, to: MAX_MEMORY });
  settings.seasons.forEach(({ periodMs, amplitude }, i) => {
    check(`seasons[${i}].period`, periodMs, { from: 1, to: Number.MAX_SAFE_INTEGER }, 'ms');
    check(`seasons[${i}].amplitude`, amplitude, { from: 0, to: high - low }, '°C');
  });
  checkTrend(settings);
  for (const name of ['errorRate', 'skipRate', 'duplicateRate', 'corruptRate'] as const) check(name, settings[name], { from: 0, to: 1 });
  const { share, maxDelayMs } = settings.disorder;
  check('disorder share', share, { from: 0, to: 1 });
  check('disorder delay', maxDelayMs, { ...FROM_ONE, from: share > 0 ? 1 : 0 }, 'ms');
  check('chunkBytes', settings.chunkBytes, FROM_ONE);
  return settings;
}

/** Time of the last reading of all. */
function lastInstantMs({ count, sensors, startMs, intervalMs }: GenerateSettings): number {
  return startMs + Math.max(0, Math.ceil(count / sensors) - 1) * intervalMs;
}

// Readings that would lie out of the range are folded back into it, so a trend that leaves it would end in a flat line at a bound.
function checkTrend(settings: GenerateSettings): void {
  const { mean, trendPerDay, range, startMs } = settings;
  const last = mean + (trendPerDay * (lastInstantMs(settings) - startMs)) / DAY_MS;
  if (last >= range.low && last <= range.high) return;
  throw new TelemendError('usage', `trend cannot be ${trendPerDay}: it leads the mean out of the range, from ${mean} to ${last}`, {
    hint: 'give a smaller trend, a shorter duration, or a wider range',
  });
}

function check(name: string, value: number, { from, to, whole = false }: Bounds, unit = ''): void {
  if (value >= from && value <= to && (!whole || Number.isSafeInteger(value))) return;
  const what = whole ? 'a whole number' : 'a number';
  const bound = to === Number.MAX_SAFE_INTEGER ? `of at least ${from}` : `from ${from} to ${to}`;
  throw new TelemendError('usage', `${name} cannot be ${value}`, { hint: `it is ${what} ${bound} ${unit}`.trimEnd() });
}

function checkRange({ low, high }: Range, decimals: number): void {
  const limit = 2 ** 52 / 10 ** decimals / 4;
  if (low <= high && Math.abs(low) <= limit && Math.abs(high) <= limit) return;
  throw new TelemendError('usage', `range cannot be ${low}:${high}`, { hint: 'write the lower bound first, as in 50:55' });
}
