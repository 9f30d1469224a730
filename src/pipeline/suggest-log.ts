// Suggests thresholds for the checks of a log, and says what they would flag in it.
import { DECODE_DEFAULTS } from '../io/decode.js';
import { withTurns } from '../io/find-turns.js';
import type { Log } from '../io/log.js';
import type { IntervalRule } from '../fill/interval.js';
import { withDefaults } from '../model/defaults.js';
import { SeriesTable } from '../model/series.js';
import { EVERY_VALUE } from '../validate/checks.js';
import { consequenceOf, suggest, type Consequence, type Suggestion } from '../validate/suggest.js';
import { createLogReader } from './log-reader.js';
import type { ReadOptions } from './options.js';
import { studyLog } from './study.js';
import { usableReadings } from './usable-readings.js';

export interface SuggestLogOptions extends ReadOptions {
  /** Nominal cadence by series; estimated where no rule applies. */
  readonly intervals?: readonly IntervalRule[];
}

/** A suggestion for one series alone. */
export interface SeriesSuggestion {
  readonly sensorId: string;
  readonly suggestion: Suggestion;
  /** What it would flag in the series. */
  readonly consequence: Consequence;
  /** How many of the readings the suggestion for all series would flag. */
  readonly flaggedByAll: number;
}

export interface LogSuggestion {
  /** Events of the series asked for. */
  readonly events: number;
  /** One set of thresholds for all series, and what it would flag in the readings that were looked at. */
  readonly suggestion: Suggestion;
  readonly consequence: Consequence;
  /** By the byte order of their ids; series without a usable reading are left out. */
  readonly series: readonly SeriesSuggestion[];
}

const CHECK_OPTIONS = Object.freeze({ range: EVERY_VALUE });

/**
 * Suggests thresholds from a bounded sample of each series: all of its readings where there are some thousands at most, else those of
 * windows spread over its time. Readings that the source calls deviated, missing ones and those of an earlier run are left out.
 *
 * @returns undefined where no usable reading was found.
 * @throws TelemendError where the log cannot be read.
 * @example
 * const found = await suggestLog(await openLog(['log.jsonl']));
 * console.log(found?.suggestion.range, found?.consequence.flagged);
 */
export async function suggestLog(log: Log, options: SuggestLogOptions = {}): Promise<LogSuggestion | undefined> {
  const decodeOptions = await withTurns(log, withDefaults(DECODE_DEFAULTS, options), options.limitLines);
  const { limitLines, chunkBytes, intervals, threads, sensors } = options;
  const table = new SeriesTable();
  const reader = createLogReader(log, decodeOptions, CHECK_OPTIONS, table, threads);
  try {
    const { survey, samples, rhythms } = await studyLog(log, reader, table, {
      maxLineBytes: decodeOptions.maxLineBytes,
      limitLines,
      chunkBytes,
      intervals,
    });
    const ranks = table.ranks();
    const wanted = samples
      .map((sample, s) => ({ s, sensorId: table.id(s), readings: usableReadings(sample, rhythms[s]) }))
      .filter(({ sensorId, readings }) => readings.value.length > 0 && sensors?.includes(sensorId) !== false)
      .sort((a, b) => ranks[a.s] - ranks[b.s]);
    const suggestion = suggest(wanted.map(({ readings }) => readings));
    if (!suggestion) return undefined;
    const consequences = wanted.map(({ readings }) => consequenceOf(suggestion, readings));
    return {
      events: wanted.reduce((sum, { s }) => sum + survey.summaries[s].events, 0),
      suggestion,
      consequence: consequences.reduce(addConsequences),
      series: wanted.map(({ sensorId, readings }, k) => {
        const own = suggest([readings])!;
        return { sensorId, suggestion: own, consequence: consequenceOf(own, readings), flaggedByAll: consequences[k].flagged };
      }),
    };
  } finally {
    await reader.close();
  }
}

function addConsequences(a: Consequence, b: Consequence): Consequence {
  return {
    readings: a.readings + b.readings,
    flagged: a.flagged + b.flagged,
    byCheck: a.byCheck.map(({ check, suspect, fail }, k) => (
      { check, suspect: suspect + b.byCheck[k].suspect, fail: fail + b.byCheck[k].fail }
    )),
  };
}
