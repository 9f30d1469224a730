// Follows a form without the kernel: what a line by that form is.
import type { InstantWriter } from '../instant-bytes.js';
import { writeEscaped } from '../json-escape-bytes.js';
import { writeAscii, writeBytes, writeNumber, writeRounded, writeValue } from '../number-bytes.js';
import {
  NO_GRID, PART_BYTES, PART_CONSTANT, PART_END, PART_ESCAPED, PART_INSTANT, PART_ROUNDED, PART_TEXT, PART_VALUE, SLOT_BYTES,
} from './form-format.js';

/**
 * Fills in the form at `form` of the memory with what stands in the slots, from `at` on.
 *
 * @param instants writers by the place of their spelling
 * @returns the position behind the line. O(length).
 */
export function writeFormExactly(
  memory: Buffer,
  form: number,
  slots: Float64Array,
  instants: ReadonlyMap<number, InstantWriter>,
  at: number,
): number {
  for (let part = form; ; part += PART_BYTES) {
    const kind = memory.readUInt32LE(part);
    if (kind === PART_END) return at;
    const argument = memory.readUInt32LE(part + 4);
    const value = slots[argument];
    if (kind === PART_CONSTANT) at = writeBytes(memory, at, memory, argument, argument + memory.readUInt32LE(part + 8));
    else if (kind === PART_TEXT) at = writeBytes(memory, at, memory, value, value + slots[argument + 1]);
    else if (kind === PART_ESCAPED) at = writeEscaped(memory, at, memory, value, value + slots[argument + 1]);
    else if (kind === PART_ROUNDED) {
      const bounds = memory.readUInt32LE(part + 12);
      const [low, high] = [memory.readDoubleLE(bounds), memory.readDoubleLE(bounds + SLOT_BYTES)];
      at = writeRounded(memory, at, value, slots[memory.readUInt32LE(part + 8)], low, high);
    } else if (kind === PART_VALUE) {
      const decimals = memory.readUInt32LE(part + 8);
      at = writeValue(memory, at, value, decimals === NO_GRID ? undefined : decimals, memory.readUInt32LE(part + 12));
    } else if (kind !== PART_INSTANT) at = writeNumber(memory, at, value);
    else if (Number.isNaN(value)) at = writeAscii(memory, at, 'null');
    else {
      const timeNs = slots[argument + 1];
      at = instants.get(memory.readUInt32LE(part + (timeNs === 0 ? 8 : 12)))!(memory, at, value, timeNs);
    }
  }
}
