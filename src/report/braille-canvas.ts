// Dots in a terminal: each character cell is two dots wide and four high (Unicode block 2800).

const DOTS_WIDE = 2;
const DOTS_HIGH = 4;
/** Bit of each dot of a cell, by row and column. */
const DOT_BITS = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]] as const;

/** A canvas of dots; x runs to the right, y down. Dots outside are not drawn. */
export interface BrailleCanvas {
  readonly dotsWide: number;
  readonly dotsHigh: number;
  dot(x: number, y: number): void;
  /** A straight line, both ends included. */
  line(x0: number, y0: number, x1: number, y1: number): void;
  /** The rows of characters, blank cells as blanks. */
  rows(): string[];
}

/** An empty canvas of so many character cells. */
export function createBrailleCanvas(columns: number, rows: number): BrailleCanvas {
  const cells = new Uint8Array(columns * rows);
  const dotsWide = columns * DOTS_WIDE;
  const dotsHigh = rows * DOTS_HIGH;
  const dot = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= dotsWide || y >= dotsHigh) return;
    cells[Math.floor(y / DOTS_HIGH) * columns + Math.floor(x / DOTS_WIDE)] |= DOT_BITS[y % DOTS_HIGH][x % DOTS_WIDE];
  };
  return {
    dotsWide,
    dotsHigh,
    dot,
    line(x0, y0, x1, y1) {
      const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
      for (let step = 0; step <= steps; step++) {
        dot(Math.round(x0 + ((x1 - x0) * step) / steps), Math.round(y0 + ((y1 - y0) * step) / steps));
      }
    },
    rows() {
      const character = (bits: number) => (bits === 0 ? ' ' : String.fromCharCode(0x2800 + bits));
      return Array.from({ length: rows }, (_, row) => Array.from(cells.subarray(row * columns, (row + 1) * columns), character).join(''));
    },
  };
}
