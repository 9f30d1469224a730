// A whole simulated log with its answer sheet, taken apart for the tests.
import { generateChunks, type GenerateOptions, type GenerateCounts, type TruthRow } from '../../src/simulate/generate.js';

export interface Simulated {
  readonly log: Buffer;
  readonly truth: Buffer;
  /** The log's lines without their newlines. */
  readonly lines: readonly Buffer[];
  readonly rows: readonly TruthRow[];
  readonly counts: GenerateCounts;
}

export function simulate(options: GenerateOptions): Simulated {
  const chunks = [...generateChunks({ truth: true, ...options })];
  const log = Buffer.concat(chunks.map((chunk) => chunk.lines));
  const truth = Buffer.concat(chunks.map((chunk) => chunk.truth));
  const rows = splitLines(truth).map((line) => JSON.parse(line.toString()) as TruthRow);
  return { log, truth, lines: splitLines(log), rows, counts: chunks.at(-1)!.counts };
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0, end: number; (end = bytes.indexOf('\n', start)) >= 0; start = end + 1) lines.push(bytes.subarray(start, end));
  return lines;
}

/** Every fault on, at rates that make overlaps common. */
export const ALL_FAULTS: GenerateOptions = {
  errorRate: 0.1,
  skipRate: 0.1,
  duplicateRate: 0.1,
  corruptRate: 0.1,
  disorder: { share: 0.1, maxDelayMs: 30_000 },
};
