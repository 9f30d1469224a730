// Reading alone: from the file's bytes to columns.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import type { Trial } from '../measure.js';
import { rowOf, Skip, speedTarget, type Section } from '../section.js';
import { assertFigures } from '../same.js';
import * as sql from '../peers/sql.js';

/** Sums of so many doubles in different order differ in the last digits. */
const SUM_TOLERANCE = 0.01;

export function scanAgainstDuckdb(bench: Bench): Section {
  if (!existsSync(join(bench.dist, 'io/create-decoder.js'))) throw new Skip('the build has no scanner yet');
  const { path: log, events } = bench.log(bench.events(4_500_000));
  const commands = [
    { name: 'telemend scanner, one core', argv: bench.peer('scan', bench.dist, log) },
    { name: 'DuckDB read_json, all cores', argv: bench.duckdb(sql.scan(log)) },
    { name: 'split2 + JSON.parse', argv: bench.peer('parse', log) },
  ];
  const [ours, duckdb, parse] = commands.map(({ argv }) => bench.answer(argv));
  assertFigures('scanner', ours, { count: Number(duckdb.count), first: Number(duckdb.first), last: Number(duckdb.last) });
  for (const other of [duckdb, parse]) assertFigures('scanner', ours, { sum: Number(other.sum) }, SUM_TOLERANCE);

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, events, trials[i], secondsInside));
  return {
    title: 'scanner alone',
    checked: 'The same number of events, sum of readings, first and last instant.'
      + ' Timed inside the process, from opening the file to the sums: starting Node and loading libraries is left out for all.',
    commands,
    rows,
    targets: [speedTarget('scanner, against DuckDB read_json', rows[0], rows[1], 1, 2)],
    notes: typeof ours.notice === 'string' ? [ours.notice] : [],
  };
}

/** What a program of peers/ took by its own clock. */
export function secondsInside({ stdout }: Trial): number {
  return (JSON.parse(stdout) as { seconds: number }).seconds;
}
