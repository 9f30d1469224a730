// Two files of results against each other, and what has to be done to one: against a full outer join in a database.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { memoryTarget, rowOf, speedTarget, type Section } from '../section.js';
import { assertFigures, countLines } from '../same.js';
import * as sql from '../peers/sql.js';

/** Of the existing rows, every so manieth. */
const WRONG = 100;
const LACKING = 1000;
const PIECE_BYTES = 2 ** 22;

const HELD_BACK = 'each pair is matched member by member in one thread, while the one that reads the other side waits for it.';

export function reconcileAgainstDuckdb(bench: Bench): Section {
  const { path: recomputed, events } = bench.inOrder(bench.events(5_000_000));
  const [existing, spelled] = ['existing.jsonl', 'spelled.jsonl'].map((name) => bench.path(name));
  rewrite(recomputed, existing, spoil);
  rewrite(existing, spelled, respell);
  const commands = [existing, spelled].flatMap((file, i) => {
    const [ours, theirs] = ['ours', 'theirs'].map((whose) => bench.path(`corrections-${i}-${whose}.jsonl`));
    const kind = i === 0 ? 'spelled alike' : 'spelled otherwise in every line';
    return [
      { name: `telemend reconcile, ${kind}`, argv: bench.telemend('reconcile', '--exit-zero', recomputed, file, '-o', ours) },
      { name: `DuckDB, ${kind}`, argv: bench.duckdb(sql.reconcile(recomputed, file, theirs)), fresh: [theirs] },
    ];
  });
  for (const command of commands) bench.run(command);
  const expected = countLines(bench.path('corrections-0-ours.jsonl'));
  for (const i of [0, 1]) {
    const [ours, theirs] = ['ours', 'theirs'].map((whose) => bench.path(`corrections-${i}-${whose}.jsonl`));
    const figures = bench.answer(bench.duckdb(sql.compareCorrections(ours, theirs)));
    assertFigures('reconcile', figures, { rows: expected, onlyOurs: 0, onlyTheirs: 0 });
  }
  const wrong = Math.round(events * (1 / WRONG + 1 / LACKING));
  assertFigures('reconcile', { rows: expected }, { rows: wrong }, 2);

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, events, trials[i]));
  const [ours, theirs, oursSpelled, theirsSpelled] = rows;
  return {
    title: 'reconcile',
    checked: `The same ${expected} corrections, with the same old and new readings: of the existing rows 1 in ${WRONG} has another reading, 1 in ${LACKING} is lacking.`
      + ' Spelled otherwise: other order of the fields, and spaces, so that no line is the same byte for byte. telemend also refuses duplicate keys, and takes checksums of both sides.',
    commands,
    rows,
    targets: [
      speedTarget(`reconcile two files of ${events} rows, against DuckDB`, ours, theirs, 2, 3),
      speedTarget(`the same, spelled otherwise in every line`, oursSpelled, theirsSpelled, 2, 3, HELD_BACK),
      memoryTarget('reconcile', ours),
      memoryTarget('reconcile, spelled otherwise', oursSpelled),
    ],
  };
}

/** What a faulty worker leaves: readings that are off, rows that are lacking. */
function spoil(line: string, number: number): string {
  if (number % LACKING === LACKING - 1) return '';
  return number % WRONG === 7 ? line.replace(/"temperature":([\d.]+)/, (_, value: string) => `"temperature":${(Number(value) + 1).toFixed(2)}`) : line;
}

/** As another program would have written it. */
function respell(line: string): string {
  const { timestamp, ...rest } = JSON.parse(line) as { timestamp: string };
  return `${JSON.stringify({ timestamp, ...rest }).replaceAll('":', '": ').replaceAll(',"', ', "')}\n`;
}

/** Writes a file line by line anew; a line comes and goes with its newline. */
function rewrite(from: string, to: string, change: (line: string, number: number) => string): void {
  const [source, target] = [openSync(from, 'r'), openSync(to, 'w')];
  const piece = Buffer.alloc(PIECE_BYTES);
  let number = 0;
  for (let rest = ''; ; ) {
    const count = readSync(source, piece, 0, PIECE_BYTES, null);
    if (count === 0) break;
    const lines = (rest + piece.toString('latin1', 0, count)).split('\n');
    rest = lines.pop()!;
    writeSync(target, lines.map((line) => change(`${line}\n`, number++)).join(''));
  }
  closeSync(source);
  closeSync(target);
}
