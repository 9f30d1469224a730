// A part of the results: rows of figures, what was compared before they were taken, and how the targets stand.
import { median, type Command, type Trial } from './measure.js';

export interface Row {
  readonly name: string;
  readonly seconds: number;
  readonly least: number;
  readonly most: number;
  readonly cpuSeconds: number;
  /** The highest of all runs. */
  readonly peakBytes: number;
  /** Events in a run, for the rate. */
  readonly events: number;
}

/** A figure that was to be reached. */
export interface Target {
  readonly work: string;
  readonly measured: number;
  readonly atLeast: number;
  readonly aim: number;
  readonly unit: 'times faster' | 'times the time' | 'MB';
  /** What holds it back, for where even the least is missed. */
  readonly heldBack?: string;
}

export interface Section {
  readonly title: string;
  /** What was found equal before any time was taken. */
  readonly checked: string;
  readonly commands: readonly Command[];
  readonly rows: readonly Row[];
  readonly targets?: readonly Target[];
  readonly notes?: readonly string[];
}

/** What resident memory should stay within, whatever the work. */
export function memoryTarget(work: string, { peakBytes }: Row): Target {
  return { work: `memory, ${work}`, measured: peakBytes / 2 ** 20, atLeast: 256, aim: 160, unit: 'MB' };
}

/** How many times faster ours is than theirs, and how many it should be. */
export function speedTarget(work: string, ours: Row, theirs: Row, atLeast: number, aim: number, heldBack?: string): Target {
  return { work, measured: theirs.seconds / ours.seconds, atLeast, aim, unit: 'times faster', heldBack };
}

/** Thrown by a case that cannot be measured here. */
export class Skip extends Error {}

/** The row of a command; `secondsOf` where something else than the whole process is told. */
export function rowOf(name: string, events: number, trials: readonly Trial[], secondsOf = (trial: Trial) => trial.seconds): Row {
  const seconds = trials.map(secondsOf);
  return {
    name,
    seconds: median(seconds),
    least: Math.min(...seconds),
    most: Math.max(...seconds),
    cpuSeconds: median(trials.map((trial) => trial.cpuSeconds)),
    peakBytes: Math.max(...trials.map((trial) => trial.peakBytes)),
    events,
  };
}

/** Whether the least that was asked for is reached: for `times faster` more is better, for the others less. */
export function isReached({ measured, unit }: Target, bound: number): boolean {
  return unit === 'times faster' ? measured >= bound : measured <= bound;
}
