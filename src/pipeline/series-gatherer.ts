// What a report shows of one series, gathered in one pass over the clean series and one over the audit.
import { Flag } from '../model/flag.js';
import type {
  MadeOrigin, MadePoints, ObservedPoints, OpenVoid, Outcome, SeriesReport, SetAsidePoints,
} from '../model/recovery-report.js';
import { MinMaxThinner } from '../stats/min-max-thinner.js';
import type { TimeCluster } from '../stats/time-clusters.js';
import { TimeHistogram } from '../stats/time-histogram.js';
import type { SavedSeriesRhythm } from './saved-manifest.js';

interface Point {
  readonly timeMs: number;
  readonly value: number;
}

interface ObservedPoint extends Point {
  readonly flag: number;
}

interface MadePoint extends Point {
  readonly lo: number;
  readonly hi: number;
  readonly origin: MadeOrigin;
  readonly method: string;
}

interface SetAsidePoint extends Point {
  readonly why: string;
  readonly outcome: Outcome;
}

/** Categories of the course. */
const Course = { Observed: 0, Repaired: 1, Filled: 2 } as const;

/** Gathers one series; points may be thinned at any time. */
export class SeriesGatherer {
  readonly observed = new MinMaxThinner<ObservedPoint>();
  readonly made = new MinMaxThinner<MadePoint>();
  /** Readings that were replaced, as their clean lines tell it, and the others, as the audit does: each in order of time. */
  readonly replaced = new MinMaxThinner<SetAsidePoint>();
  readonly setAside = new MinMaxThinner<SetAsidePoint>();
  readonly counts = {
    observed: 0, suspect: 0, kept: 0, repaired: 0, filled: 0, dropped: 0, contradicted: 0, openVoids: 0, left: 0,
  };
  readonly #sensorId: string;
  readonly #cadenceMs: number | undefined;
  readonly #strays: readonly TimeCluster[];
  readonly #course = new TimeHistogram(3);
  readonly #voids: OpenVoid[] = [];
  #least = Infinity;
  #most = -Infinity;
  #firstMs = Infinity;
  #lastMs = -Infinity;

  constructor(sensorId: string, rhythm: SavedSeriesRhythm | undefined) {
    this.#sensorId = sensorId;
    this.#cadenceMs = rhythm?.regular && rhythm.cadenceMs ? rhythm.cadenceMs : undefined;
    this.#strays = rhythm?.strays ?? [];
  }

  addObserved(point: ObservedPoint): void {
    this.observed.add(point);
    const { counts } = this;
    if (point.flag === Flag.Fail) counts.kept++;
    else counts.observed++;
    if (point.flag === Flag.Suspect) counts.suspect++;
    this.#place(point, Course.Observed);
  }

  addMade(point: MadePoint): void {
    this.made.add(point);
    this.counts[point.origin]++;
    this.#place(point, point.origin === 'filled' ? Course.Filled : Course.Repaired);
  }

  addSetAside(point: SetAsidePoint): void {
    (point.outcome === 'replaced' ? this.replaced : this.setAside).add(point);
    if (point.outcome !== 'replaced') this.counts[point.outcome]++;
  }

  addVoid(open: OpenVoid): void {
    this.#voids.push(open);
    this.counts.openVoids++;
    this.counts.left += open.instants;
  }

  /** @param mostVoids the longest that are told */
  report(mostVoids: number): SeriesReport {
    const { counts } = this;
    const voids = this.#voids.length <= mostVoids ? this.#voids
      : [...this.#voids].sort((a, b) => b.instants - a.instants).slice(0, mostVoids).sort((a, b) => a.afterMs - b.afterMs);
    const hasEvents = this.#firstMs <= this.#lastMs;
    const [observed, repaired, filled] = this.#course.counts;
    return {
      sensorId: this.#sensorId,
      cadenceMs: this.#cadenceMs,
      counts,
      least: hasEvents ? this.#least : NaN,
      most: hasEvents ? this.#most : NaN,
      firstMs: hasEvents ? this.#firstMs : NaN,
      lastMs: hasEvents ? this.#lastMs : NaN,
      course: { fromMs: this.#course.fromMs, widthMs: this.#course.widthMs, observed, repaired, filled },
      observed: observedColumns(this.observed.points()),
      made: madeColumns(this.made.points()),
      setAside: setAsideColumns([...this.replaced.points(), ...this.setAside.points()].sort((a, b) => a.timeMs - b.timeMs)),
      voids,
      thinning: {
        observed: this.observed.bucketSize,
        made: this.made.bucketSize,
        setAside: Math.max(this.replaced.bucketSize, this.setAside.bucketSize),
        voids: this.#voids.length - voids.length,
      },
    };
  }

  #place({ timeMs, value }: Point, category: number): void {
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    // A clock that was wrong must not squeeze the rest into one corner.
    if (this.#strays.some(({ firstMs, lastMs }) => timeMs >= firstMs && timeMs < lastMs + 1)) return;
    this.#firstMs = Math.min(this.#firstMs, timeMs);
    this.#lastMs = Math.max(this.#lastMs, timeMs);
    this.#course.add(timeMs, category);
  }
}

function observedColumns(points: readonly ObservedPoint[]): ObservedPoints {
  return { ...pointColumns(points), flag: points.map(({ flag }) => flag) };
}

function madeColumns(points: readonly MadePoint[]): MadePoints {
  return {
    ...pointColumns(points),
    lo: points.map(({ lo }) => lo),
    hi: points.map(({ hi }) => hi),
    origin: points.map(({ origin }) => origin),
    method: points.map(({ method }) => method),
  };
}

function setAsideColumns(points: readonly SetAsidePoint[]): SetAsidePoints {
  return { ...pointColumns(points), why: points.map(({ why }) => why), outcome: points.map(({ outcome }) => outcome) };
}

function pointColumns(points: readonly Point[]): { timeMs: number[]; value: number[] } {
  return { timeMs: points.map(({ timeMs }) => timeMs), value: points.map(({ value }) => value) };
}
