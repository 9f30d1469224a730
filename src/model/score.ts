// What a clean series comes to when it is held against the truth: the words that the pipeline says and the reports print.

/** How well one fault was found. Shares of nothing are NaN. */
export interface FaultScore {
  readonly fault: string;
  /**
   * Instants that had it, as far as it could be found: of a line that was damaged too nothing else can be; and those that had another
   * fault of the reading too are counted apart, as `shared`, since a flag does not say which one it means.
   */
  readonly instants: number;
  readonly shared: number;
  /** Of these, how many were answered: flagged, filled or reported, as the fault asks for. */
  readonly found: number;
  readonly recall: number;
  /** Of all claims of the kind that answers the fault, the share that was right (a flag does not say which fault it means). */
  readonly precision: number;
  /** How many of its instants each check flagged. */
  readonly byCheck: Readonly<Record<string, number>>;
  /** For faults that last: their runs, those of which an instant was found, and the time from the onset to the first that was; likewise. */
  readonly runs?: number;
  readonly runsFound?: number;
  /** Mean over the runs found, exact. */
  readonly delayMeanMs?: number;
  /** Median, of a bounded sample. */
  readonly delayMedianMs?: number;
}

/** How right one check was: a check of readings, or the handling of gaps, copies and damaged lines. Shares of nothing are NaN. */
export interface CheckScore {
  readonly check: string;
  /** How often it objected, and how often rightly. */
  readonly raised: number;
  readonly right: number;
  readonly precision: number;
  /** What it could have found, and what of that it did. */
  readonly targets: number;
  readonly found: number;
  readonly recall: number;
}

/** How good the synthetic events are. Errors in °C; ratios are filled over true. NaN where there is nothing to compare. */
export interface FillScoreSummary {
  readonly origin: 'all' | 'filled' | 'repaired';
  readonly events: number;
  /** Of the mean. */
  readonly rmse: number;
  readonly mae: number;
  readonly crps: number;
  /** For how many events the CRPS is of draws, of a normal law, and of a point. */
  readonly crpsForms: { readonly draws: number; readonly normal: number; readonly point: number };
  /** Share of the true values inside their 90 % interval. */
  readonly coverage: number;
  /** Within series. */
  readonly varianceRatio: number;
  /** RR: energy of the first differences that touch a synthetic event. */
  readonly energyRatio: number;
  /** Mean jump between a synthetic event and a good reading. */
  readonly edgeRatio: number;
  /** Kolmogorov-Smirnov distance between synthetic and true values; of every k-th event where there are many. */
  readonly ksDistance: number;
}

/** A whole score. */
export interface Score {
  readonly series: number;
  /** Rows of the truth within the clean series' span, and outside of it: not scored. */
  readonly rows: number;
  readonly outside: number;
  readonly observed: number;
  readonly filled: number;
  readonly repaired: number;
  /** Filled events at instants where nothing was missing. */
  readonly phantoms: number;
  /** Readings with several faults of the reading: they count for the checks, not for the faults. */
  readonly shared: number;
  /** Whether the truth says what was done to it, and which side files there were; without them some faults cannot be judged. */
  readonly hasFaults: boolean;
  readonly hasAudit: boolean;
  readonly hasDeadLetters: boolean;
  readonly faults: readonly FaultScore[];
  readonly checks: readonly CheckScore[];
  readonly fills: readonly FillScoreSummary[];
}
