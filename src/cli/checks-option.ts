// --checks: how the checks along a series are written on the command line, and written back.
import type { Command } from 'commander';
import { formatDuration } from '../model/duration.js';
import { TelemendError } from '../model/errors.js';
import { ATTENUATED_DEFAULTS } from '../validate/attenuated.js';
import { FLAT_LINE_DEFAULTS } from '../validate/flat-line.js';
import { RATE_DEFAULTS } from '../validate/rate.js';
import type { SeriesCheckOptions } from '../validate/series-checks.js';
import { SPIKE_DEFAULTS } from '../validate/spike.js';
import type { Thresholds } from '../validate/thresholds.js';
import { TIME_GAP_DEFAULTS } from '../validate/time-gap.js';
import type { CheckRule } from '../validate/check-rules.js';
import type { CheckOptions } from '../validate/checks.js';
import { withOptionName } from './option-errors.js';
import { rangeSettings, type RangeFlags } from './options.js';
import { RuledOption, settled } from './ruled-option.js';
import { parseNumber, parsePositiveDuration, type Ruled } from './values.js';

/** What commander collects of --checks. */
export interface ChecksFlags {
  readonly checks?: readonly Ruled<SeriesCheckOptions>[];
}

/** How one check is written. */
interface CheckForm {
  readonly usage: string;
  readonly defaults: SeriesCheckOptions;
  /** The check with these thresholds. */
  readonly parse: (text: string) => SeriesCheckOptions;
  /** Its thresholds; undefined where it was not asked for. */
  readonly format: (options: SeriesCheckOptions) => string | undefined;
}

const SECONDS_IN: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

const FORMS: Readonly<Record<string, CheckForm>> = {
  spike: {
    usage: 'spike=SUSPECT:FAIL in °C (FAIL may be left out): spike=3:8',
    defaults: { spike: SPIKE_DEFAULTS },
    parse: (text) => ({ spike: parseThresholds(text) }),
    format: ({ spike }) => spike && formatThresholds(spike),
  },
  rate: {
    usage: 'rate=SUSPECT:FAIL/s, /m or /h in °C (FAIL may be left out): rate=0.5/s',
    defaults: { rate: RATE_DEFAULTS },
    parse: (text) => {
      const [limits, unit, ...rest] = text.split('/');
      const seconds = rest.length === 0 && Object.hasOwn(SECONDS_IN, unit ?? '') ? SECONDS_IN[unit] : NaN;
      const { suspect, fail } = parseThresholds(limits);
      if (Number.isNaN(seconds)) throw new TelemendError('usage', 'a rate needs its unit');
      return { rate: { suspect: suspect / seconds, fail: fail === undefined ? undefined : fail / seconds } };
    },
    format: ({ rate }) => rate && formatRate(rate),
  },
  'flat-line': {
    usage: 'flat-line=TOLERANCE:TIME in °C: flat-line=0.05:10m',
    defaults: { flatLine: FLAT_LINE_DEFAULTS },
    parse: (text) => {
      const [tolerance, spanMs] = parseSizeAndTime(text);
      return { flatLine: { tolerance, spanMs } };
    },
    format: ({ flatLine }) => flatLine && `${flatLine.tolerance}:${formatDuration(flatLine.spanMs)}`,
  },
  attenuated: {
    usage: 'attenuated=SPREAD:TIME in °C, the spread above 0: attenuated=0.5:12h',
    defaults: { attenuated: ATTENUATED_DEFAULTS },
    parse: (text) => {
      const [spread, windowMs] = parseSizeAndTime(text);
      if (spread === 0) throw new TelemendError('usage', 'nothing varies by less than 0');
      return { attenuated: { spread, windowMs } };
    },
    format: ({ attenuated }) => attenuated && `${attenuated.spread}:${formatDuration(attenuated.windowMs)}`,
  },
  'time-gap': {
    usage: 'time-gap=TIME: time-gap=1h',
    defaults: { timeGap: TIME_GAP_DEFAULTS },
    parse: (text) => ({ timeGap: { longestMs: parsePositiveDuration(text) } }),
    format: ({ timeGap }) => timeGap && formatDuration(timeGap.longestMs),
  },
};

/** Adds --checks, which may be repeated. */
export function addChecksOption(command: Command): Command {
  return command
    .optionsGroup('Checks:')
    .addOption(withOptionName(
      new RuledOption('--checks <LIST>', `of ${Object.keys(FORMS).join(', ')}: spike=3:8,flat-line`), parseRuledChecks,
    ));
}

