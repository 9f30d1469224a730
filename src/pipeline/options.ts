// What a recovery can be told, and what holds where it is not.
import { CHECK_DEFAULTS, rangeOfAll, type CheckRule } from '../validate/check-rules.js';
import type { CheckOptions } from '../validate/checks.js';
import type { SeriesCheckOptions } from '../validate/series-checks.js';
import type { FillMode } from '../fill/model.js';
import type { IntervalRule } from '../fill/interval.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import type { FileReading } from '../io/open-event-log.js';
import { withDefaults } from '../model/defaults.js';
import type { ErrorWindow } from '../model/error-window.js';
import type { MaintenanceWindow } from '../model/maintenance.js';
import type { Range } from '../model/event.js';
import type { GridOptions } from '../model/grid.js';
import type { Moment } from '../model/moment.js';
import { DEFAULT_MEMORY_BYTES } from '../replay/order-log.js';
import { columnsOfCleanGrid, withAddedColumns } from './grid-columns.js';
import type { SavedModel } from './saved-model.js';

/** How a log is read. */
export interface ReadOptions extends Partial<DecodeOptions> {
  /** What is said of the files: format, encoding, and of CSV delimiter and header. It counts where a log is opened. */
  readonly reading?: FileReading;
  /** Only these series; all by default. */
  readonly sensors?: readonly string[];
  /** Only the first so many lines. */
  readonly limitLines?: number;
  /** What rows that wait for their order may take. */
  readonly memoryBytes?: number;
  /** About how much is read at a time; changes nothing but speed and memory. */
  readonly chunkBytes?: number;
  /** 1, or more to read and write in threads beside; by default 2 where the log is large. */
  readonly threads?: number;
}

/** What holds for the series whose id matches. */
export interface SeriesRule extends CheckRule {
  /** Longest void that is filled, ms. */
  readonly maxGapMs?: number;
}

/** How voids are mended. */
export interface MendOptions extends CheckOptions {
  readonly series?: readonly SeriesRule[];
  /** Checks of readings against their neighbours in event time; none by default. */
  readonly checks?: SeriesCheckOptions;
  /** Nominal cadence by series; estimated where no rule applies. */
  readonly intervals?: readonly IntervalRule[];
  /** Longest void that is filled, ms; 60 cadences by default. */
  readonly maxGapMs?: number;
  /** Where nothing is filled or repaired: a void is left whole where any of the time between the readings around it lies in such a window. */
  readonly maintenance?: readonly MaintenanceWindow[];
  /** How missing events are made: `plausible` (default) conditional draws, `linear`, `hold`, or `none`. */
  readonly fill?: FillMode | 'none';
  /** What becomes of failed readings: `replace` (default), `drop` (then missing) or `keep`. */
  readonly repair?: 'replace' | 'drop' | 'keep';
  /** What `plausible` writes: a coherent `draw` (default) or the `mean`. */
  readonly value?: 'draw' | 'mean';
  /** How many coherent alternatives go with each synthetic event; 0 by default. */
  readonly draws?: number;
  /** Key of all random draws; '1' by default. */
  readonly seed?: string;
}

/** Everything that decides what the clean series is. */
export interface RecoverOptions extends ReadOptions, MendOptions {
  /** Only events of [from, to); voids before the first and after the last reading are filled up to them. */
  readonly from?: Moment;
  readonly to?: Moment;
  /** Only what lies in one of these windows, whichever series they are of. */
  readonly windows?: readonly ErrorWindow[];
  /** Put `origin` and `flag` on every line. */
  readonly annotate?: boolean;
  /** Lays each series on the points of one grid, in UTC or in the days of `timezone`; none by default. */
  readonly grid?: GridOptions;
  /** What an earlier run learned; series that it does not hold are learned anew. */
  readonly model?: SavedModel;
}

/** What always has a value: what was given, or its default. */
interface Defaulted extends DecodeOptions {
  readonly range: Range;
  readonly memoryBytes: number;
  readonly intervals: readonly IntervalRule[];
  readonly fill: FillMode | 'none';
  readonly repair: 'replace' | 'drop' | 'keep';
  readonly value: 'draw' | 'mean';
  readonly draws: number;
  readonly seed: string;
  readonly annotate: boolean;
}

/** A RecoverOptions with every default in its place. */
export type RecoverSettings = RecoverOptions & Defaulted;

export const RECOVER_DEFAULTS: Defaulted = Object.freeze({
  ...DECODE_DEFAULTS,
  range: CHECK_DEFAULTS.range,
  memoryBytes: DEFAULT_MEMORY_BYTES,
  intervals: Object.freeze([]),
  fill: 'plausible',
  repair: 'replace',
  value: 'draw',
  draws: 0,
  seed: '1',
  annotate: false,
} as const);

/** The options with their defaults; undefined is unset. */
export function recoverSettings(options: RecoverOptions): RecoverSettings {
  const {
    reading, sensors, limitLines, chunkBytes, threads, maxGapMs, maintenance, sensorRange, series, unit, outputUnit, checks, from, to, windows, grid, model,
  } = options;
  const settings = { ...withDefaults(RECOVER_DEFAULTS, options), range: rangeOfAll(options) };
  return {
    ...(grid ? withAddedColumns(settings, columnsOfCleanGrid(grid)) : settings),
    reading, sensors, limitLines, chunkBytes, threads, maxGapMs, maintenance, sensorRange, series, unit, outputUnit, checks, from, to, windows, grid, model,
  };
}

/** The settings without those of how the work is done, which is no part of what is done; and without a model, of which the profiles tell. */
export function decidingSettings({ memoryBytes: _memory, chunkBytes: _chunk, threads: _threads, model: _model, ...deciding }: RecoverSettings): object & Pick<RecoverSettings, 'seed'> {
  return deciding;
}
