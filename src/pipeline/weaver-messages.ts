// What the weaving thread and its owner say to each other.
import type { Batch } from '../model/batch.js';
import type { Courses } from './course-counter.js';
import type { Leaving, LoomOptions, LoomState } from './loom.js';
import type { PlainFailure } from './reader-messages.js';

/** How a weaving thread begins. */
export interface WeaverStart {
  /** All sensors, in the order of their numbers. */
  readonly sensorIds: readonly string[];
  /** To go on from. */
  readonly state: LoomState;
  readonly options: LoomOptions;
  /** Where lines are wanted and no batches: what they go through. */
  readonly lines?: PieceMemory;
}

/** Room for some pieces of lines, which are written to it and taken out of it in turn. */
export interface PieceMemory {
  readonly bytes: SharedArrayBuffer;
  /** How many pieces may still be written to it: see giveRoom. */
  readonly room: Int32Array;
}

/** Rows to be taken over, and which may leave then; `waiting`: all that wait are to be taken out. */
export interface WeaveRequest {
  readonly reads: readonly { readonly batch: Batch; readonly isOut?: Uint8Array }[];
  readonly made: readonly Batch[];
  readonly leaving: Leaving | 'waiting';
}

/** The answer to a request: pieces of lines, if such are wanted, and then batches, and what is known of all that left so far; the courses with the rest. */
export type WeaveReply =
  | { readonly kind: 'piece'; readonly at: number; readonly byteCount: number; readonly crc32: number }
  | { readonly kind: 'woven'; readonly batches: readonly Batch[]; readonly state: LoomState; readonly courses?: Courses }
  | { readonly kind: 'failure'; readonly failure: PlainFailure };
