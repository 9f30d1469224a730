// Small random logs with everything in them that a log can hold, and random ways to recover them.
import fc from 'fast-check';
import { OWN_FIELD_NAMES, type FieldNames } from '../../src/model/event.js';
import { formatInstant, type PlainSpelling } from '../../src/model/instant.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { createRng, type Rng } from '../../src/stats/rng.js';

/** Runs of each property: few, so that the suite stays fast; PROPERTY_RUNS=2000 looks harder. */
export const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 30) };

/** Of properties that recover a log several times. */
export const FEW_RUNS = { numRuns: Math.ceil(RUNS.numRuns / 3) };

export const START_MS = Date.UTC(2026, 0, 1);

/** What becomes of a step of a series' cadence. */
const FATES = [
  'good', 'skipped', 'failed', 'null', 'suspect', 'copied', 'copied-respelled', 'conflict', 'conflict-after-failed', 'filled', 'repaired',
] as const;
type Fate = (typeof FATES)[number];

export interface RandomSeries {
  readonly id: string | undefined;
  readonly cadenceMs: number;
  /** Share of the cadence by which instants stray. */
  readonly jitter: number;
  readonly spelling: PlainSpelling;
  readonly offsetMs: number;
  readonly hasIds: boolean;
  readonly hasStatus: boolean;
  readonly isSpaced: boolean;
  readonly steps: readonly { readonly fate: Fate; readonly count: number }[];
  /** Some timestamps are finer than the others, which decide how the series spells its instants. */
  readonly hasFineStamps: boolean;
  /** Readings of a faulty clock, days from the rest. */
  readonly outlierDays: readonly number[];
}

export interface RandomLog {
  readonly series: readonly RandomSeries[];
  /** How far lines move from their place, in cadences of their series. */
  readonly disorder: number;
  readonly noise: number;
  readonly lineEnd: 'lf' | 'crlf' | 'mixed';
  /** `whole`, or the last line without its newline, or cut in the middle. */
  readonly ending: 'whole' | 'torn' | 'cut';
  readonly cuts: readonly number[];
  readonly fields: FieldNames;
  readonly salt: number;
}

const SPELLINGS: readonly PlainSpelling[] = [
  { kind: 'text', separator: 'T', zone: 'Z', digits: 3 },
  { kind: 'text', separator: ' ', zone: '+05:30', digits: 6 },
  { kind: 'text', separator: 'T', zone: 'Z', digits: 0 },
  { kind: 'number', unit: 'ms', digits: 0 },
];

const FOREIGN_NAMES: FieldNames = { event_id: 'id', sensor_id: 'device', timestamp: 'ts', temperature: 'value', status: 'state' };

const fateArbitrary = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>('good') },
  { weight: 10, arbitrary: fc.constantFrom<Fate>(...FATES) },
);

const stepsArbitrary = fc.array(
  fc.record({
    fate: fateArbitrary,
    count: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.integer({ min: 5, max: 30 }) }),
  }),
  { minLength: 1, maxLength: 9 },
);

export interface LogTraits {
  /** Timestamps finer than those of the rest of their series. */
  readonly hasFineStamps?: boolean;
  readonly fates?: readonly Fate[];
}

function seriesArbitrary({ hasFineStamps = true, fates = FATES }: LogTraits): fc.Arbitrary<RandomSeries> {
  return fc.record({
    id: fc.constantFrom('a', 'b', 's-10', 'é', undefined),
    cadenceMs: fc.constantFrom(1000, 2500, 60_000),
    jitter: fc.constantFrom(0, 0, 0.05, 0.15),
    spelling: fc.constantFrom(...SPELLINGS),
    offsetMs: fc.integer({ min: 0, max: 5000 }),
    hasIds: fc.boolean(),
    hasStatus: fc.boolean(),
    isSpaced: fc.boolean(),
    hasFineStamps: hasFineStamps ? fc.constantFrom(false, false, false, true) : fc.constant(false),
    steps: stepsArbitrary.map((steps) => steps.map((step) => (fates.includes(step.fate) ? step : { ...step, fate: 'good' as const }))),
    outlierDays: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(-4000, -30, 45, 3000), { maxLength: 2 }) },
    ),
  });
}

export function logArbitrary(traits: LogTraits = {}): fc.Arbitrary<RandomLog> {
  return fc.record({
    series: fc.uniqueArray(seriesArbitrary(traits), { minLength: 1, maxLength: 3, selector: (one) => one.id }),
    disorder: fc.constantFrom(0, 0, 3, 1000),
    noise: fc.constantFrom(0, 0, 1, 4),
    lineEnd: fc.constantFrom('lf', 'lf', 'crlf', 'mixed'),
    ending: fc.constantFrom('whole', 'whole', 'torn', 'cut'),
    cuts: fc.array(fc.nat(), { maxLength: 2 }),
    fields: fc.constantFrom(OWN_FIELD_NAMES, FOREIGN_NAMES),
    salt: fc.nat(),
  });
}

