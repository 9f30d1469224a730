// Lines that are made by form: constant text with gaps. Forms, what fills their gaps, and the lines that come of it lie in one memory, the kernel's.
import type { TimestampSpelling } from '../../model/instant.js';
import { UNIT_EXPONENT } from '../../model/timestamp-number.js';
import { createInstantWriter, LONGEST_INSTANT, zoneShiftMs, type InstantWriter } from '../instant-bytes.js';
import { bytesOf, LONGEST_NUMBER } from '../number-bytes.js';
import { createKernel, type Kernel } from '../scanner/kernel.js';
import {
  KIND_NUMBER, KIND_PATTERN, KIND_TEXT, NO_GRID, PART_BYTES, PART_CONSTANT, PART_END, PART_ESCAPED, PART_INSTANT, PART_NUMBER, PART_ROUNDED, PART_TEXT,
  PART_VALUE, PART_WHOLE, SLOT_BYTES, SLOT_COUNT, SPELLING_BYTES, SPELLING_DATE, SPELLING_DAYS, SPELLING_DIGITS, SPELLING_EXPONENT,
  SPELLING_KIND, SPELLING_SHIFT, SPELLING_ZONE, SPELLING_ZONE_BYTES, TEXT_PADDING_BYTES,
} from './form-format.js';
import { writeFormExactly } from './write-form.js';

const PAGE_BYTES = 65_536;
const FIRST_KEPT_BYTES = 1 << 14;
const LEAST_ROOM = 1 << 16;
const ALIGNMENT = 16;

const KIND_OF: Readonly<Record<TimestampSpelling['kind'], number>> = { text: KIND_TEXT, number: KIND_NUMBER, pattern: KIND_PATTERN };

/** A part of a form: constant text, or a gap. */
export type FormPart = string | Gap;

interface Gap {
  readonly kind: number;
  readonly slot: number;
  /** What else the kind takes: see form-format.ts. */
  readonly arguments?: readonly [number, number];
  /** Bytes at most, where these are not in the slot's hands. */
  readonly longest: number;
}

/** Text that is kept in a form memory: where it stands there. */
export interface KeptText {
  readonly at: number;
  readonly length: number;
}

/** A spelling of instants, or bounds, kept there. */
export interface Kept {
  readonly at: number;
}

/** A form that is kept there. */
export interface Form {
  readonly at: number;
  /** Bytes of a line at most, texts in slots not counted. */
  readonly longest: number;
}

/** A gap for text: see setText and placeText; takes two slots. */
export function textIn(slot: number): FormPart {
  return { kind: PART_TEXT, slot, longest: 0 };
}

/** The same, escaped for a JSON string. */
export function escapedIn(slot: number): FormPart {
  return { kind: PART_ESCAPED, slot, longest: 0 };
}

/** A gap for an instant, epoch ms and ns in two slots, null where it is NaN; `coarse` is for those without nanoseconds. */
export function instantIn(slot: number, coarse: Kept, fine = coarse): FormPart {
  return { kind: PART_INSTANT, slot, arguments: [coarse.at, fine.at], longest: LONGEST_INSTANT };
}

/** A gap for a whole number from 0 to 10^15. */
export function wholeIn(slot: number): FormPart {
  return { kind: PART_WHOLE, slot, longest: LONGEST_NUMBER };
}

/** A gap for any number. */
export function numberIn(slot: number): FormPart {
  return { kind: PART_NUMBER, slot, longest: LONGEST_NUMBER };
}

/** A gap for a number that is rounded to as many decimals as another slot says: see writeRounded. */
export function roundedIn(slot: number, decimalsSlot: number, bounds: Kept): FormPart {
  return { kind: PART_ROUNDED, slot, arguments: [decimalsSlot, bounds.at], longest: LONGEST_NUMBER };
}

