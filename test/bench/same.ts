// Whether outputs are what they are taken for: no time is printed before these hold.
import { closeSync, openSync, readSync } from 'node:fs';

const PIECE_BYTES = 2 ** 20;
const TIMESTAMP = '"timestamp":"';
const TIMESTAMP_BYTES = '2026-01-01T00:00:00.000Z'.length;

/** @throws Error where the two files are not the same bytes. */
export function assertSameBytes(path: string, otherPath: string): void {
  const [file, other] = [openSync(path, 'r'), openSync(otherPath, 'r')];
  const [piece, otherPiece] = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)];
  try {
    for (let at = 0; ; ) {
      const count = readSync(file, piece, 0, PIECE_BYTES, at);
      const otherCount = readSync(other, otherPiece, 0, PIECE_BYTES, at);
      if (!piece.subarray(0, count).equals(otherPiece.subarray(0, otherCount))) {
        throw new Error(`${path} and ${otherPath} differ after byte ${at}`);
      }
      if (count === 0) return;
      at += count;
    }
  } finally {
    closeSync(file);
    closeSync(other);
  }
}

/** @throws Error where a figure is not within `tolerance` of what it should be. */
export function assertFigures(
  what: string,
  figures: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, number>>,
  tolerance = 0,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const found = Number(figures[name]);
    if (!(Math.abs(found - value) <= tolerance)) throw new Error(`${what}: ${name} is ${String(figures[name])}, not ${value}`);
  }
}

/** @throws Error where the lines of a file, all with a timestamp of this fixed width, are not in its order. */
export function assertOrdered(path: string): void {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(PIECE_BYTES);
  let previous = '';
  try {
    for (let offset = 0; ; ) {
      const count = readSync(file, piece, 0, PIECE_BYTES, offset);
      if (count === 0) return;
      const end = piece.lastIndexOf('\n', count - 1) + 1;
      for (let at = piece.indexOf(TIMESTAMP); at >= 0 && at < end; at = piece.indexOf(TIMESTAMP, at + 1)) {
        const from = at + TIMESTAMP.length;
        const time = piece.toString('latin1', from, from + TIMESTAMP_BYTES);
        if (time < previous) throw new Error(`${path}: ${time} comes after ${previous}`);
        previous = time;
      }
      offset += end;
    }
  } finally {
    closeSync(file);
  }
}

/** Lines of a file, each with its newline. */
export function countLines(path: string): number {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(PIECE_BYTES);
  try {
    for (let lines = 0; ; ) {
      const count = readSync(file, piece, 0, PIECE_BYTES, null);
      if (count === 0) return lines;
      for (let at = piece.indexOf('\n'); at >= 0 && at < count; at = piece.indexOf('\n', at + 1)) lines++;
    }
  } finally {
    closeSync(file);
  }
}