interface PlacedLine {
  readonly arrivalMs: number;
  readonly text: string | Buffer;
}

/** The lines of a log in order of arrival, without line ends. */
export function linesOfLog(log: RandomLog): Buffer[] {
  const rng = createRng('log', log.salt);
  const lines: PlacedLine[] = log.series.flatMap((series) => linesOfSeries(series, log, rng));
  lines.sort((a, b) => a.arrivalMs - b.arrivalMs);
  const ordered = lines.map(({ text }) => Buffer.from(text));
  for (let k = 0; k < log.noise; k++) ordered.splice(below(rng, ordered.length + 1), 0, Buffer.from(noiseLine(rng, log.fields)));
  return ordered;
}

/** The bytes of the files that the log is made of. */
export function filesOfLog(log: RandomLog): Buffer[] {
  const rng = createRng('ends', log.salt);
  const lines = linesOfLog(log);
  const bounds = [0, ...log.cuts.map((cut) => cut % (lines.length + 1)).sort((a, b) => a - b), lines.length];
  const files = bounds.slice(1).map((to, i) => Buffer.concat(lines.slice(bounds[i], to).flatMap((line) => [line, lineEnd(log, rng)])));
  if (log.ending === 'whole') return files;
  // Every file of a crashed logger may end in a torn line.
  return files.map((bytes) => bytes.subarray(0, Math.max(0, bytes.length - (log.ending === 'torn' ? 1 : 1 + below(rng, 40)))));
}

function lineEnd({ lineEnd }: RandomLog, rng: Rng): Buffer {
  const isLong = lineEnd === 'crlf' || (lineEnd === 'mixed' && rng.uniform() < 0.5);
  return Buffer.from(isLong ? '\r\n' : '\n');
}

function linesOfSeries(series: RandomSeries, log: RandomLog, rng: Rng): PlacedLine[] {
  const lines: PlacedLine[] = [];
  const isWholeSeconds = series.spelling.kind === 'text' && series.spelling.digits === 0;
  const cadenceMs = isWholeSeconds ? Math.ceil(series.cadenceMs / 1000) * 1000 : series.cadenceMs;
  const put = (text: string, timeMs: number) => {
    const delay = log.disorder === 0 ? 0 : Math.floor(rng.uniform() * log.disorder) * cadenceMs;
    lines.push({ arrivalMs: timeMs + delay, text });
  };
  let step = 0;
  const instant = () => START_MS + series.offsetMs + Math.round((step + series.jitter * (2 * rng.uniform() - 1)) * cadenceMs);
  for (const { fate, count } of series.steps) {
    for (let k = 0; k < count; k++, step++) {
      const timeMs = instant();
      for (const text of linesOfStep(fate, timeMs, step, series, log, rng)) put(text, timeMs);
    }
  }
  for (const days of series.outlierDays) {
    const timeMs = START_MS + days * 86_400_000;
    put(linesOfStep('good', timeMs, ++step, series, log, rng)[0], timeMs);
  }
  return lines;
}

function linesOfStep(fate: Fate, timeMs: number, step: number, series: RandomSeries, log: RandomLog, rng: Rng): string[] {
  const good = 50 + below(rng, 501) / 100;
  const failed = rng.uniform() < 0.5 ? 60 + below(rng, 100) / 10 : 20 - below(rng, 100) / 10;
  const line = (value: number | null, more: LineTraits = {}) => eventLine(series, log.fields, timeMs, step, value, more);
  switch (fate) {
    case 'skipped': return [];
    case 'good': return [line(good)];
    case 'failed': return [line(failed, { status: rng.uniform() < 0.7 ? 'deviated' : 'normal' })];
    case 'null': return [line(null)];
    case 'suspect': return [line(good, { status: 'deviated' })];
    case 'copied': return [line(good), line(good)];
    case 'copied-respelled': return [line(good), line(good, { extra: true }), line(good, { idSuffix: 'x' })];
    case 'conflict': return [line(good), line(good + 0.5), line(null)];
    case 'conflict-after-failed': return [line(failed), line(good), line(failed)];
    case 'filled': return [line(good, { origin: 'filled' })];
    case 'repaired': return [line(good, { origin: 'repaired' })];
  }
}

interface LineTraits {
  readonly status?: string;
  readonly extra?: boolean;
  readonly idSuffix?: string;
  readonly origin?: string;
}