/** A gap for a value of so many decimals, undefined for any: see writeValue. */
export function valueIn(slot: number, decimals: number | undefined, leastDecimals: number): FormPart {
  return { kind: PART_VALUE, slot, arguments: [decimals ?? NO_GRID, leastDecimals], longest: LONGEST_NUMBER + leastDecimals };
}

/**
 * Keeps forms and writes lines by them: in WebAssembly, and exactly as that where it is missing or leaves a line alone. Lines are written
 * into `room`, whose positions count from its beginning; each `reserve` may move it.
 *
 * @example
 * const memory = new FormMemory();
 * const form = memory.form(['{"n":', numberIn(0), '}']);
 * memory.reserve(form.longest);
 * memory.slots[0] = 0.5;
 * memory.room.toString('latin1', 0, memory.write(form, 0)); // {"n":0.5}
 */
export class FormMemory {
  readonly #kernel: Kernel | null;
  readonly #slotsAt: number;
  /** Where the next thing that is kept goes, and where the room begins behind all of them. */
  #free: number;
  #roomAt: number;
  #roomBytes = 0;
  #memory = Buffer.alloc(0);
  #room = Buffer.alloc(0);
  #slots = new Float64Array(0);
  readonly #instants = new Map<number, InstantWriter>();
  readonly #texts = new Map<string, KeptText>();

  /** @param kernel not used by anyone else; null to do without */
  constructor(kernel: Kernel | null = createKernel() ?? null) {
    this.#kernel = kernel;
    this.#slotsAt = aligned(kernel?.heapBase() ?? 0);
    this.#free = this.#slotsAt + SLOT_COUNT * SLOT_BYTES;
    this.#roomAt = aligned(this.#free + FIRST_KEPT_BYTES);
    this.reserve(LEAST_ROOM);
  }

  /** Where lines are written. */
  get room(): Buffer {
    return this.#room;
  }

  /** What goes into the gaps of the next line; other ones after something was kept or reserved, but with the same numbers in them. */
  get slots(): Float64Array {
    return this.#slots;
  }

