// The books of a score for one series: what each fault asked for and got, what each check claimed and how often rightly.
import { Flag } from '../model/flag.js';
import type { CheckScore, FaultScore } from '../model/score.js';
import { faultAnswer, type FaultAnswer } from '../simulate/faults/answer.js';
import { ThinnedSample } from '../stats/thinned-sample.js';
import type { CleanItem, TruthItem } from './score-input.js';
import type { AuditItem, LineSet } from './score-side-files.js';

/** What became of an instant: what the joining found out about a row of the truth. */
export interface Outcome {
  readonly row: TruthItem;
  /** The event that its line became: observed or repaired. */
  readonly event?: CleanItem;
  /** The event that was made at its instant. */
  readonly fill?: CleanItem;
  readonly audited: readonly AuditItem[];
  /** It lies in a void that the audit tells of, and that was not filled whole. */
  readonly isKnownMissing: boolean;
}

/** What can be judged: without a side file the answers that stand in it are unknown. */
export interface Judged {
  readonly hasAudit: boolean;
  readonly dead?: LineSet;
}

/** Checks of readings are named by their reasons; these are the others. */
const OTHER_CHECKS: Readonly<Record<Exclude<FaultAnswer, 'flag' | 'place'>, string>> = {
  fill: 'gap',
  duplicate: 'duplicate',
  conflict: 'conflict',
  'dead-letter': 'dead-letter',
};
/** A reading that some check flagged, counted once. */
const ANY_CHECK = 'any flag';
const NO_CHECKS: readonly string[] = [];
/** An annotated line tells the flag, not the check. */
const UNNAMED_CHECK = 'not named';

interface FaultTally {
  instants: number;
  shared: number;
  found: number;
  runs: number;
  runsFound: number;
  delaySumMs: number;
  lasts: boolean;
  readonly delays: ThinnedSample;
  readonly byCheck: Map<string, number>;
  /** Onset of the latest run, and whether it was found. By series. */
  readonly latest: Map<number, { onsetMs: number; isFound: boolean }>;
}

interface CheckTally {
  raised: number;
  right: number;
}

/** Counts outcomes. Memory O(faults and checks), and O(series) for faults that last. */
export class ScoreTally {
  readonly #judged: Judged;
  readonly #faults = new Map<string, FaultTally>();
  readonly #checks = new Map<string, CheckTally>();
  /** Readings, gaps, copies and lines that could be found, and were, by what answers them. */
  readonly #targets = new Map<FaultAnswer, CheckTally>();
  #shared = 0;

  constructor(judged: Judged) {
    this.#judged = judged;
  }

