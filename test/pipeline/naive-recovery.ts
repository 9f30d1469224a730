// What a recovery must come to, worked out the simple way: everything in memory, JSON.parse, BigInt nanoseconds, no batches.
import type { FieldNames } from '../../src/model/event.js';
import type { LineBucket } from '../../src/pipeline/accounting.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';

/** An input line that is an event. */
export interface NaiveEvent {
  readonly arrival: number;
  readonly raw: string;
  readonly sensor: string;
  readonly ns: bigint;
  readonly id: string | undefined;
  readonly value: number | null;
  readonly isSynthetic: boolean;
  readonly isFilled: boolean;
  readonly isFailed: boolean;
}

export interface NaiveLine {
  readonly raw: Buffer;
  readonly bucket: LineBucket;
}

export interface NaiveRecovery {
  readonly lines: readonly NaiveLine[];
  readonly filled: number;
  readonly gaps: number;
  readonly gapsLeft: number;
}

/** What a series is mended by. */
export interface NaiveCadence {
  /** NaN where it is not known. */
  readonly cadenceMs: number;
  readonly regular: boolean;
  readonly language?: { readonly resolutionNs: number };
}

const DEFAULT_MAX_GAP_STEPS = 60;

/** Classifies every line of a log that is recovered without a window, by cadences that never change. */
export function recoverNaively(
  lines: readonly Buffer[],
  options: RecoverOptions,
  cadenceOf: (sensor: string) => NaiveCadence,
): NaiveRecovery {
  const buckets = new Map<number, LineBucket>();
  const events: NaiveEvent[] = [];
  lines.forEach((line, arrival) => {
    const event = readEvent(line, arrival, options);
    if (event === 'blank' || event === 'deadLetters') buckets.set(arrival, event);
    else if (options.sensors?.includes(event.sensor) === false) buckets.set(arrival, 'outside');
    else events.push(event);
  });
  const sum = { filled: 0, gaps: 0, gapsLeft: 0 };
  for (const series of groupBy(events, ({ sensor }) => sensor).values()) {
    const settled = settleNaively(series, buckets);
    const { filled, gaps, gapsLeft } = mendNaively(settled, buckets, options, cadenceOf(settled[0].sensor));
    sum.filled += filled;
    sum.gaps += gaps;
    sum.gapsLeft += gapsLeft;
  }
  return { ...sum, lines: lines.map((raw, arrival) => ({ raw, bucket: buckets.get(arrival)! })) };
}

export function readEvent(line: Buffer, arrival: number, options: RecoverOptions): NaiveEvent | 'blank' | 'deadLetters' {
  const raw = line.toString();
  if (/^[ \t\r\n]*$/.test(raw)) return 'blank';
  if (!Buffer.from(raw).equals(line)) return 'deadLetters';
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(raw) as Record<string, unknown>;
  } catch {
    return 'deadLetters';
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'deadLetters';
  const fields = options.fields as FieldNames;
  const value = object[fields.temperature];
  const ns = readInstant(object[fields.timestamp]);
  const sensor = object[fields.sensor_id] ?? 'sensor';
  if (ns === undefined || (value !== null && !(typeof value === 'number' && Number.isFinite(value)))) return 'deadLetters';
  if (typeof sensor !== 'string') return 'deadLetters';
  const { low, high } = options.sensorRange ?? options.range ?? { low: 50, high: 55 };
  const isSynthetic = object.origin === 'filled' || object.origin === 'repaired';
  const isFailed = !isSynthetic && value !== null && (value < low || value > high);
  return { arrival, raw, sensor, ns, id: object[fields.event_id] as string | undefined, value, isSynthetic, isFilled: object.origin === 'filled', isFailed };
}