  /** Makes room for so many bytes; what stands there stays. Amortised O(bytes). */
  reserve(bytes: number): void {
    if (bytes + TEXT_PADDING_BYTES <= this.#roomBytes) return;
    this.#roomBytes = Math.max(2 * this.#roomBytes, bytes + TEXT_PADDING_BYTES);
    this.#grow();
  }

  /** Keeps constant text. Once for each different text. */
  text(text: string): KeptText {
    let kept = this.#texts.get(text);
    if (!kept) {
      const bytes = bytesOf(text);
      kept = { at: this.#keep(bytes.length + TEXT_PADDING_BYTES), length: bytes.length };
      this.#memory.set(bytes, kept.at);
      this.#texts.set(text, kept);
    }
    return kept;
  }

  /** Keeps the bounds of rounded numbers. */
  bounds(low: number, high: number): Kept {
    const at = this.#keep(2 * SLOT_BYTES);
    new Float64Array(this.#memory.buffer, this.#memory.byteOffset + at, 2).set([low, high]);
    return { at };
  }

  /** Keeps a way to spell instants; those spelled as text stand in quotes. */
  spelling(spelling: TimestampSpelling): Kept {
    const at = this.#keep(SPELLING_BYTES);
    const write = createInstantWriter(spelling);
    this.#instants.set(at, spelling.kind === 'number' ? write : quoted(write));
    const words = new DataView(this.#memory.buffer, this.#memory.byteOffset + at, SPELLING_BYTES);
    words.setInt32(SPELLING_DIGITS, spelling.digits, true);
    words.setUint32(SPELLING_KIND, KIND_OF[spelling.kind], true);
    if (spelling.kind === 'number') {
      words.setInt32(SPELLING_EXPONENT, UNIT_EXPONENT[spelling.unit], true);
    } else if (spelling.kind === 'text') {
      const zone = bytesOf(spelling.zone);
      words.setFloat64(SPELLING_SHIFT, zoneShiftMs(spelling.zone), true);
      words.setFloat64(SPELLING_DAYS, NaN, true);
      words.setUint32(SPELLING_ZONE_BYTES, zone.length, true);
      this.#memory.write(`0000-00-00${spelling.separator}`, at + SPELLING_DATE, 'latin1');
      this.#memory.set(zone, at + SPELLING_ZONE);
    }
    return { at };
  }

  /** Keeps a form. O(its parts). */
  form(parts: readonly FormPart[]): Form {
    let longest = 0;
    const words: number[] = [];
    for (const part of joined(parts)) {
      if (typeof part === 'string') {
        const { at, length } = this.text(part);
        words.push(PART_CONSTANT, at, length, 0);
        longest += length;
      } else {
        words.push(part.kind, part.slot, ...(part.arguments ?? [0, 0]));
        longest += part.longest;
      }
    }
    words.push(PART_END, 0, 0, 0);
    const at = this.#keep((words.length / 4) * PART_BYTES);
    new Uint32Array(this.#memory.buffer, this.#memory.byteOffset + at, words.length).set(words);
    return { at, longest: longest + TEXT_PADDING_BYTES };
  }

  /** Puts a text that is kept into a slot and the one after it. */
  setText(slot: number, { at, length }: KeptText): void {
    this.#slots[slot] = at;
    this.#slots[slot + 1] = length;
  }

  /**
   * The same with a copy of source[start, end), which lies at the end of the room: reserve as much more. It stays until something is
   * kept or reserved.
   */
  placeText(slot: number, source: Buffer, start: number, end: number): void {
    const at = this.#roomAt + this.#roomBytes - TEXT_PADDING_BYTES - (end - start);
    source.copy(this.#memory, at, start, end);
    this.#slots[slot] = at;
    this.#slots[slot + 1] = end - start;
  }

  /** Fills in a form, from `at` in the room on. @returns the position behind it. O(length). */
  write(form: Form, at: number): number {
    const end = this.#kernel?.writeForm(form.at, this.#slotsAt, this.#roomAt + at) ?? 0;
    if (end > 0) return end - this.#roomAt;
    return writeFormExactly(this.#memory, form.at, this.#slots, this.#instants, this.#roomAt + at) - this.#roomAt;
  }

  /** A place of so many bytes for good. */
  #keep(bytes: number): number {
    const at = this.#free;
    this.#free = aligned(at + bytes);
    if (this.#free > this.#roomAt) {
      const from = this.#roomAt;
      this.#roomAt = aligned(2 * this.#free);
      this.#grow();
      this.#memory.copyWithin(this.#roomAt, from, from + this.#roomBytes);
    }
    return at;
  }

  /** Takes the memory that is needed, and looks at it anew. */
  #grow(): void {
    const needed = this.#roomAt + this.#roomBytes;
    if (this.#kernel) {
      const { memory } = this.#kernel;
      const missing = needed - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#memory = Buffer.from(memory.buffer);
    } else {
      const larger = Buffer.alloc(needed);
      this.#memory.copy(larger);
      this.#memory = larger;
    }
    const { buffer, byteOffset } = this.#memory;
    this.#room = this.#memory.subarray(this.#roomAt, this.#roomAt + this.#roomBytes);
    this.#slots = new Float64Array(buffer, byteOffset + this.#slotsAt, SLOT_COUNT);
  }
}

/** Constant texts that follow each other as one. */
function joined(parts: readonly FormPart[]): FormPart[] {
  const all: FormPart[] = [];
  for (const part of parts) {
    const last = all.length - 1;
    if (typeof part === 'string' && typeof all[last] === 'string') all[last] += part;
    else all.push(part);
  }
  return all;
}

function quoted(write: InstantWriter): InstantWriter {
  const QUOTE = 0x22;
  return (target, at, timeMs, timeNs) => {
    target[at] = QUOTE;
    const end = write(target, at + 1, timeMs, timeNs);
    target[end] = QUOTE;
    return end + 1;
  };
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}
