// Checks that differ by series: rules by pattern of sensor ids, and what they come to for one series, in the unit of its readings.
import type { Range } from '../model/event.js';
import { matchesPattern } from '../model/pattern.js';
import { convertNumber, type TemperatureUnit } from '../model/unit.js';
import { ATTENUATED_DEFAULTS } from './attenuated.js';
import { FLAT_LINE_DEFAULTS } from './flat-line.js';
import { RATE_DEFAULTS } from './rate.js';
import { chosenChecks, type ChosenCheck, type SeriesCheckOptions } from './series-checks.js';
import { SPIKE_DEFAULTS } from './spike.js';
import type { Thresholds } from './thresholds.js';

/** What holds for the series whose id matches; what it does not say, earlier rules and the options for all series do. */
export interface CheckRule {
  /** `*` stands for any characters. */
  readonly pattern: string;
  readonly range?: Range;
  readonly sensorRange?: Range;
  /** Added to those of all series, or in their place where the check is the same. */
  readonly checks?: SeriesCheckOptions;
  /** Of the readings. */
  readonly unit?: TemperatureUnit;
}

/** The checks of single readings. */
export interface Ranges {
  readonly range: Range;
  readonly sensorRange?: Range;
}

/** What says in which unit readings come and checks are said. */
export interface UnitOptions {
  /** Of the readings; °C by default. */
  readonly unit?: TemperatureUnit;
  /** Of what leaves; that of the readings by default. Ranges and thresholds are said in it, or else in the unit of the series they are said of. */
  readonly outputUnit?: TemperatureUnit;
  /** What differs by series. Of several rules that match, the last that says something counts. */
  readonly series?: readonly CheckRule[];
}

/** °C, where no range is given. */
export const CHECK_DEFAULTS = Object.freeze({ range: Object.freeze({ low: 50, high: 55 }) });

/** Of the rules that match and say something of `key`, the last. O(rules). */
export function ruleFor<Rule extends { readonly pattern: string }, Key extends keyof Rule>(
  rules: readonly Rule[] | undefined, sensorId: string, key: Key,
): Rule[Key] | undefined {
  return rules?.findLast((rule) => rule[key] !== undefined && matchesPattern(sensorId, rule.pattern))?.[key];
}

/** The unit in which a series comes. O(rules). */
export function unitOf({ unit = 'C', series }: UnitOptions, sensorId: string): TemperatureUnit {
  return ruleFor(series, sensorId, 'unit') ?? unit;
}

/** The same options for what was written with them, which is in the output unit. */
export function asWritten<Options extends UnitOptions>(options: Options): Options {
  if (options.outputUnit === undefined) return options;
  return { ...options, unit: options.outputUnit, series: options.series?.map(({ unit: _unit, ...rule }) => rule) };
}

/** The range said of all series, or the default in the unit in which it would be said. */
export function rangeOfAll({ range, unit = 'C', outputUnit = unit }: UnitOptions & Partial<Ranges>): Range {
  return range ?? convertRange(CHECK_DEFAULTS.range, 'C', outputUnit);
}

/** The ranges of a series in its unit. O(rules). */
export function rangesOf(options: UnitOptions & Partial<Ranges>, sensorId: string): Ranges {
  const { sensorRange, series, unit = 'C', outputUnit } = options;
  const own = unitOf(options, sensorId);
  const ofAll = (range: Range) => convertRange(range, outputUnit ?? unit, own);
  const ofRule = (range: Range | undefined) => range && convertRange(range, outputUnit ?? own, own);
  return {
    range: ofRule(ruleFor(series, sensorId, 'range')) ?? ofAll(rangeOfAll(options)),
    sensorRange: ofRule(ruleFor(series, sensorId, 'sensorRange')) ?? (sensorRange && ofAll(sensorRange)),
  };
}

/** The checks along a series, in its unit. O(rules). */
export function checksOf(options: UnitOptions & { readonly checks?: SeriesCheckOptions }, sensorId: string): SeriesCheckOptions {
  const { checks = {}, series = [], unit = 'C', outputUnit } = options;
  const own = unitOf(options, sensorId);
  return series.reduce<SeriesCheckOptions>(
    (all, rule) => (rule.checks && matchesPattern(sensorId, rule.pattern) ? { ...all, ...convertChecks(rule.checks, outputUnit ?? own, own) } : all),
    convertChecks(checks, outputUnit ?? unit, own),
  );
}

function convertRange({ low, high }: Range, from: TemperatureUnit, to: TemperatureUnit): Range {
  return { low: convertNumber(low, from, to), high: convertNumber(high, from, to) };
}

/** Thresholds are differences. Those that a check has by default are °C, whatever the unit that others are said in. */
function convertChecks(checks: SeriesCheckOptions, from: TemperatureUnit, to: TemperatureUnit): SeriesCheckOptions {
  const { spike, rate, flatLine, attenuated } = checks;
  const size = (value: number, isDefault: boolean) => convertNumber(value, isDefault ? 'C' : from, to, 'difference');
  const both = ({ suspect, fail }: Thresholds, isDefault: boolean) => ({
    suspect: size(suspect, isDefault), fail: fail === undefined ? undefined : size(fail, isDefault),
  });
  return {
    ...checks,
    ...(spike && { spike: both(spike, spike === SPIKE_DEFAULTS) }),
    ...(rate && { rate: both(rate, rate === RATE_DEFAULTS) }),
    ...(flatLine && { flatLine: { ...flatLine, tolerance: size(flatLine.tolerance, flatLine === FLAT_LINE_DEFAULTS) } }),
    ...(attenuated && { attenuated: { ...attenuated, spread: size(attenuated.spread, attenuated === ATTENUATED_DEFAULTS) } }),
  };
}

/** The checks of a log whose series may differ. */
export interface CheckChoice {
  /** Names of all that any series was asked for, in their order. */
  readonly names: readonly string[];
  /** Those of one series. */
  readonly of: (sensorId: string) => readonly ChosenCheck[];
}

/** Chooses by options and rules. O(rules). */
export function chooseChecks(options: UnitOptions & { readonly checks?: SeriesCheckOptions }): CheckChoice {
  const { series: rules = [] } = options;
  const any = rules.reduce<SeriesCheckOptions>((found, { checks }) => ({ ...found, ...checks }), options.checks ?? {});
  return { names: chosenChecks(any).map(({ name }) => name), of: (sensorId) => chosenChecks(checksOf(options, sensorId)) };
}
