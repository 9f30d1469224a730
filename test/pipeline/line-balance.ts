// Where each line of an input has gone, counted from the outputs alone: no line may be lost, doubled or invented.
import { parseLines, splitLines } from './recover-in-memory.js';

export interface LineBalance {
  /** Lines of the input that no output holds, or that stand in more outputs or more often than they came. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Lines of the clean series that the input does not hold: they were made. */
  readonly made: readonly Buffer[];
}

interface Outputs {
  readonly clean: Buffer;
  readonly dead: Buffer;
  readonly audit: Buffer;
}

interface Balancing {
  /** Lines that are in no output: blank ones, and those outside of a window. */
  readonly isUnwritten: (line: Buffer, arrival: number) => boolean;
  /** A line of the clean series as it came. */
  readonly bare?: (line: Buffer) => Buffer;
}

interface Letter {
  readonly raw?: string;
  readonly rawBase64?: string;
}

/** Holds the lines of an input against what a recovery of it wrote. */
export function lineBalance(input: readonly Buffer[], { clean, dead, audit }: Outputs, balancing: Balancing): LineBalance {
  const { isUnwritten, bare = (line) => line } = balancing;
  const counts = new Map<string, number>();
  const add = (line: Buffer, count: number) => {
    const key = line.toString('latin1');
    counts.set(key, (counts.get(key) ?? 0) + count);
  };
  for (const line of input) add(line, 1);
  const made: Buffer[] = [];
  for (const line of splitLines(clean)) {
    // A line that an earlier run made passes byte for byte too, so what is not in the input was made now.
    if ((counts.get(bare(line).toString('latin1')) ?? 0) === 0) made.push(line);
    else add(bare(line), -1);
  }
  for (const letter of parseLines<Letter>(dead)) add(letterBytes(letter), -1);
  for (const { raw } of parseLines<Letter>(audit)) if (raw !== undefined) add(Buffer.from(raw), -1);
  input.forEach((line, arrival) => {
    if (isUnwritten(line, arrival)) add(line, -1);
  });
  const off = (isOff: (count: number) => boolean) => [...counts].filter(([, count]) => isOff(count)).map(([line]) => line);
  return { lost: off((count) => count > 0), doubled: off((count) => count < 0), made };
}

/** The line that a dead letter keeps. */
export function letterBytes({ raw, rawBase64 }: Letter): Buffer {
  return raw === undefined ? Buffer.from(rawBase64!, 'base64') : Buffer.from(raw);
}
