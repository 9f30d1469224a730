// Scenarios understood and checked: each fault with everything filled in, or a message that names the place of the bad value.
import { parseDuration } from '../model/duration.js';
import { TelemendError } from '../model/errors.js';
import type { Range } from '../model/event.js';
import { findFaultKind, CATALOGUE } from './faults/catalogue.js';
import { CORRUPTIONS, type Corruption } from './faults/corruption.js';
import type { EpisodePlan } from './faults/episodes.js';
import type { FaultKind, MagnitudeUnit } from './faults/kind.js';
import type { GenerateSettings } from './options.js';
import { DIRECTIONS, ONSETS, type ScenarioFault } from './scenario.js';

/** A fault of a scenario, ready to be put into a log. */
export interface FaultPlan extends EpisodePlan {
  readonly kind: FaultKind;
  /** Which of the scenario's faults of this kind it is, from 0: the key of its random streams. */
  readonly occurrence: number;
  readonly sensors: string;
  readonly corruption?: Corruption;
}

type PlanSettings = Pick<GenerateSettings, 'faults' | 'mean' | 'spread' | 'range' | 'intervalMs'>;

/** What a key of a fault may hold, in the words of the hint. */
const KEYS: Readonly<Record<keyof ScenarioFault, string>> = {
  fault: `one of ${CATALOGUE.map(({ name }) => name).join(', ')}`,
  sensors: 'a pattern of sensor ids: s1, or s*',
  rate: 'a share from 0 to 1: 0.05 is 5 %',
  from: 'how long after the start of the log: 10m',
  to: 'how long after the start of the log, later than from: 20m',
  magnitude: '',
  duration: 'how long a run lasts, 5m, or 1m:10m',
  onset: `one of ${ONSETS.join(', ')}`,
  direction: `one of ${DIRECTIONS.join(', ')}`,
};

const MAGNITUDE_TEXT: Readonly<Record<MagnitudeUnit, string>> = {
  '°C': '°C, as 2.5, or "1:5"',
  '°C an hour': '°C an hour, as 2.5, or "1:5"',
  share: 'a share, as 0.05, or "0.01:0.1"',
  time: 'a duration, as "5s", or "1s:5s"',
  'time an hour': 'a duration for each hour, as "5s", or "1s:5s"',
  readings: 'a number of readings, as 2, or "1:5"',
};

const USUAL_RUN_READINGS = 60;
const MAX_MAGNITUDE = 1e9;

/**
 * The plans of a scenario in the order in which the faults act on a reading.
 *
 * @throws TelemendError `usage`, naming the place, as in `faults[2].rate`.
 */
export function planFaults(settings: PlanSettings): FaultPlan[] {
  const faults: unknown = settings.faults;
  if (!Array.isArray(faults)) throw unusable('faults', faults, 'a list of faults');
  const occurrences = new Map<FaultKind, number>();
  const plans = faults.map((fault: unknown, i) => {
    const plan = planFault(fault, `faults[${i}]`, settings);
    const occurrence = occurrences.get(plan.kind) ?? 0;
    occurrences.set(plan.kind, occurrence + 1);
    return { ...plan, occurrence };
  });
  return plans.sort((a, b) => CATALOGUE.indexOf(a.kind) - CATALOGUE.indexOf(b.kind));
}

