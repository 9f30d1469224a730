// Simulated logs with every fault on, their lines edited at random, recovered and held against what came in.
import { expect } from 'vitest';
import { mutateLine, type Pick } from '../io/scanner/random-log.js';
import { lineBalance } from '../pipeline/line-balance.js';
import { recoverInMemory, splitLines } from '../pipeline/recover-in-memory.js';
import { ALL_FAULTS, simulate } from '../simulate/simulated.js';
import { createRng } from '../../src/stats/rng.js';

const LINES_PER_LOG = 1000;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const BLANK = /^[ \t\r]*$/;

export interface MutationCounts {
  logs: number;
  mutatedLines: number;
  lines: number;
  deadLetters: number;
  linesLost: number;
  linesDoubled: number;
  eventsNotSaidToBeMade: number;
}

export interface MutationRun {
  readonly counts: MutationCounts;
  /** The lines that were lost, doubled or invented, and in which log. */
  readonly violations: readonly string[];
}

/** Recovers logs until so many mutated lines have been read; every other recovery is repeated on its own result, which must not change. */
export async function recoverMutatedLogs(mutatedLines: number, seed: string): Promise<MutationRun> {
  const violations: string[] = [];
  const rng = createRng(seed);
  const pick: Pick = (below) => Math.floor(rng.uniform() * below);
  const counts: MutationCounts = {
    logs: 0, mutatedLines: 0, lines: 0, deadLetters: 0, linesLost: 0, linesDoubled: 0, eventsNotSaidToBeMade: 0,
  };
  while (counts.mutatedLines < mutatedLines) {
    const { lines } = simulate({ ...ALL_FAULTS, sensors: 1 + pick(4), count: LINES_PER_LOG, seed: `${seed}-${counts.logs}` });
    const share = [1, 2, 10][pick(3)];
    const edited = lines.map((line) => {
      if (pick(share) > 0) return line;
      counts.mutatedLines++;
      return mutateLine(pick, line);
    });
    await recoverAndCount(Buffer.from(edited.map((line) => `${line.toString('latin1')}\n`).join(''), 'latin1'), counts, violations);
  }
  return { counts, violations };
}

async function recoverAndCount(log: Buffer, counts: MutationCounts, violations: string[]): Promise<void> {
  const where = `log ${counts.logs++}`;
  const outputs = await recoverInMemory([log]).catch((error: unknown) => expect.fail(`${where}: ${String(error)}`));
  const input = splitLines(log.subarray(log.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0));
  const { lost, doubled, made } = lineBalance(input, outputs, { isUnwritten: (line) => BLANK.test(line.toString('latin1')) });
  const { accounting } = outputs.recovery;
  expect(accounting.lines, where).toBe(input.length);
  counts.lines += input.length;
  counts.deadLetters += accounting.deadLetters;
  counts.linesLost += lost.length;
  counts.linesDoubled += doubled.length;
  const unsaid = made.filter((line) => !saysThatItWasMade(line)).map(String);
  counts.eventsNotSaidToBeMade += unsaid.length;
  for (const [what, found] of Object.entries({ lost, doubled, unsaid })) for (const line of found) violations.push(`${where}: ${what} ${line}`);
  expect(made.length, where).toBe(accounting.filled + accounting.repaired);
  if (counts.logs % 2 === 0) {
    const again = await recoverInMemory([outputs.clean]);
    expect(again.clean.equals(outputs.clean), `${where} recovers to something else a second time`).toBe(true);
  }
}

function saysThatItWasMade(line: Buffer): boolean {
  const { origin } = JSON.parse(line.toString()) as { readonly origin?: unknown };
  return origin === 'filled' || origin === 'repaired';
}
