// Options that several commands share, so that each is spelled, explained and parsed in one place.
import { Option, type Command } from 'commander';
import { TelemendError } from '../model/errors.js';
import type { IntervalRule } from '../fill/interval.js';
import { rangeOfAll, rangesOf, type CheckRule, type UnitOptions } from '../validate/check-rules.js';
import type { FieldNames, Range, TimeUnit } from '../model/event.js';
import { TEMPERATURE_UNITS, type TemperatureUnit } from '../model/unit.js';
import type { Moment } from '../model/moment.js';
import type { WideReading } from '../io/csv/wide-table.js';
import type { FileReading, LogFormat } from '../io/open-event-log.js';
import type { ReadOptions } from '../pipeline/options.js';
import type { CheckOptions } from '../validate/checks.js';
import { withOptionName } from './option-errors.js';
import { ruledOption, settled } from './ruled-option.js';
import {
  completeFieldNames,
  parseByteSize,
  parseChoice,
  parseCount,
  parseDelimiter,
  parseFieldMap,
  parseMoment,
  parseNames,
  parsePositiveDuration,
  parsePositiveInteger,
  parseRange,
  parseRepeated,
  parseTimeFormat,
  parseTimezone,
  parseWide,
  type Ruled,
} from './values.js';

/**
 * An option with a value that `parse` understands; what it rejects becomes a usage error that begins with the option's name.
 * `parse` gets what earlier occurrences of the option gave (undefined at first).
 *
 * @example
 * command.addOption(valueOption('--error-rate <RATE>', 'share of readings out of range', parseRate));
 */
export function valueOption<T>(flags: string, description: string, parse: (text: string, earlier?: T) => T): Option {
  return withOptionName(new Option(flags, description), parse);
}

/** --memory, of what sorts events by time. */
export function memoryOption(): Option {
  return valueOption('--memory <SIZE>', 'for events that wait (default 128MiB)', parseByteSize);
}

/** An option that takes one of a few words; help tells them in `description`, completion offers them. */
export function choiceOption<T extends string>(flags: string, description: string, choices: readonly T[]): Option {
  const option = valueOption(flags, description, parseChoice(choices));
  option.argChoices = [...choices];
  return option;
}

const LOG_FORMATS: readonly LogFormat[] = ['jsonl', 'csv'];

const TIME_UNITS: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns'];

/** What commander collects of the input options. */
export interface InputFlags {
  readonly field?: Partial<FieldNames>;
  readonly timeUnit?: TimeUnit;
  readonly assumeUtc?: true;
  readonly timezone?: string;
  readonly timeFormat?: string;
  readonly spring?: 'refuse' | 'shift';
  readonly sensor?: readonly string[];
  readonly defaultSensor?: string;
  readonly maxLine?: number;
  readonly limit?: number;
  readonly missing?: readonly string[];
  readonly inputFormat?: LogFormat;
  readonly delimiter?: string;
  readonly headerLine?: number;
  readonly skip?: number;
  readonly columns?: readonly string[];
  readonly decimalComma?: true;
  readonly wide?: WideReading;
  readonly encoding?: string;
}

/** Heading of the options on tables. */
export const CSV_GROUP = 'CSV input (what is not given is found):';

/** Adds what decides what an event is: --field, --time-unit, --assume-utc, --timezone, --time-format, --spring, --default-sensor, --max-line. */
export function addDecodeOptions(command: Command): Command {
  return command
    .optionsGroup('Input:')
    .addOption(valueOption('--field <MAP>', 'map field names: temperature=value,timestamp=ts', parseFieldMap))
    .addOption(choiceOption('--time-unit <UNIT>', 'unit of numeric timestamps: s, ms (default), us, ns', TIME_UNITS))
    .option('--assume-utc', 'take timestamps without a zone as UTC')
    .addOption(valueOption('--timezone <ZONE>', 'of timestamps without one: Europe/Berlin, +01:00', parseTimezone))
    .addOption(valueOption('--time-format <PATTERN>', "of timestamps: 'dd.MM.yyyy HH:mm'", parseTimeFormat))
    .addOption(valueOption('--spring <HOW>', 'times that the clock skips: refuse (default), shift', parseChoice(['refuse', 'shift'])))
    .option('--default-sensor <ID>', 'series of events that name none (default sensor)')
    .addOption(valueOption('--max-line <SIZE>', 'longer lines are dead letters (default 1MiB)', parseByteSize))
    .addOption(valueOption('--missing <LIST>', 'readings that stand for none: -999,NaN,---', parseNames))
    .addOption(choiceOption('--input-format <FORMAT>', 'jsonl or csv (default by name, then by content)', LOG_FORMATS))
    .option('--encoding <NAME>', 'of the input: latin1, utf-16le (default UTF-8)')
    .optionsGroup(CSV_GROUP)
    .addOption(valueOption('--delimiter <CHAR>', 'between cells: , ; | or tab', parseDelimiter))
    .addOption(valueOption('--header-line <N>', 'number of the line with the column names', parsePositiveInteger))
    .addOption(valueOption('--skip <N>', 'lines before the header', parseCount))
    .addOption(valueOption('--columns <NAMES>', 'names of the columns, where no header has them', parseNames))
    .option('--decimal-comma', 'numbers are written 21,5')
    .addOption(valueOption('--wide <COLUMNS>', "a column a channel: time=Timestamp, or 'time=Timestamp,T*'", parseWide));
}

