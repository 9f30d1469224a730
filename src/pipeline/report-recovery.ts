// Everything that is shown of a recovery, read once from the clean series, its audit and its dead letters, in bounded memory.
import { createDecoder } from '../io/create-decoder.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import type { OpenOptions } from '../io/open-event-log.js';
import { formatOf } from '../io/format-of.js';
import { readJsonLines } from '../io/json-lines.js';
import type { Log } from '../io/log.js';
import type { LineFormat } from '../io/line-format.js';
import { scanLog } from '../io/scan.js';
import { withClean, withLog } from './saved-logs.js';
import { rawLine, type Batch } from '../model/batch.js';
import type { DeadLetterCode } from '../model/dead-letter.js';
import { withDefaults } from '../model/defaults.js';
import { Flag, Origin, reasonNames } from '../model/flag.js';
import type { Instant } from '../model/instant.js';
import type { DeadLetterReport, RecoveryReport, RunReport } from '../model/recovery-report.js';
import { SeriesTable } from '../model/series.js';
import { SignedHistogram } from '../stats/round-histogram.js';
import { convertNumber } from '../model/unit.js';
import { asWritten, unitOf } from '../validate/check-rules.js';
import { createChecks } from '../validate/checks.js';
import { AuditGatherer } from './audit-gatherer.js';
import { thinTo } from './point-budget.js';
import { ReasonTally } from './reason-tally.js';
import type { SavedManifest } from './saved-manifest.js';
import { SeriesGatherer } from './series-gatherer.js';

/** Where a recovery is read from; what is not named is not there. */
export interface ReportSources {
  readonly clean: string;
  readonly manifest?: SavedManifest;
  readonly audit?: string;
  readonly dead?: string;
}

/** What is shown of it. */
export interface ReportOptions {
  /** How lines are read where no manifest says it. */
  readonly decode?: Partial<DecodeOptions> & OpenOptions;
  readonly sensors?: readonly string[];
  /** Only events of [from, to). */
  readonly from?: Instant;
  readonly to?: Instant;
}

/** What a page can hold: points of each kind over all series, voids, and series. */
const MOST_POINTS = { observed: 120_000, made: 60_000, setAside: 40_000 } as const;
const MOST_VOIDS = 10_000;
const LEAST_VOIDS_A_SERIES = 20;
const MOST_SERIES = 1000;
const RAW_CHARACTERS = 200;
/** s2 before s10, as people look for them. */
const BY_ID = new Intl.Collator('en', { numeric: true });

/**
 * Gathers it. O(bytes of the files); memory: the points that are shown.
 *
 * @throws TelemendError where a file cannot be read, or an audit holds lines that are none.
 */