  /** Counts a row that says what was done to it. O(faults of the row). */
  add(outcome: Outcome): void {
    const { row, event, fill, audited } = outcome;
    const { details } = row;
    if (!details) return;
    const isCorrupted = details.faults.includes('corrupted');
    const flaggedBy = isCorrupted ? [] : checksOf(outcome);
    const count = (what: AuditItem['what']) => audited.reduce((sum, item) => sum + (item.what === what ? 1 : 0), 0);
    const deadLines = details.lines.reduce((sum, line) => sum + (this.#judged.dead?.has(line) ? 1 : 0), 0);
    const isSetAside = event !== undefined && event.value !== (details.written ?? row.value) && details.conflict === event.value;
    const isThere = event !== undefined || audited.length > 0;
    const found: Readonly<Record<FaultAnswer, boolean>> = {
      flag: flaggedBy.length > 0 || isSetAside,
      fill: fill !== undefined || outcome.isKnownMissing,
      duplicate: count('duplicate') > 0 || count('conflict') > 1,
      conflict: count('conflict') > 0,
      'dead-letter': deadLines > 0 && deadLines === details.lines.length,
      place: isThere,
    };
    const answers = new Set<FaultAnswer>();
    const isShared = details.faults.filter((name) => faultAnswer(name) === 'flag').length > 1;
    if (isShared && !isCorrupted) this.#shared++;
    for (const name of details.faults) {
      const answer = faultAnswer(name);
      if (!this.#isJudged(answer) || (isCorrupted && answer !== 'dead-letter')) continue;
      answers.add(answer);
      if (isShared && answer === 'flag') this.#fault(name).shared++;
      else this.#addFault(name, found[answer], flaggedBy, outcome);
    }
    if (isCorrupted) answers.add('fill');
    for (const answer of answers) {
      const targets = tallyOf(this.#targets, answer);
      targets.raised++;
      if (found[answer]) targets.right++;
    }
    const isFaulty = answers.has('flag');
    for (const check of flaggedBy) this.#claim(check, 1, isFaulty);
    if (flaggedBy.length > 0) this.#claim(ANY_CHECK, 1, isFaulty);
    if (fill) this.#claim(OTHER_CHECKS.fill, 1, true);
    this.#claim(OTHER_CHECKS.duplicate, count('duplicate'), details.faults.includes('duplicated'));
    this.#claim(OTHER_CHECKS.conflict, count('conflict'), details.faults.includes('conflicting') || row.written.timeMs !== row.timeMs);
    this.#claim(OTHER_CHECKS['dead-letter'], deadLines, isCorrupted);
  }

  /** How many readings had several faults. */
  get shared(): number {
    return this.#shared;
  }

  /** Counts an event that was made where nothing was missing. */
  addPhantom(): void {
    this.#claim(OTHER_CHECKS.fill, 1, false);
  }

  /** The faults that were met, most frequent first. */
  faultScores(): FaultScore[] {
    return [...this.#faults]
      .sort(([, a], [, b]) => b.instants - a.instants)
      .map(([fault, { instants, shared, found, runs, runsFound, delaySumMs, lasts, delays, byCheck }]) => {
        const answer = faultAnswer(fault);
        const claims = answer === 'place' ? undefined : this.#checks.get(answer === 'flag' ? ANY_CHECK : OTHER_CHECKS[answer]);
        const precision = claims ? claims.right / claims.raised : NaN;
        const score = { fault, instants, shared, found, recall: found / instants, precision, byCheck: Object.fromEntries(byCheck) };
        if (!lasts) return score;
        const delay = answer === 'flag' ? { delayMeanMs: delaySumMs / runsFound, delayMedianMs: delays.quantile(0.5) } : {};
        return { ...score, runs, runsFound, ...delay };
      });
  }

  /** The checks that claimed something or could have: those of readings by the number of their claims, then the others. */
  checkScores(): CheckScore[] {
    const others = (Object.keys(OTHER_CHECKS) as (keyof typeof OTHER_CHECKS)[]).map((answer) => [OTHER_CHECKS[answer], answer] as const);
    const isOther = (name: string) => name === ANY_CHECK || others.some(([other]) => other === name);
    const ofReadings = [...this.#checks].filter(([name]) => !isOther(name)).sort(([, a], [, b]) => b.raised - a.raised).map(([name]) => [name, 'flag'] as const);
    return [...ofReadings, [ANY_CHECK, 'flag'] as const, ...others]
      .filter(([name, answer]) => this.#checks.has(name) || this.#targets.has(answer))
      .map(([check, answer]) => {
        const { raised, right } = this.#checks.get(check) ?? { raised: 0, right: 0 };
        const { raised: targets, right: answered } = this.#targets.get(answer) ?? { raised: 0, right: 0 };
        const found = answer === 'flag' ? right : answered;
        return { check, raised, right, precision: right / raised, targets, found, recall: found / targets };
      });
  }

  #isJudged(answer: FaultAnswer): boolean {
    if (answer === 'duplicate' || answer === 'conflict') return this.#judged.hasAudit;
    return answer !== 'dead-letter' || this.#judged.dead !== undefined;
  }

  #claim(check: string, times: number, isRight: boolean): void {
    if (times === 0) return;
    const tally = tallyOf(this.#checks, check);
    tally.raised += times;
    if (isRight) tally.right += times;
  }

  #fault(name: string): FaultTally {
    let tally = this.#faults.get(name);
    if (!tally) {
      const delays = new ThinnedSample();
      tally = { instants: 0, shared: 0, found: 0, runs: 0, runsFound: 0, delaySumMs: 0, lasts: false, delays, byCheck: new Map(), latest: new Map() };
      this.#faults.set(name, tally);
    }
    return tally;
  }

  #addFault(name: string, isFound: boolean, flaggedBy: readonly string[], { row: { timeMs, series, details } }: Outcome): void {
    const tally = this.#fault(name);
    tally.instants++;
    if (isFound) tally.found++;
    if (faultAnswer(name) === 'flag') for (const check of flaggedBy) tally.byCheck.set(check, (tally.byCheck.get(check) ?? 0) + 1);
    const sinceMs = details?.sinceMs?.[name];
    if (sinceMs === undefined) return;
    tally.lasts = true;
    let run = tally.latest.get(series);
    if (run?.onsetMs !== timeMs - sinceMs) {
      run = { onsetMs: timeMs - sinceMs, isFound: false };
      tally.latest.set(series, run);
      tally.runs++;
    }
    if (!isFound || run.isFound) return;
    run.isFound = true;
    tally.runsFound++;
    tally.delaySumMs += sinceMs;
    tally.delays.add(sinceMs);
  }
}

/** The checks that objected to a reading: in its own line, or in the audit where it was dropped. */
function checksOf({ event, audited }: Outcome): readonly string[] {
  if (audited.length === 0 && (!event || (event.reasons.length === 0 && event.flag === undefined))) return NO_CHECKS;
  const drops = audited.filter(({ what }) => what === 'drop').flatMap(({ reasons }) => reasons);
  const named = [...new Set([...(event?.reasons ?? []), ...drops])];
  const isFlagged = event?.flag === Flag.Suspect || event?.flag === Flag.Fail;
  return named.length === 0 && isFlagged ? [UNNAMED_CHECK] : named;
}

function tallyOf<Key>(tallies: Map<Key, CheckTally>, key: Key): CheckTally {
  let tally = tallies.get(key);
  if (!tally) tallies.set(key, (tally = { raised: 0, right: 0 }));
  return tally;
}
