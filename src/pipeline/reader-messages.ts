// What the reading thread and its owner say to each other, and how batches change hands without being copied.
import type { BlockIndex } from '../io/block-index.js';
import type { DecodeOptions } from '../io/decode.js';
import type { PlainFile } from '../io/log.js';
import type { ScannedBlock, ScanOptions } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import { TelemendError, type ErrorCode } from '../model/errors.js';
import type { HeldAtMost } from '../replay/order-log.js';

/** How a reading thread begins. */
export interface ReaderStart {
  readonly files: readonly PlainFile[];
  readonly decodeOptions: DecodeOptions;
}

/** What the owner asks for. `more` lets the thread send one more piece. */
export type ReaderRequest =
  | { readonly kind: 'scan'; readonly options: ScanOptions }
  | { readonly kind: 'order'; readonly index: BlockIndex; readonly memoryBytes: number }
  | { readonly kind: 'more' };

/** What the thread sends. `ids` are the sensors met for the first time, in the order of their numbers. */
export type ReaderReply =
  | { readonly kind: 'block'; readonly block: ScannedBlock; readonly ids: readonly string[] }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'end'; readonly held?: HeldAtMost }
  | { readonly kind: 'failure'; readonly failure: PlainFailure };

/** A TelemendError as it crosses threads. */
export interface PlainFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly byte?: number;
  readonly stack?: string;
}

/** Pieces that may be on the way at once: enough that neither side waits, few enough to stay small. */
export const PIECES_AHEAD = 4;

/** The memory of a batch, to be handed over. A buffer that is only a part of some memory is copied first, since the rest is others'. */
export function memoryOf(batch: Batch): ArrayBuffer[] {
  if (batch.bytes.buffer.byteLength !== batch.bytes.byteLength) batch.bytes = ownCopy(batch.bytes);
  const columns = Object.values(batch).filter((column): column is Uint8Array => ArrayBuffer.isView(column));
  return [...new Set(columns.map((column) => column.buffer as ArrayBuffer))].filter((memory) => memory.byteLength > 0);
}

/** A batch that came over: its bytes are a Buffer again. */
export function receiveBatch(batch: Batch): Batch {
  batch.bytes = asBuffer(batch.bytes);
  return batch;
}

/** Bytes that lost their prototype on the way. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function plainFailure(error: unknown): PlainFailure {
  if (!(error instanceof TelemendError)) {
    return { code: 'internal', message: error instanceof Error ? error.message : String(error), stack: error instanceof Error ? error.stack : undefined };
  }
  const { code, message, hint, file, byte } = error;
  return { code, message, hint, file, byte };
}

export function restoreFailure({ code, message, hint, file, byte, stack }: PlainFailure): TelemendError {
  const error = new TelemendError(code, message, { hint, file, byte });
  if (stack !== undefined) error.stack = stack;
  return error;
}

function ownCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
