// Writes lines by their form: constant text, and what goes into its gaps.
import {
  PART_BYTES, PART_CONSTANT, PART_END, PART_ESCAPED, PART_INSTANT, PART_NUMBER, PART_ROUNDED, PART_TEXT, PART_VALUE, PART_WHOLE, SLOT_BYTES,
} from '../../forms/form-format.ts';
import { writeEscaped } from './escaped-text.ts';
import { writeInstant } from './instant-text.ts';
import { writeNumber, writeRounded, writeValue, writeWhole } from './number-text.ts';

const NULL: u32 = 0x6c6c756e;
const MOST_WHOLE: f64 = 1e15;

/**
 * Fills in the form with what stands in the slots. Up to 16 bytes behind what is written may change. Returns the address behind it, or 0
 * where a part cannot be written here.
 */
export function writeForm(form: usize, slots: usize, at: usize): usize {
  for (let part = form; at != 0; part += PART_BYTES) {
    const kind = load<u32>(part);
    const argument = load<u32>(part, 4);
    if (kind == PART_CONSTANT) {
      at = copyText(at, argument, load<u32>(part, 8));
      continue;
    }
    if (kind == PART_END) break;
    const slot = slots + argument * SLOT_BYTES;
    const value = load<f64>(slot);
    if (kind == PART_ROUNDED) at = writeRounded(at, value, load<f64>(slots + load<u32>(part, 8) * SLOT_BYTES), load<u32>(part, 12));
    else if (kind == PART_TEXT) at = copyText(at, usize(value), usize(load<f64>(slot, SLOT_BYTES)));
    else if (kind == PART_WHOLE) at = value >= 0 && value <= MOST_WHOLE ? writeWhole(at, u64(value)) : 0;
    else if (kind == PART_VALUE) at = writeValue(at, value, load<i32>(part, 8), load<i32>(part, 12));
    else if (kind == PART_NUMBER) at = writeNumber(at, value);
    else if (kind == PART_ESCAPED) at = writeEscaped(at, usize(value), usize(load<f64>(slot, SLOT_BYTES)));
    else if (kind == PART_INSTANT) {
      const timeNs = load<f64>(slot, SLOT_BYTES);
      at = isNaN(value) ? writeNull(at) : writeInstant(at, value, timeNs, timeNs == 0 ? load<u32>(part, 8) : load<u32>(part, 12));
    }
  }
  return at;
}

// @ts-ignore: decorator
@inline
function copyText(at: usize, source: usize, length: usize): usize {
  for (let i: usize = 0; i < length; i += 16) v128.store(at + i, v128.load(source + i));
  return at + length;
}

function writeNull(at: usize): usize {
  store<u32>(at, NULL);
  return at + 4;
}
