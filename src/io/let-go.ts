// Gives memory back at once. Left to itself it is found to be unused some dozen megabytes later, when there is so much of it that looking for it takes long.
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Batch } from '../model/batch.js';

let nobody: MessagePort | undefined;

/** Frees the memory of a batch, which must not be used any more, nor anything that shares its bytes. O(1). */
export function letGo({ timeMs, bytes }: Pick<Batch, 'timeMs' | 'bytes'>): void {
  if (bytes.buffer !== timeMs.buffer) letGoBytes(bytes);
  free(timeMs.buffer as ArrayBuffer);
}

/** The same for the columns, where the lines are still needed. */
export function letGoColumns({ timeMs, bytes }: Batch): void {
  if (bytes.buffer !== timeMs.buffer) free(timeMs.buffer as ArrayBuffer);
}

/** The same for bytes, where nothing else lies in their memory. */
export function letGoBytes({ buffer, byteLength }: Buffer): void {
  if (byteLength === buffer.byteLength) free(buffer as ArrayBuffer);
}

/** What is small is not worth it. */
const LEAST_BYTES = 1 << 14;

// What is handed over to nobody is given back: Node has no other way before ArrayBuffer.prototype.transfer.
function free(memory: ArrayBuffer): void {
  if (memory.byteLength >= LEAST_BYTES) (nobody ??= portToNobody()).postMessage(undefined, [memory]);
}

function portToNobody(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.unref();
  return port1;
}
