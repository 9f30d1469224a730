// What a fault of the catalogue is: the seam that every file of this folder fits, so that a new fault is a new file and a line in catalogue.ts.
import type { Range } from '../../model/event.js';
import type { Rng } from '../../stats/rng.js';
import type { GenerateSettings } from '../options.js';
import { ONSETS, type Onset } from '../scenario.js';
import type { ValueGrid } from '../value-grid.js';
import type { Corruption } from './corruption.js';
import type { FaultName } from './fault.js';

/** What a magnitude is measured in; times are spelled as durations. */
export type MagnitudeUnit = '°C' | '°C an hour' | 'share' | 'time' | 'time an hour' | 'readings';

/** The settings that defaults and effects follow. */
export type FaultSettings = Pick<GenerateSettings, 'mean' | 'spread' | 'range' | 'intervalMs'>;

/** A reading between the sensor and the log, which faults change in turn. */
export interface ReadingUnderway {
  /** What is true. */
  timeMs: number;
  trueValue: number;
  /** What is to be written, °C before it is rounded. */
  value: number;
  writtenTimeMs: number;
  /** How long its line is held back. */
  delayMs: number;
  /** How long after the line an exact copy of it comes, and one with another value; 0 for none. */
  copyDelayMs: number;
  conflictDelayMs: number;
  conflictValue: number;
  /** How its lines are damaged; undefined leaves that to chance. */
  corruption: Corruption | undefined;
}

/** The run that a fault is in. A fault of single readings has a new one each time. */
export interface Episode {
  /** How long ago it began; 0 at its first reading. */
  readonly sinceMs: number;
  /** Its magnitude, with its sign where the fault has a direction; a whole number where it counts readings. */
  readonly size: number;
  /** How much of the magnitude counts now: 1, or less while an incipient fault grows. */
  readonly share: number;
}

/** Changes a reading. @returns false where there was nothing to change, so that the reading counts as not faulted. */
export type Effect = (reading: ReadingUnderway, episode: Episode) => boolean;

/** What an effect may draw on: `rng` is its alone. */
export interface FaultContext {
  readonly settings: FaultSettings;
  readonly grid: ValueGrid;
  readonly rng: Rng;
  readonly corruption?: Corruption;
}

/** A fault as a scenario asks for it. */
export interface FaultKind {
  readonly name: FaultName;
  /** What the literature and other tools call it. */
  readonly aliases: readonly string[];
  /** `reading`: strikes single readings; `run`: lasts; `rest`: each strike adds to the last one, and lasts to the end. */
  readonly lasts: 'reading' | 'run' | 'rest';
  /** How it can set in; the first is the default. */
  readonly onsets: readonly Onset[];
  /** Whether its magnitude has a direction. */
  readonly directed: boolean;
  /** Undefined where it has no size. */
  readonly magnitude?: { readonly unit: MagnitudeUnit; readonly usual: (settings: FaultSettings) => Range };
  /** The effect on the readings of one sensor. */
  readonly create: (context: FaultContext) => Effect;
}

export const HOUR_MS = 3_600_000;
/** For faults that only set in at once. */
export const ABRUPT: readonly Onset[] = ['abrupt'];
/** For faults with a size that can grow. */
export const ALL_ONSETS: readonly Onset[] = ONSETS;
/** For faults that are there or not. */
export const ON_OR_OFF: readonly Onset[] = ['abrupt', 'intermittent'];
