// How a compiled shape lies in the kernel's memory. Both compilers read this file: TypeScript writes shapes, AssemblyScript follows them.

/** Ends the line: its constant text includes the newline. */
export const STEP_END = 0;
/** A string that nobody asks for. */
export const STEP_TEXT = 1;
/** A number, true, false or null that nobody asks for. */
export const STEP_SCALAR = 2;
/** Date and time; the zone is in the constant text behind it. Argument: minutes east of UTC. */
export const STEP_TIME_TEXT = 3;
/** Argument: the power of ten of the unit, in nanoseconds. */
export const STEP_TIME_NUMBER = 4;
export const STEP_TEMPERATURE = 5;
export const STEP_SENSOR_TEXT = 6;
export const STEP_SENSOR_SCALAR = 7;
export const STEP_STATUS_TEXT = 8;
export const STEP_STATUS_SCALAR = 9;
export const STEP_ORIGIN_TEXT = 10;
/** Cells of a table. Argument: the byte that ends the cell (a quote, where it is in quotes); of a temperature, DECIMAL_COMMA may be added. */
export const STEP_CELL = 11;
export const STEP_CELL_TEMPERATURE = 12;
export const STEP_CELL_SENSOR = 13;
export const STEP_CELL_STATUS = 14;
export const STEP_CELL_ORIGIN = 15;
export const DECIMAL_COMMA = 256;

/**
 * A step: constant text, then a value of the kind. In memory four 32-bit numbers (size of the step in bytes, kind, length of the constant
 * text, argument), the constant text in blocks of 16 bytes (one at least), each followed by its mask, and for STEP_TIME_TEXT its layout.
 */
export const STEP_HEADER_BYTES = 16;
/**
 * The layout of a date and time: two blocks, each the text with 0 for any digit, followed by the most that a byte may differ from it
 * when the two are xored (9: any digit; 0: nothing; 255: anything); then a mask of the second block's fraction digits. Last 32-bit
 * number: its length.
 */
export const TIME_LAYOUT_BYTES = 5 * 16;

/** A shape: one 32-bit number, 1 where it lacks a sensor, and the steps from byte 16 on. */
export const SHAPE_HEADER_BYTES = 16;
/** Room for one shape; lines with a longer one are not for the kernel. */
export const SHAPE_BYTES = 8192;
/** So many shapes are held at a time. */
export const SHAPE_COUNT = 8;

/** How far the kernel may read beyond the end of a line. */
export const PADDING_BYTES = 128;
/** Longer sensor ids are not for the kernel. */
export const SENSOR_BYTES = 48;
/** A slot of the sensor table: the id, zeros behind it; its length + 1, 0 in an empty slot; its series; 8 bytes unused. */
export const SENSOR_SLOT_BYTES = 64;
