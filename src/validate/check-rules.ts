// Checks that differ by series: rules by pattern of sensor ids, and what they come to for one series.
import type { Range } from '../model/event.js';
import { matchesPattern } from '../model/pattern.js';
import { chosenChecks, type ChosenCheck, type SeriesCheckOptions } from './series-checks.js';

/** What holds for the series whose id matches; what it does not say, earlier rules and the options for all series do. */
export interface CheckRule {
  /** `*` stands for any characters. */
  readonly pattern: string;
  readonly range?: Range;
  readonly sensorRange?: Range;
  /** Added to those of all series, or in their place where the check is the same. */
  readonly checks?: SeriesCheckOptions;
}

/** The checks of single readings of one series. */
export interface Ranges {
  readonly range: Range;
  readonly sensorRange?: Range;
}

/** Of the rules that match and say something of `key`, the last. O(rules). */
export function ruleFor<Rule extends { readonly pattern: string }, Key extends keyof Rule>(
  rules: readonly Rule[] | undefined, sensorId: string, key: Key,
): Rule[Key] | undefined {
  return rules?.findLast((rule) => rule[key] !== undefined && matchesPattern(sensorId, rule.pattern))?.[key];
}

/** The ranges of a series. O(rules). */
export function rangesOf({ range, sensorRange, series }: Ranges & { readonly series?: readonly CheckRule[] }, sensorId: string): Ranges {
  return { range: ruleFor(series, sensorId, 'range') ?? range, sensorRange: ruleFor(series, sensorId, 'sensorRange') ?? sensorRange };
}

/** The checks along a series. O(rules). */
export function checksOf(
  { checks, series = [] }: { readonly checks?: SeriesCheckOptions; readonly series?: readonly CheckRule[] }, sensorId: string,
): SeriesCheckOptions {
  return series.reduce<SeriesCheckOptions>((all, rule) => (rule.checks && matchesPattern(sensorId, rule.pattern) ? { ...all, ...rule.checks } : all), checks ?? {});
}

/** The checks of a log whose series may differ. */
export interface CheckChoice {
  /** Names of all that any series was asked for, in their order. */
  readonly names: readonly string[];
  /** Those of one series. */
  readonly of: (sensorId: string) => readonly ChosenCheck[];
}

/** Chooses by options and rules. O(rules). */
export function chooseChecks(options: { readonly checks?: SeriesCheckOptions; readonly series?: readonly CheckRule[] }): CheckChoice {
  const rules = options.series?.filter(({ checks }) => checks) ?? [];
  const all = chosenChecks(options.checks);
  if (rules.length === 0) return { names: all.map(({ name }) => name), of: () => all };
  const any = rules.reduce<SeriesCheckOptions>((found, { checks }) => ({ ...found, ...checks }), options.checks ?? {});
  return { names: chosenChecks(any).map(({ name }) => name), of: (sensorId) => chosenChecks(checksOf(options, sensorId)) };
}