/** Adds how the input is to be read: those, --sensor and --limit. */
export function addInputOptions(command: Command): Command {
  return addDecodeOptions(command)
    .optionsGroup('Input:')
    .addOption(valueOption('--sensor <ID>', 'only this series; may be repeated', parseRepeated))
    .addOption(valueOption('--limit <N>', 'only the first N lines', parsePositiveInteger));
}

/**
 * The input options as the pipeline takes them; undefined where one was not given.
 *
 * @throws TelemendError `usage` where --field maps two fields to one name.
 */
export function inputSettings(flags: InputFlags): ReadOptions {
  const { field, timeUnit, assumeUtc, timezone, timeFormat, spring, defaultSensor, maxLine: maxLineBytes, sensor: sensors, limit: limitLines, missing } = flags;
  if (assumeUtc && timezone !== undefined) throw new TelemendError('usage', '--assume-utc and --timezone say different things of the same timestamps', { hint: 'keep one of them' });
  if (timeFormat !== undefined && !assumeUtc && timezone === undefined) {
    throw new TelemendError('usage', '--time-format needs the zone of its timestamps', { hint: 'add --timezone Europe/Berlin, or --assume-utc' });
  }
  const reading = fileReading(flags);
  const times = { timeUnit, assumeUtc, timezone, timeFormat, spring };
  return { fields: completeFieldNames(field), ...times, defaultSensor, maxLineBytes, sensors, limitLines, missing, reading };
}

/** What is said of the files themselves; undefined where nothing is. */
function fileReading({ inputFormat: format, delimiter, headerLine, skip, columns, decimalComma, encoding, wide }: InputFlags): FileReading | undefined {
  if (headerLine !== undefined && (skip !== undefined || columns)) {
    throw new TelemendError('usage', `--header-line and ${columns ? '--columns' : '--skip'} do not go together`, {
      hint: columns ? '--skip N --columns A,B: names for a table behind N lines' : '--header-line N is --skip N-1',
    });
  }
  const skipLines = headerLine === undefined ? skip : headerLine - 1;
  const reading = { format: wide ? ('csv' as const) : format, delimiter, skipLines, columns, decimalComma, encoding, wide };
  return Object.values(reading).some((value) => value !== undefined) ? reading : undefined;
}

/** What commander collects of the range options. */
export interface RangeFlags extends UnitFlags {
  readonly range?: readonly Ruled<Range>[];
  readonly sensorRange?: readonly Ruled<Range>[];
}

/** What commander collects of the options on units. */
export interface UnitFlags {
  readonly unit?: readonly Ruled<TemperatureUnit>[];
  readonly outputUnit?: TemperatureUnit;
}

/** Adds --unit. */
export function addUnitOption(command: Command): Command {
  return command
    .optionsGroup('Input:')
    .addOption(ruledOption('--unit <UNIT>', 'of the readings: C (default), F, K', parseChoice(TEMPERATURE_UNITS), TEMPERATURE_UNITS));
}

/** Adds --unit and --output-unit. */
export function addUnitOptions(command: Command): Command {
  return addUnitOption(command)
    .addOption(choiceOption('--output-unit <UNIT>', 'of what leaves and of checks (default as --unit)', TEMPERATURE_UNITS));
}

/** Reads the options on units back. */
export function unitSettings({ unit, outputUnit }: UnitFlags): UnitOptions & { readonly series: readonly CheckRule[] } {
  const { all, rules } = settled(unit);
  return { unit: all, outputUnit, series: rules.map(({ pattern, value }) => ({ pattern, unit: value })) };
}

