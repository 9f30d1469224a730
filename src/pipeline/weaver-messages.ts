// What the weaving thread and its owner say to each other.
import type { Batch } from '../model/batch.js';
import type { RowKey } from '../replay/row-key.js';
import type { PlainFailure } from './reader-messages.js';
import type { WeaverState } from './weaver.js';

/** How a weaving thread begins. */
export interface WeaverStart {
  /** All sensors, in the order of their numbers. */
  readonly sensorIds: readonly string[];
  /** To go on from. */
  readonly state: WeaverState;
}

/** Rows to be taken over, and the bound before which rows may leave then; without one all that wait are taken out. */
export interface WeaveRequest {
  readonly reads: readonly { readonly batch: Batch; readonly isOut?: Uint8Array }[];
  readonly made: readonly Batch[];
  readonly bound: RowKey | undefined;
}

/** The answer to a request: what left, and what is known of all that left so far. */
export type WeaveReply =
  | { readonly kind: 'woven'; readonly batches: readonly Batch[]; readonly state: WeaverState }
  | { readonly kind: 'failure'; readonly failure: PlainFailure };