function readInstant(stamp: unknown): bigint | undefined {
  if (typeof stamp === 'number') return BigInt(stamp) * 1_000_000n;
  const match = typeof stamp === 'string' ? /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(stamp) : null;
  if (!match) return undefined;
  const [, date, time, fraction = '', zone] = match;
  const ms = Date.parse(`${date}T${time}${zone}`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(ms) || new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().slice(0, 10) !== date) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

/** One event an instant: the first that is good and observed, else the first good one, else the first. Gives them in order of time. */
function settleNaively(series: readonly NaiveEvent[], buckets: Map<number, LineBucket>): NaiveEvent[] {
  const rank = ({ isFailed, isSynthetic, value }: NaiveEvent) => (isFailed || value === null ? 2 : isSynthetic ? 1 : 0);
  const settled: NaiveEvent[] = [];
  for (const rivals of groupBy(series, ({ ns }) => ns).values()) {
    const kept = rivals.reduce((best, one) => (rank(one) < rank(best) ? one : best));
    settled.push(kept);
    for (const loser of rivals) {
      if (loser === kept) continue;
      const isTwin = (other: NaiveEvent) => (
        other !== loser && Object.is(other.value, loser.value)
        && (other.id === undefined || loser.id === undefined || other.id === loser.id)
      );
      // One that came before the kept one was kept until then, so it is compared with the kept one alone.
      const wasKept = loser === rivals[0];
      const twins = wasKept ? [kept] : rivals.filter(({ arrival }) => arrival < loser.arrival);
      buckets.set(loser.arrival, twins.some(isTwin) ? 'duplicates' : 'conflicts');
    }
  }
  return settled.sort((a, b) => (a.ns < b.ns ? -1 : 1));
}

interface Instant {
  readonly event: NaiveEvent;
  readonly isGood: boolean;
}

function mendNaively(
  settled: readonly NaiveEvent[],
  buckets: Map<number, LineBucket>,
  options: RecoverOptions,
  { cadenceMs, regular, language }: NaiveCadence,
): Pick<NaiveRecovery, 'filled' | 'gaps' | 'gapsLeft'> {
  const { repair = 'replace', fill = 'plausible', maxGapMs = DEFAULT_MAX_GAP_STEPS * cadenceMs } = options;
  const sum = { filled: 0, gaps: 0, gapsLeft: 0 };
  // Without a good line of its own a series has no language in which anything could be written.
  const canWrite = settled.some((event) => !event.isSynthetic && !event.isFailed && event.value !== null);
  const instants: Instant[] = [];
  for (const event of settled) {
    if (event.isSynthetic) buckets.set(event.arrival, 'synthetic');
    else if (event.value === null) buckets.set(event.arrival, 'missing');
    else if (!event.isFailed) buckets.set(event.arrival, 'observed');
    else buckets.set(event.arrival, repair === 'keep' ? 'kept' : 'dropped'); // `repaired` where its void is mended
    if (!event.isFailed || repair !== 'drop') {
      instants.push({ event, isGood: !event.isFailed && (event.value !== null || event.isSynthetic) });
    }
  }
  let last = -1;
  for (let next = 0; next <= instants.length; next++) {
    if (next < instants.length && !instants[next].isGood) continue;
    const bad = instants.slice(last + 1, next).map(({ event }) => event);
    let skipped = 0;
    for (let k = Math.max(last, 0); k < Math.min(next, instants.length - 1); k++) {
      const spacing = Number(instants[k + 1].event.ns - instants[k].event.ns) / 1e6;
      // Rounding the instant of a filled event can widen a spacing where the cadence is no whole number of what timestamps tell.
      const unitMs = (language?.resolutionNs ?? 0) / 1e6;
      const isRounded = unitMs > 0 && cadenceMs % unitMs !== 0 && (instants[k].event.isFilled || instants[k + 1].event.isFilled) && spacing <= 1.25 * cadenceMs + unitMs;
      if (regular && spacing >= 1.5 * cadenceMs && !isRounded) skipped += Math.round(spacing / cadenceMs) - 1;
    }
    if (bad.length + skipped > 0) {
      const isEdge = last < 0 || next === instants.length;
      const voidMs = isEdge ? NaN : Number(instants[next].event.ns - instants[last].event.ns) / 1e6 - cadenceMs;
      mendVoid(bad, skipped, canWrite && voidMs <= maxGapMs);
    }
    last = next;
  }
  return sum;

  function mendVoid(bad: readonly NaiveEvent[], skipped: number, isMended: boolean): void {
    if (skipped > 0) sum.gaps++;
    if (skipped > 0 && (!isMended || fill === 'none')) sum.gapsLeft++;
    if (!isMended) return;
    if (fill !== 'none') sum.filled += skipped + bad.filter((event) => event.value === null).length;
    if (repair !== 'replace') return;
    for (const event of bad) if (event.isFailed) buckets.set(event.arrival, 'repaired');
  }
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
