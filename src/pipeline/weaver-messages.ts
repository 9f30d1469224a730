// What the weaving thread and its owner say to each other.
import type { Batch } from '../model/batch.js';
import type { RowKey } from '../replay/row-key.js';
import type { PlainFailure } from './reader-messages.js';

/** How a weaving thread begins. */
export interface WeaverStart {
  /** All sensors, in the order of their numbers. */
  readonly sensorIds: readonly string[];
}

/** Rows to be taken over, and the bound before which rows may leave then. */
export interface WeaveRequest {
  readonly reads: readonly { readonly batch: Batch; readonly isOut?: Uint8Array }[];
  readonly made: readonly Batch[];
  readonly bound: RowKey;
}

/** The answer to a request: what left, and the sum of the lines that left so far. */
export type WeaveReply =
  | { readonly kind: 'woven'; readonly batches: readonly Batch[]; readonly lineSum: number }
  | { readonly kind: 'failure'; readonly failure: PlainFailure };