export async function reportRecovery(sources: ReportSources, options: ReportOptions = {}): Promise<RecoveryReport> {
  const { clean, manifest, audit, dead } = sources;
  const table = new SeriesTable();
  const series: (SeriesGatherer | undefined)[] = [];
  const rhythms = new Map(manifest?.series.map((rhythm) => [rhythm.sensorId, rhythm]));
  const isWanted = (id: string) => options.sensors?.includes(id) ?? true;
  const isInside = ({ from, to }: ReportOptions, timeMs: number) => !(from && timeMs < exactMs(from)) && !(to && timeMs >= exactMs(to));
  let [seriesShown, seriesLeft] = [0, 0];
  const gathererOf = (s: number): SeriesGatherer | undefined => {
    if (s in series) return series[s];
    const id = table.id(s);
    if (!isWanted(id)) return (series[s] = undefined);
    if (seriesShown === MOST_SERIES) seriesLeft++;
    else seriesShown++;
    return (series[s] = seriesLeft > 0 ? undefined : new SeriesGatherer(id, rhythms.get(id)));
  };
  const thin = () => {
    const shown = series.filter((one) => one !== undefined);
    thinTo(MOST_POINTS.observed, shown.map((one) => one.observed));
    thinTo(MOST_POINTS.made, shown.map((one) => one.made));
    thinTo(MOST_POINTS.setAside, shown.flatMap((one) => [one.replaced, one.setAside]));
  };

  const readOptions = { ...options.decode, ...manifest?.options };
  const decodeOptions = withDefaults(DECODE_DEFAULTS, readOptions);
  const check = createChecks(manifest && asWritten(manifest.options), (one) => table.id(one));
  const reasons = new ReasonTally();
  const errors = new SignedHistogram();
  let events = 0;
  await withClean(clean, readOptions, async (log, cleanOptions) => {
    const { readFields } = formatOf(cleanOptions);
    for await (const { decoded: { batch } } of scanLog(log, createDecoder(cleanOptions, table).decode, { maxLineBytes: Infinity })) {
      if (manifest) check(batch);
      for (let row = 0; row < batch.count; row++) addRow(batch, row, readFields);
      thin();
    }
  });

  function addRow(batch: Batch, row: number, readFields: LineFormat['readFields']): void {
    const gatherer = gathererOf(batch.series[row]);
    const timeMs = exactMs({ timeMs: batch.timeMs[row], timeNs: batch.timeNs[row] });
    if (!gatherer || !isInside(options, timeMs)) return;
    events++;
    const value = batch.value[row];
    if (batch.origin[row] !== Origin.Observed) addMade(gatherer, timeMs, value, readFields(rawLine(batch, row)));
    else if (!Number.isNaN(value)) {
      const flag = manifest?.options.annotate ? Number(readFields(rawLine(batch, row)).flag) : batch.flag[row];
      gatherer.addObserved({ timeMs, value, flag });
      if (flag === Flag.Suspect || flag === Flag.Fail) reasons.add(flag, reasonNames(batch.reason[row]));
    }
  }

  function addMade(gatherer: SeriesGatherer, timeMs: number, value: number, made: Readonly<Record<string, unknown>>): void {
    const { origin, mean, observed, reason } = made;
    gatherer.addMade({
      timeMs, value, lo: numberOf(made.lo), hi: numberOf(made.hi), origin: origin === 'filled' ? 'filled' : 'repaired', method: textOf(made.method),
    });
    if (typeof observed !== 'number') return;
    gatherer.addSetAside({ timeMs, value: observed, why: textOf(reason), outcome: 'replaced' });
    reasons.add(Flag.Fail, textOf(reason).split(','));
    if (typeof mean === 'number') errors.add(observed - mean);
  }

  /** The audit is in the unit of the log. */
  function asShown(sensorId: string, value: number): number {
    const own = unitOf(manifest?.options ?? {}, sensorId);
    return convertNumber(value, own, manifest?.options.outputUnit ?? own);
  }

  const readOriginal = formatOf(decodeOptions).readFields;
  const entries = audit === undefined ? undefined : new AuditGatherer(
    (id) => gathererOf(table.indexOf(id)),
    (timeMs) => isInside(options, timeMs),
    (raw) => numberOf(readOriginal(raw)[decodeOptions.fields.temperature]),
    asShown,
    reasons,
  );
  if (entries) {
    await withLog(audit!, async (log) => {
      for await (const lines of readJsonLines(log)) {
        for (const { object } of lines) entries.add(object);
        thin();
      }
    });
  }
  const deadLetters = dead === undefined ? undefined : await withLog(dead, gatherDeadLetters);

  const shown = series.filter((one) => one !== undefined);
  const mostVoids = Math.max(LEAST_VOIDS_A_SERIES, Math.floor(MOST_VOIDS / Math.max(1, shown.length)));
  return {
    name: clean,
    run: manifest && runOf(manifest),
    events,
    series: shown.map((one) => one.report(mostVoids)).sort((a, b) => BY_ID.compare(a.sensorId, b.sensorId)),
    seriesLeft,
    filledVoids: entries?.filledVoids.bins(),
    openVoids: entries?.openVoids.bins(),
    errors: errors.bins(),
    reasons: reasons.counts(),
    deadLetters,
  };
}

function runOf({ telemend, command, seed, options, inputs, outputs, accounting, checks }: SavedManifest): RunReport {
  return { version: telemend, command, seed, options: { ...options }, inputs, outputs, accounting, checks };
}

/** By code, most frequent first. O(bytes). */
async function gatherDeadLetters(log: Log): Promise<DeadLetterReport[]> {
  const found = new Map<string, { -readonly [Key in keyof DeadLetterReport]: DeadLetterReport[Key] }>();
  for await (const lines of readJsonLines(log)) {
    for (const { object: { code, file, line, raw } } of lines) {
      const known = found.get(textOf(code));
      if (known) known.count++;
      else {
        found.set(textOf(code), {
          code: textOf(code) as DeadLetterCode, count: 1, file: textOf(file), line: Number(line), raw: textOf(raw).slice(0, RAW_CHARACTERS),
        });
      }
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/** Epoch milliseconds to the microsecond, which is as fine as a double of today tells. */
function exactMs({ timeMs, timeNs }: Instant): number {
  return timeNs === 0 ? timeMs : timeMs + Math.round(timeNs / 1000) / 1000;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