/** Reads --checks back, with the range options. @throws TelemendError `usage` as `rangeSettings`. */
export function checkSettings(flags: ChecksFlags & RangeFlags): CheckOptions & { readonly checks?: SeriesCheckOptions; readonly series: readonly CheckRule[] } {
  const { series = [], ...ranges } = rangeSettings(flags);
  const { all, rules } = settled(flags.checks);
  return { ...ranges, checks: all, series: [...series, ...rules.map(({ pattern, value }) => ({ pattern, checks: value }))] };
}

/** What stands before a list of checks, where it is for some series only: `mote-*=spike=3:8`. No check has a star in its name. */
const PATTERN = new RegExp(`^(?:(.+?)=(?=(?:${Object.keys(FORMS).join('|')})(?:[=,]|$))|([^=,]*\\*[^=,]*)=)`);

/** Checks of all series, or of those whose id matches; those that follow each other of one pattern are put together. */
export function parseRuledChecks(text: string, earlier: readonly Ruled<SeriesCheckOptions>[] = []): readonly Ruled<SeriesCheckOptions>[] {
  const [head = '', named, starred] = PATTERN.exec(text) ?? [];
  const pattern = named ?? starred ?? '*';
  const last = earlier.at(-1);
  const value = parseChecks(text.slice(head.length), last?.pattern === pattern ? last.value : undefined);
  return [...(last?.pattern === pattern ? earlier.slice(0, -1) : earlier), { pattern, value }];
}

/**
 * `spike=3:8,rate=0.5/s,flat-line`: a name alone stands for the check's default thresholds. Added to what earlier ones said.
 *
 * @throws TelemendError `usage` that says how the check is written, or which checks there are.
 * @example
 * parseChecks('spike=3:8,flat-line=0:1h'); // { spike: { suspect: 3, fail: 8 }, flatLine: { tolerance: 0, spanMs: 3600000 } }
 */
export function parseChecks(text: string, earlier: SeriesCheckOptions = {}): SeriesCheckOptions {
  return text.split(',').reduce((options, item) => ({ ...options, ...parseCheck(item) }), earlier);
}

/** The checks as `parseChecks` reads them, one a name; those that were not asked for are left out. */
export function formatChecks(options: SeriesCheckOptions): { readonly name: string; readonly thresholds: string }[] {
  return Object.entries(FORMS).flatMap(([name, { format }]) => {
    const thresholds = format(options);
    return thresholds === undefined ? [] : [{ name, thresholds }];
  });
}

function parseCheck(item: string): SeriesCheckOptions {
  const equals = item.indexOf('=');
  const name = equals < 0 ? item : item.slice(0, equals);
  if (!Object.hasOwn(FORMS, name)) {
    throw new TelemendError('usage', `there is no check "${name}"`, { hint: `the checks are ${Object.keys(FORMS).join(', ')}` });
  }
  const { usage, defaults, parse } = FORMS[name];
  if (equals < 0) return defaults;
  try {
    return parse(item.slice(equals + 1));
  } catch (error) {
    if (!(error instanceof TelemendError)) throw error;
    throw new TelemendError('usage', `"${item}" cannot be used`, { hint: `write ${usage}`, cause: error });
  }
}

function parseThresholds(text: string): Thresholds {
  const [suspect, fail, ...rest] = text.split(':').map(parseSize);
  if (rest.length > 0 || fail < suspect) throw new TelemendError('usage', `"${text}" is no pair of thresholds`);
  return { suspect, fail };
}

function parseSizeAndTime(text: string): [size: number, timeMs: number] {
  const [size, time, ...rest] = text.split(':');
  if (time === undefined || rest.length > 0) throw new TelemendError('usage', `"${text}" is no size with a time`);
  return [parseSize(size), parsePositiveDuration(time)];
}

function parseSize(text: string): number {
  const size = parseNumber(text);
  if (size < 0) throw new TelemendError('usage', `"${text}" is below 0`);
  return size;
}

function formatThresholds({ suspect, fail }: Thresholds): string {
  return fail === undefined ? String(suspect) : `${suspect}:${fail}`;
}

/** In the unit that says it shortest. */
function formatRate({ suspect, fail }: Thresholds): string {
  const spellings = Object.entries(SECONDS_IN).map(([unit, seconds]) => {
    const thresholds = formatThresholds({ suspect: suspect * seconds, fail: fail === undefined ? undefined : fail * seconds });
    return `${thresholds}/${unit}`;
  });
  return spellings.reduce((shortest, spelling) => (spelling.length < shortest.length ? spelling : shortest));
}
