// Lines with a text behind each that was read and no made one: in WebAssembly, or one by one where that is missing.
import type { Batch } from '../../model/batch.js';
import { createKernel, type Kernel } from './kernel.js';
import { roomIn } from './line-room.js';

const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;
/** How far the kernel reads and writes beyond the end of a piece. */
const SLACK_BYTES = 16;

/** The lines of all rows in row order, each with its newline. What it gives holds until the next call. */
export type LineExtender = (batch: Batch) => Buffer;

/**
 * Puts a text behind each line that was read; before the carriage return where a line ends with one. O(bytes); memory: a batch and what
 * comes of it.
 */
export function createLineExtender(text: Buffer): LineExtender {
  const kernel = createKernel();
  return kernel ? kernelExtender(kernel, text) : (batch) => extendLines(batch, text);
}

function kernelExtender(kernel: Kernel, text: Buffer): LineExtender {
  let room = roomIn(kernel, 1024, 2 ** 18);
  return ({ count, start, length, offset, bytes }) => {
    let [first, last] = [Infinity, 0];
    for (let i = 0; i < count; i++) {
      first = Math.min(first, start[i]);
      last = Math.max(last, start[i] + length[i]);
    }
    if (first > last) return Buffer.alloc(0);
    // The lines, the text, which of them are left as they are, and what comes of them.
    const textAt = last - first + SLACK_BYTES;
    const leftAt = textAt + text.length + SLACK_BYTES;
    const targetAt = leftAt + count;
    const needed = targetAt + (last - first) + count * (text.length + 1) + SLACK_BYTES;
    if (count > room.starts.length || needed > room.bytes.length) {
      room = roomIn(kernel, Math.max(2 * count, room.starts.length), Math.max(2 * needed, room.bytes.length));
    }
    const { starts, lengths, bytes: memory } = room;
    bytes.copy(memory, 0, first, last);
    text.copy(memory, textAt);
    for (let i = 0; i < count; i++) {
      starts[i] = start[i] - first;
      lengths[i] = length[i];
      memory[leftAt + i] = offset[i] < 0 ? 1 : 0;
    }
    const base = memory.byteOffset;
    const written = kernel.extendLines(
      base, starts.byteOffset, lengths.byteOffset, base + leftAt, count, base + textAt, text.length, base + targetAt,
    );
    return memory.subarray(targetAt, targetAt + written);
  };
}

function extendLines({ count, start, length, bytes, offset }: Batch, text: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let i = 0; i < count; i++) {
    const end = start[i] + length[i];
    const hasReturn = length[i] > 0 && bytes[end - 1] === CARRIAGE_RETURN;
    const textEnd = hasReturn ? end - 1 : end;
    if (offset[i] < 0) pieces.push(bytes.subarray(start[i], end));
    else pieces.push(bytes.subarray(start[i], textEnd), text, bytes.subarray(textEnd, end));
    pieces.push(Buffer.of(NEWLINE));
  }
  return Buffer.concat(pieces);
}