function planFault(given: unknown, path: string, settings: PlanSettings): Omit<FaultPlan, 'occurrence'> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw unusable(path, given, 'an object such as {"fault": "spike", "rate": 0.01}');
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(KEYS, key)) throw new TelemendError('usage', `${path}.${key} is no key of a fault`, { hint: `the keys are ${Object.keys(KEYS).join(', ')}` });
  }
  const fault = given as Partial<Record<keyof ScenarioFault, unknown>>;
  const refuse = (key: keyof ScenarioFault, what = KEYS[key]) => unusable(`${path}.${key}`, fault[key], what);
  const name = text(fault.fault);
  const kind = name === undefined ? undefined : findFaultKind(name);
  if (name === undefined || !kind) throw refuse('fault');
  const [fromMs, toMs] = (['from', 'to'] as const).map((key) => {
    const ms = durationOr(fault[key], key === 'from' ? 0 : Infinity);
    if (ms === undefined) throw refuse(key);
    return ms;
  });
  if (toMs <= fromMs) throw refuse(fault.to === undefined ? 'from' : 'to');
  const { rate, sensors = '*', onset = kind.onsets[0], direction = 'both' } = fault;
  if (rate !== undefined && !(typeof rate === 'number' && rate >= 0 && rate <= 1)) throw refuse('rate');
  if (rate === undefined && fault.from === undefined && fault.to === undefined) {
    throw new TelemendError('usage', `${path} says neither rate nor from or to`, { hint: 'give a rate, 0.01, or a stretch of time, "from": "10m", "to": "20m"' });
  }
  if (typeof sensors !== 'string' || sensors === '') throw refuse('sensors');
  if (!isOneOf(kind.onsets, onset)) throw refuse('onset', isOneOf(ONSETS, onset) ? `${kind.onsets.join(' or ')} for ${kind.name}` : KEYS.onset);
  if (!isOneOf(DIRECTIONS, direction)) throw refuse('direction');
  if (fault.direction !== undefined && !kind.directed) throw refuse('direction', `for faults that have a direction; ${kind.name} has none`);
  if (fault.duration !== undefined && kind.lasts !== 'run') throw refuse('duration', `for faults that last; ${kind.name} does not`);
  const readings = runReadings(fault.duration, kind, rate === undefined, settings.intervalMs);
  if (!readings) throw refuse('duration');
  const magnitude = magnitudeOf(fault.magnitude, kind, settings);
  if (!magnitude) throw refuse('magnitude', kind.magnitude ? MAGNITUDE_TEXT[kind.magnitude.unit] : `for faults that have a size; ${kind.name} has none`);
  const meanReadings = (readings.low + readings.high) / 2;
  return {
    kind,
    sensors,
    // Runs of L readings with idle times of (1 - p) / p between them cover a share of L / (L + (1 - p) / p) of all instants.
    startChance: rate === undefined ? 1 : kind.lasts === 'run' ? rate / (rate + meanReadings * (1 - rate)) : rate,
    once: rate === undefined && kind.lasts !== 'reading',
    adds: kind.lasts === 'rest',
    whole: kind.magnitude?.unit === 'readings',
    fromMs,
    toMs,
    readings,
    magnitude,
    direction: kind.directed ? direction : 'up',
    onset,
    corruption: CORRUPTIONS.find((corruption) => corruption === name.toLowerCase()),
  };
}

function runReadings(duration: unknown, kind: FaultKind, isOneStretch: boolean, intervalMs: number): Range | undefined {
  if (kind.lasts === 'rest' || (duration === undefined && kind.lasts === 'run' && isOneStretch)) return { low: Infinity, high: Infinity };
  if (kind.lasts === 'reading') return { low: 1, high: 1 };
  if (duration === undefined) return { low: USUAL_RUN_READINGS, high: USUAL_RUN_READINGS };
  const span = spanOf(duration, readDuration);
  return span && span.low > 0 ? { low: Math.ceil(span.low / intervalMs), high: Math.ceil(span.high / intervalMs) } : undefined;
}

function magnitudeOf(given: unknown, { magnitude }: FaultKind, settings: PlanSettings): Range | undefined {
  if (given === undefined) return magnitude?.usual(settings) ?? { low: 0, high: 0 };
  if (!magnitude) return undefined;
  const isTime = magnitude.unit === 'time' || magnitude.unit === 'time an hour';
  const span = spanOf(given, isTime ? readDuration : readNumber);
  const isWhole = magnitude.unit === 'readings';
  if (!span || span.low < (isWhole ? 1 : 0) || span.high > (isTime ? Number.MAX_SAFE_INTEGER : MAX_MAGNITUDE)) return undefined;
  return isWhole && !(Number.isInteger(span.low) && Number.isInteger(span.high)) ? undefined : span;
}

/** `LOW:HIGH` or a single value, each read by `read`; undefined where it is neither. */
function spanOf(given: unknown, read: (one: unknown) => number | undefined): Range | undefined {
  const parts: unknown[] = typeof given === 'string' ? given.split(':') : [given];
  if (parts.length > 2) return undefined;
  const [low, high = low] = parts.map(read);
  return low !== undefined && high !== undefined && low <= high ? { low, high } : undefined;
}

function readNumber(given: unknown): number | undefined {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function readDuration(given: unknown): number | undefined {
  try {
    return typeof given === 'string' ? parseDuration(given) : undefined;
  } catch {
    return undefined;
  }
}

function durationOr(given: unknown, otherwise: number): number | undefined {
  return given === undefined ? otherwise : readDuration(given);
}

function text(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined;
}

function isOneOf<T>(choices: readonly T[], given: unknown): given is T {
  return choices.includes(given as T);
}

function unusable(path: string, given: unknown, what: string): TelemendError {
  const said = given === undefined ? 'is missing' : `cannot be ${JSON.stringify(given)}`;
  return new TelemendError('usage', `${path} ${said}`, { hint: `it is ${what}` });
}
