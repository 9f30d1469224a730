// How a compiled form lies in memory. Both compilers read this file: TypeScript writes forms and follows them exactly, AssemblyScript fast.

/**
 * A form is a line with gaps. In memory it is a row of parts, four 32-bit numbers each: the kind, and up to three arguments. What goes
 * into the gaps stands in slots, which are doubles; an argument that names a slot is its number.
 */
export const PART_BYTES = 16;
export const SLOT_BYTES = 8;
/** Slots that there are. */
export const SLOT_COUNT = 32;

/** Ends the form. */
export const PART_END = 0;
/** Constant text: its address and length. */
export const PART_CONSTANT = 1;
/** Text whose address and length stand in a slot and the one after it. */
export const PART_TEXT = 2;
/** The same with JSON's escapes. */
export const PART_ESCAPED = 3;
/** An instant in a slot (epoch ms) and the one after it (ns): null where it is NaN. The spelling where there are no nanoseconds, and that where there are. */
export const PART_INSTANT = 4;
/** A whole number from 0 to 10^15. */
export const PART_WHOLE = 5;
/** A number as JSON spells it. */
export const PART_NUMBER = 6;
/** A number rounded to so many decimals (a slot), as it is where that would leave bounds: the address of two doubles. Zeros at its end are left out. */
export const PART_ROUNDED = 7;
/** A value that has so many decimals, or NO_GRID; it is written with so many of them at least. */
export const PART_VALUE = 8;
export const NO_GRID = 255;

/**
 * A spelling of instants: what is added to epoch ms (double), the days since 1970 of the date that is kept (double), digits behind the
 * point, bytes of the zone, the kind, and of numbers the power of ten of the unit in nanoseconds (32 bits each), date and separator, zone
 * (16 bytes each).
 */
export const SPELLING_SHIFT = 0;
export const SPELLING_DAYS = 8;
export const SPELLING_DIGITS = 16;
export const SPELLING_ZONE_BYTES = 20;
export const SPELLING_KIND = 24;
export const SPELLING_EXPONENT = 28;
export const SPELLING_DATE = 32;
export const SPELLING_ZONE = 48;
export const SPELLING_BYTES = 64;
/** Date and time in quotes, a number, or a pattern, which is not for the kernel. */
export const KIND_TEXT = 0;
export const KIND_NUMBER = 1;
export const KIND_PATTERN = 2;
/** `2026-01-01T` */
export const DATE_BYTES = 11;

/** How far the kernel may read or write beyond the end of a text. */
export const TEXT_PADDING_BYTES = 16;