/** Adds --range and --sensor-range, and the units in which they are said. */
export function addRangeOptions(command: Command): Command {
  return addUnitOptions(command)
    .optionsGroup('Checks:')
    .addOption(ruledOption('--range <LOW:HIGH>', "passes (default 50:55); of some series: 'mote-*=10:40'", parseRange))
    .addOption(ruledOption('--sensor-range <LOW:HIGH>', 'fail outside this, suspect between it and --range', parseRange));
}

/** Reads the range options back. @throws TelemendError `usage` where the sensor's span does not hold the range. */
export function rangeSettings(flags: RangeFlags): CheckOptions {
  const range = settled(flags.range);
  const sensorRange = settled(flags.sensorRange);
  const units = unitSettings(flags);
  const series = [
    ...units.series,
    ...range.rules.map(({ pattern, value }) => ({ pattern, range: value })),
    ...sensorRange.rules.map(({ pattern, value }) => ({ pattern, sensorRange: value })),
  ];
  const settings = { ...units, range: range.all, sensorRange: sensorRange.all, series: series.length > 0 ? series : undefined };
  for (const pattern of ['*', ...series.map((rule) => rule.pattern)]) {
    // A pattern matches itself.
    const { range: inner, sensorRange: outer } = pattern === '*' ? { ...settings, range: rangeOfAll(settings) } : rangesOf(settings, pattern);
    if (!outer || (outer.low <= inner.low && outer.high >= inner.high)) continue;
    const spelled = ({ low, high }: Range) => `${pattern === '*' ? '' : `${pattern}=`}${low}:${high}`;
    throw new TelemendError('usage', `--sensor-range ${spelled(outer)} does not hold --range ${spelled(inner)}`, {
      hint: 'the sensor range is the outer one of the two',
    });
  }
  return settings;
}

/** What commander collects of --from and --to. */
export interface WindowFlags {
  readonly from?: Moment;
  readonly to?: Moment;
}

/** Adds --from and --to. */
export function addWindowOptions(command: Command): Command {
  return command
    .optionsGroup('Time:')
    .addOption(valueOption('--from <TIME>', 'since: RFC 3339, epoch ms, or -2h from the end', parseMoment))
    .addOption(valueOption('--to <TIME>', 'before this instant, the same forms', parseMoment));
}

/** What commander collects of --windows. */
export interface WindowsFlags {
  /** Path. */
  readonly windows?: string;
}

/** Adds --windows. */
export function addWindowsOption(command: Command): Command {
  return command.optionsGroup('Time:').option('--windows <FILE>', 'only these intervals (see telemend window)');
}

/** What commander collects of --interval. */
export interface IntervalFlags {
  readonly interval?: readonly Ruled<number>[];
}

/** Adds --interval, for all series or by pattern; may be repeated. */
export function addIntervalOption(command: Command): Command {
  return command.addOption(ruledOption('--interval <TIME>', "cadence: 1h, or of some series: 'mote-*=30m'", parsePositiveDuration));
}

/** Reads --interval back. */
export function intervalSettings({ interval }: IntervalFlags): readonly IntervalRule[] | undefined {
  return interval?.map(({ pattern, value }) => ({ pattern, intervalMs: value }));
}

/** What commander collects of the options on what is written. */
export interface OutputFlags {
  readonly output?: string;
}

/** Adds -o, which every command has. */
export function addOutputOption(command: Command): Command {
  return command.optionsGroup('Output:').option('-o, --output <FILE>', 'write to FILE, all or nothing (default stdout)');
}

/** What commander collects of --format where it is that of a log. */
export interface FormatFlags {
  readonly format?: LogFormat;
}

/** Adds --format. */
export function addFormatOption(command: Command, description = 'jsonl or csv (default by the name, then as the log)'): Command {
  return command.addOption(choiceOption('--format <FORMAT>', description, LOG_FORMATS));
}

/** What commander collects of the options on the files beside the output. */
export interface SideFileFlags {
  readonly dead?: string;
  readonly audit?: string;
  readonly manifest?: string;
}

/** Adds --dead, --audit and --manifest; `otherwise` says what becomes of them where they are not named. */
export function addSideFileOptions(command: Command, otherwise = 'default beside the output'): Command {
  return command
    .optionsGroup('Output:')
    .option('--dead <FILE>', `dead letters (${otherwise})`)
    .option('--audit <FILE>', `what was done to the log (${otherwise})`)
    .option('--manifest <FILE>', `options and accounting (${otherwise})`);
}

/** What commander collects of the options on the exit code. */
export interface ExitFlags {
  readonly exitZero?: true;
}

/** Adds --exit-zero. */
export function addExitOption(command: Command): Command {
  return command.optionsGroup('Output:').option('--exit-zero', 'exit 0 where a loss or a failed check would be 3');
}
