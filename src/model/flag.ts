// Quality flags (QARTOD primary flags), where a reading comes from, and why a reading was flagged.

/** QARTOD primary flags (IOOS QARTOD manuals; ioos_qc `QartodFlags`). */
export const Flag = { Pass: 1, NotEvaluated: 2, Suspect: 3, Fail: 4, Missing: 9 } as const;
export type Flag = (typeof Flag)[keyof typeof Flag];

/** Roll-up rank of a flag: the highest rank wins, 4 > 3 > 1 > 2 > 9 (ioos_qc `qartod_compare`). Indexed by flag. */
export const FLAG_RANK: readonly number[] = [0, 3, 2, 4, 5, 0, 0, 0, 0, 1];

/** The flag that stands for both: the one of higher rank. */
export function rollUp(a: Flag, b: Flag): Flag {
  return FLAG_RANK[a] >= FLAG_RANK[b] ? a : b;
}

/** Where a reading of the clean series comes from. */
export const Origin = { Observed: 0, Repaired: 1, Filled: 2 } as const;
export type Origin = (typeof Origin)[keyof typeof Origin];
/** The spelling of an origin in files, indexed by origin. */
export const ORIGIN_NAMES = ['observed', 'repaired', 'filled'] as const;
export type OriginName = (typeof ORIGIN_NAMES)[number];

/** Why a reading was flagged: bits of a row's `reason`. */
export const Reason = {
  /** Outside the fail span: gross range. */
  Range: 1,
  /** Outside the inner span, inside the sensor's span. */
  UserRange: 2,
  /** The source called a value in range deviated. */
  Source: 4,
  /** Its time lies far from all others of its series. */
  Clock: 8,
  /** Stands out from the readings around it. */
  Spike: 16,
  /** Changed faster than the process can. */
  Rate: 32,
  /** Part of a run that hardly changes. */
  FlatLine: 64,
  /** Part of a window that varies too little. */
  Attenuated: 128,
  /** The first reading after a silence. */
  TimeGap: 256,
} as const;

const REASON_NAMES: readonly (readonly [bit: number, name: string])[] = [
  [Reason.Range, 'range'],
  [Reason.UserRange, 'user-range'],
  [Reason.Source, 'source'],
  [Reason.Clock, 'clock'],
  [Reason.Spike, 'spike'],
  [Reason.Rate, 'rate'],
  [Reason.FlatLine, 'flat-line'],
  [Reason.Attenuated, 'attenuated'],
  [Reason.TimeGap, 'time-gap'],
];

/** The names of the reasons whose bits are set, in the order of their bits. */
export function reasonNames(bits: number): string[] {
  return REASON_NAMES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}

/** What an input event's `status` says, as far as telemend knows the word. */
export const Status = { Absent: 0, Normal: 1, Deviated: 2, Other: 3 } as const;
export type Status = (typeof Status)[keyof typeof Status];
