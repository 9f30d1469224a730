// What a recovery knows at a cut, in pieces: enough to go on from there.
import { trimIndex, type BlockIndex } from '../io/block-index.js';
import type { FileSummary } from '../io/index-log.js';
import type { SeriesTable } from '../model/series.js';
import type { Accounting } from './accounting.js';
import type { MendingPart } from './mend.js';
import type { SeriesProfile } from './profile.js';
import type { SurveySaved } from './survey.js';
import type { LoomState } from './loom.js';

/** What the first passes learn of a log, as plain data: all that the last pass has to know of it. */
export interface Learned {
  readonly index: BlockIndex;
  readonly files: readonly FileSummary[];
  readonly lines: number;
  readonly blank: number;
  readonly deadLetters: number;
  /** The sum of the lines of all events: see createLineSum. */
  readonly lineSum: number;
  /** When the log ends, for windows that count from there. */
  readonly endMs: number;
  /** By series number. */
  readonly profiles: readonly SeriesProfile[];
}

/** The books at a cut. */
export interface SavedBooks {
  /** All rows before this millisecond have been followed, and none behind it. */
  readonly cutMs: number;
  readonly accounting: Accounting;
  /** The sum of lines that were set aside: see SelfCheck. */
  readonly setAside: number;
  readonly weaver: LoomState;
}

/** A piece of what a recovery knows at a cut, as plain data. All pieces together are enough to go on from. */
export type RecoveryPart =
  | { readonly kind: 'learned'; readonly learned: Omit<Learned, 'profiles'> }
  /** Of some series, from that number on. */
  | { readonly kind: 'profiles'; readonly first: number; readonly profiles: readonly SeriesProfile[] }
  | ({ readonly kind: 'books' } & SavedBooks)
  | { readonly kind: 'mending'; readonly part: MendingPart }
  /** In the middle of the first pass, instead of all others. */
  | { readonly kind: 'surveying'; readonly part: SurveySaved; readonly superseded: number };

const PROFILES_IN_PART = 1024;

/** Saves a recovery on its way. */
export interface Checkpoints {
  /** Whether to save it as soon as it can be; told how many bytes of the log have come. */
  isDue(bytes: number): boolean;
  /** Takes the state; all that has left before it has been written by whoever pulls the series. May end the recovery by throwing. */
  save(parts: AsyncIterable<RecoveryPart>): Promise<void>;
}

/** The pieces in the middle of the first pass. */
export async function* surveyParts(parts: Iterable<SurveySaved>, superseded: number): AsyncGenerator<RecoveryPart, void, undefined> {
  for (const part of parts) yield { kind: 'surveying', part, superseded };
}

/** The pieces in the last pass, one after another. */
export async function* recoveryParts(learned: Learned, books: SavedBooks, mending: AsyncIterable<MendingPart>): AsyncGenerator<RecoveryPart, void, undefined> {
  const { profiles, ...rest } = learned;
  yield { kind: 'learned', learned: { ...rest, index: trimIndex(learned.index) } };
  for (let first = 0; first < profiles.length; first += PROFILES_IN_PART) {
    yield { kind: 'profiles', first, profiles: profiles.slice(first, first + PROFILES_IN_PART) };
  }
  yield { kind: 'books', ...books };
  for await (const part of mending) yield { kind: 'mending', part };
}

/** What the first passes learned before; numbers the series. */
export function learnedOf(saved: readonly RecoveryPart[], table: SeriesTable): Learned | undefined {
  const part = saved.find(({ kind }) => kind === 'learned');
  if (part?.kind !== 'learned') return undefined;
  const profiles = saved.flatMap((one) => (one.kind === 'profiles' ? one.profiles : []));
  for (const { sensorId } of profiles) table.indexOf(sensorId);
  return { ...part.learned, profiles };
}
