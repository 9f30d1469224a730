// What the reading thread and its owner say to each other, and how batches change hands without being copied.
import type { BlockIndex } from '../io/block-index.js';
import type { DecodeOptions } from '../io/decode.js';
import type { PlainFile } from '../io/log.js';
import type { ScannedBlock, ScanOptions } from '../io/scan.js';
import { batchOf, type Batch } from '../model/batch.js';
import { TelemendError, type ErrorCode } from '../model/errors.js';
import type { OrderOptions } from '../replay/order-log.js';
import type { CheckOptions } from '../validate/checks.js';
import type { SurveyedPart, SurveyOptions } from './survey-part.js';

/** How a reading thread begins. */
export interface ReaderStart {
  readonly files: readonly PlainFile[];
  readonly decodeOptions: DecodeOptions;
  readonly checkOptions: CheckOptions;
  /** How many batches it may still send: see giveRoom. */
  readonly room: Int32Array;
  /** What it reads is counted with what its owner does: see io/read-meter. */
  readonly meter: SharedArrayBuffer;
}

/** What the owner asks for, to be answered one after another. */
export type ReaderRequest =
  | { readonly kind: 'survey'; readonly options: SurveyOptions }
  | { readonly kind: 'scan'; readonly options: ScanOptions }
  | OrderRequest;

/** What of a log is wanted in order, and in how much memory. */
export type OrderLimits = Pick<OrderOptions, 'from' | 'to' | 'memoryBytes'>;

/** Events of the log in the total order. */
export interface OrderRequest {
  readonly kind: 'order';
  readonly index: BlockIndex;
  readonly options: OrderLimits;
  /** The sensors that have a number, in the order of their numbers. */
  readonly sensorIds: readonly string[];
}

/**
 * What the thread sends: a part for each survey; blocks for a scan and batches for an order, with the sensors that are new, and an end.
 */
export type ReaderReply =
  | { readonly kind: 'part'; readonly part: SurveyedPart }
  | { readonly kind: 'block'; readonly block: ScannedBlock; readonly ids: readonly string[] }
  | { readonly kind: 'batch'; readonly batch: Batch; readonly ids: readonly string[] }
  | { readonly kind: 'end'; readonly outside?: number }
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

/** Batches that may be on the way at once: enough that neither side waits, few enough to stay small. */
export const BATCHES_AHEAD = 4;

/** Lets the thread send so many more batches. Both sides share the number, so that this wakes nobody who does not wait. */
export function giveRoom(room: Int32Array, batches: number): void {
  Atomics.add(room, 0, batches);
  Atomics.notify(room, 0);
}

/** In the thread: waits until a batch may be sent. */
export function takeRoom(room: Int32Array): void {
  while (Atomics.load(room, 0) === 0) Atomics.wait(room, 0, 0);
  Atomics.sub(room, 0, 1);
}

/** The memory of a batch, to be handed over. A buffer that is only a part of some memory is copied first, since the rest is others'. */
export function memoryOf(batch: Batch): ArrayBuffer[] {
  if (batch.bytes.buffer.byteLength !== batch.bytes.byteLength) batch.bytes = ownCopy(batch.bytes);
  const columns = Object.values(batch).filter((column): column is Uint8Array => ArrayBuffer.isView(column));
  return [...new Set(columns.map((column) => column.buffer as ArrayBuffer))].filter((memory) => memory.byteLength > 0);
}

/** A batch that came over: its bytes are a Buffer again. */
export function receiveBatch(batch: Batch): Batch {
  const { buffer, byteOffset, byteLength } = batch.bytes;
  return batchOf(batch, batch.count, Buffer.from(buffer, byteOffset, byteLength), batch.byteCount);
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
