// Compares a recovery with the simulator's answer sheet: every instant as it should have come out, every line where it should have gone.
import type { TruthRow } from '../../src/simulate/generate.js';

/** All there is of a simulated log and its recovery. */
export interface RecoveredSimulation {
  readonly log: Buffer;
  readonly truth: Buffer;
  readonly clean: Buffer;
  readonly dead: Buffer;
  readonly audit: Buffer;
}

/** What was found, in instants; dead letters and duplicates in lines. */
export interface Outcomes {
  instants: number;
  observed: number;
  repaired: number;
  filled: number;
  deadLetters: number;
  duplicates: number;
}

interface CleanEvent {
  readonly sensor_id: string;
  readonly timestamp: string;
  readonly temperature: number;
  readonly origin?: string;
  readonly observed?: number;
}

interface PlacedLine {
  readonly kind?: string;
  readonly line: number;
}

/** Counts the outcomes of a recovery. @throws at the first that is not as the answer sheet has it. */
export function compareWithTruth({ log, truth, clean, dead, audit }: RecoveredSimulation): Outcomes {
  const outcomes: Outcomes = { instants: 0, observed: 0, repaired: 0, filled: 0, deadLetters: 0, duplicates: 0 };
  const lineStarts = startsOfLines(log);
  // What was done to each line of the log, by its number: D for a dead letter, C for a copy set aside, R for a repair.
  const fateOf = new Uint8Array(lineStarts.length);
  for (const line of linesOf(dead)) fateOf[(JSON.parse(line.toString()) as PlacedLine).line - 1] = D;
  for (const line of linesOf(audit)) {
    const { kind, line: number } = JSON.parse(line.toString()) as PlacedLine;
    if (kind === 'duplicate') fateOf[number - 1] = C;
    else if (kind === 'repair') fateOf[number - 1] = R;
    else if (kind !== 'void') throw new Error(`nothing of the kind was done to the log: ${line.toString()}`);
  }

  const cleanLines = linesOf(clean);
  for (const rowLine of linesOf(truth)) {
    const row = JSON.parse(rowLine.toString()) as TruthRow;
    const { value: line, done } = cleanLines.next();
    if (done) throw new Error(`the clean series ends before ${rowLine.toString()}`);
    outcomes.instants++;
    compareInstant(row, line);
  }
  if (!cleanLines.next().done) throw new Error('the clean series goes on behind the answer sheet');
  return outcomes;

  function compareInstant(row: TruthRow, line: Buffer): void {
    const event = JSON.parse(line.toString()) as CleanEvent;
    const { faults } = row;
    const isFilled = faults.includes('skipped') || faults.includes('corrupted');
    const isRepaired = !isFilled && faults.includes('deviated');
    const origin = isFilled ? 'filled' : isRepaired ? 'repaired' : undefined;
    const fates = row.lines.map((number) => fateOf[number - 1]);
    const expectedFates = faults.includes('corrupted') ? row.lines.map(() => D) : row.lines.map((_, i) => (i > 0 ? C : isRepaired ? R : 0));
    const same = event.sensor_id === row.sensor_id
      && event.timestamp === row.timestamp
      && event.origin === origin
      && fates.every((fate, i) => fate === expectedFates[i])
      && (!isRepaired || event.observed === row.written)
      && (origin !== undefined || line.equals(logLine(row.lines[0])));
    if (!same) throw new Error(`not as the answer sheet has it: ${line.toString()}\n${JSON.stringify(row)} ${fates.join(',')}`);
    outcomes[origin ?? 'observed']++;
    outcomes.deadLetters += fates.filter((fate) => fate === D).length;
    outcomes.duplicates += fates.filter((fate) => fate === C).length;
  }

  function logLine(number: number): Buffer {
    return log.subarray(lineStarts[number - 1], (lineStarts[number] ?? log.length) - 1);
  }
}

const [D, C, R] = [1, 2, 3];

function* linesOf(bytes: Buffer): Generator<Buffer, undefined, undefined> {
  for (let start = 0, end: number; (end = bytes.indexOf(0x0a, start)) >= 0; start = end + 1) yield bytes.subarray(start, end);
  return undefined;
}

function startsOfLines(bytes: Buffer): number[] {
  const starts: number[] = [];
  for (let start = 0; start < bytes.length; start = bytes.indexOf(0x0a, start) + 1) starts.push(start);
  return starts;
}