function eventLine(
  series: RandomSeries,
  fields: FieldNames,
  timeMs: number,
  step: number,
  value: number | null,
  traits: LineTraits,
): string {
  const { id, hasIds, hasStatus, isSpaced } = series;
  const isFine = series.hasFineStamps && step % 3 === 1 && series.spelling.kind === 'text';
  const spelling = isFine ? { ...series.spelling, digits: 9 } : series.spelling;
  const members: [string, unknown][] = [];
  if (hasIds) members.push([fields.event_id, `${id ?? ''}-${step}${traits.idSuffix ?? ''}`]);
  if (id !== undefined) members.push([fields.sensor_id, id]);
  const stamp = formatInstant(timeMs, 0, spelling);
  members.push([fields.timestamp, spelling.kind === 'number' ? Number(stamp) : stamp]);
  members.push([fields.temperature, value === null ? null : Math.round(value * 100) / 100]);
  if (hasStatus || traits.status === 'deviated') members.push([fields.status, traits.status ?? 'normal']);
  if (traits.extra) members.push(['note', 'ünknown "field"']);
  if (traits.origin) {
    members.push(['origin', traits.origin], ['flag', 1], ['mean', 52.5], ['sd', 0.5], ['lo', 51], ['hi', 54], ['method', 'ar1']);
  }
  const [comma, colon] = isSpaced ? [', ', ': '] : [',', ':'];
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}${colon}${JSON.stringify(member)}`).join(comma)}}`;
}

/** Lines that are blank or no events. */
function noiseLine(rng: Rng, fields: FieldNames): string | Buffer {
  const { timestamp, temperature } = fields;
  const stamp = '2026-01-01T00:00:01.000Z';
  const choices: readonly (string | Buffer)[] = [
    '', '  \t', '{"truncated":', 'not json', '[1,2]', '"text"', 'null', '\0\0\0',
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    `{"${temperature}":52.1}`, `{"${timestamp}":"${stamp}"}`, `{"${timestamp}":"${stamp}","${temperature}":"52.1"}`,
    `{"${timestamp}":"${stamp}","${temperature}":1e400}`, `{"${timestamp}":"2026-02-30T00:00:00Z","${temperature}":52.1}`,
    `{"${timestamp}":"2026-01-01T00:00:00","${temperature}":52.1}`, `{"${timestamp}":true,"${temperature}":52.1}`,
  ];
  return choices[below(rng, choices.length)];
}

function below(rng: Rng, end: number): number {
  return Math.floor(rng.uniform() * end);
}

/** Options without a window: every line is inside. */
export function optionsArbitrary(log: RandomLog): fc.Arbitrary<RecoverOptions> {
  return fc.record({
    fields: fc.constant(log.fields),
    maxGapMs: fc.constantFrom(undefined, undefined, 0, 3000, 20_000, 3_600_000),
    repair: fc.constantFrom('replace', 'replace', 'drop', 'keep'),
    fill: fc.constantFrom('plausible', 'plausible', 'linear', 'hold', 'none'),
    value: fc.constantFrom('draw', 'mean'),
    sensorRange: fc.constantFrom(undefined, { low: 15, high: 65 }),
    intervals: fc.constantFrom([], log.series.map(({ id, cadenceMs }) => ({ pattern: id ?? 'sensor', intervalMs: cadenceMs }))),
    annotate: fc.boolean(),
    seed: fc.constantFrom('1', '2'),
  });
}

/** Some of the log's series, and a window of event time. */
export function windowArbitrary(log: RandomLog): fc.Arbitrary<Pick<RecoverOptions, 'sensors' | 'from' | 'to'>> {
  const spanMs = Math.max(...log.series.map(({ steps, cadenceMs }) => steps.reduce((sum, { count }) => sum + count, 0) * cadenceMs));
  const moment = fc.option(
    fc.integer({ min: -10_000, max: spanMs + 10_000 }).map((ms) => ({ kind: 'absolute' as const, timeMs: START_MS + ms, timeNs: 0 })),
    { nil: undefined },
  );
  return fc.record({
    sensors: fc.option(fc.subarray(log.series.map(({ id }) => id ?? 'sensor'), { minLength: 1 }), { nil: undefined, freq: 2 }),
    from: moment,
    to: moment,
  });
}

export interface Case {
  readonly log: RandomLog;
  readonly options: RecoverOptions;
}

/** A log and how it is recovered; `windowed` with --from, --to and --sensor. */
export function caseArbitrary({ windowed = false, ...traits }: LogTraits & { readonly windowed?: boolean } = {}): fc.Arbitrary<Case> {
  return logArbitrary(traits).chain((log) => fc.record({
    log: fc.constant(log),
    options: windowed
      ? fc.tuple(optionsArbitrary(log), windowArbitrary(log)).map(([options, window]) => ({ ...options, ...window }))
      : optionsArbitrary(log),
  }));
}
