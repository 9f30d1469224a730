// Cells of a table: where they end. What a cell holds beyond plain ASCII text is left to the exact decoder.

const QUOTE: u8 = 0x22;
const SPACE: i8 = 0x20;

/**
 * The first byte from `at` on that ends a cell: its terminator, if all is well (the constant text that follows begins with it, or with the
 * end of the line); else a quote, a control character (of which a newline ends all lines) or a byte that is not ASCII.
 */
export function cellEnd(at: usize, terminator: u8): usize {
  const end = i8x16.splat(terminator);
  while (true) {
    const bytes = v128.load(at);
    const stops = v128.or(i8x16.eq(bytes, end), i8x16.eq(bytes, i8x16.splat(QUOTE)));
    // As signed numbers, bytes beyond ASCII are below all others.
    const mask = i8x16.bitmask(v128.or(stops, i8x16.lt_s(bytes, i8x16.splat(SPACE))));
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}

/** Whether neither end of a cell is a space. */
// @ts-ignore: decorator
@inline
export function isTrimmed(at: usize, end: usize): bool {
  return end == at || (load<u8>(at) != u8(SPACE) && load<u8>(end - 1) != u8(SPACE));
}
