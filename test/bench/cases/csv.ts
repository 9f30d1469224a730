// The main job on a log as CSV against a database that reads and writes CSV: order, check, repair, fill, account and write.
import { existsSync } from 'node:fs';
import type { Bench } from '../bench.js';
import * as sql from '../peers/sql.js';
import { assertFigures } from '../same.js';
import { rowOf, speedTarget, type Section } from '../section.js';

/** Both round to 0.01 °C, and a half may go either way. */
const ROUNDING = 0.0101;

const HELD_BACK = 'as of JSONL.';

export function recoverCsvAgainstDuckdb(bench: Bench): Section {
  const { path: jsonl, events, instants } = bench.log(bench.events(5_000_000));
  const log = jsonl.replace('.jsonl', '.csv');
  // The table as DuckDB itself writes it: 2026-01-01 00:00:00,53.57
  if (!existsSync(log)) bench.answer(bench.duckdb(sql.toCsv(jsonl, log)));
  const [plausible, linear, theirs] = ['plausible.csv', 'linear.csv', 'duckdb.csv'].map((name) => bench.path(name));
  const commands = [
    { name: 'telemend recover', argv: bench.telemend('recover', '--assume-utc', log, '-o', plausible) },
    { name: 'telemend recover --fill linear', argv: bench.telemend('recover', '--assume-utc', log, '--fill', 'linear', '-o', linear) },
    { name: 'DuckDB', argv: bench.duckdb(sql.recover(log, theirs, sql.rowsOf(log))), fresh: [theirs] },
  ];
  for (const command of commands) bench.run(command);
  const same = { rows: instants, onlyOurs: 0, onlyTheirs: 0, otherSource: 0, alteredObserved: 0 };
  assertFigures('recover', bench.answer(bench.duckdb(sql.compareSeries(plausible, theirs))), same);
  const linearly = bench.answer(bench.duckdb(sql.compareSeries(linear, theirs)));
  assertFigures('recover --fill linear', linearly, same);
  assertFigures('recover --fill linear', linearly, { largestDifference: 0 }, ROUNDING);

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, events, trials[i]));
  const [ours, oursLinear, duckdb] = rows;
  return {
    title: 'csv',
    checked: 'DuckDB reads both tables back: the same instants, the same origin of each, the same observed values; with --fill linear the made'
      + ' values, too, but for halves rounded the other way (0.01 °C). telemend also writes ids, 90 % intervals, audit, manifest and checksums.',
    commands,
    rows,
    targets: [speedTarget(`recover ${events} rows of CSV, against DuckDB`, ours, duckdb, 1, 1, HELD_BACK)],
    notes: [`With --fill linear: ${(duckdb.seconds / oursLinear.seconds).toFixed(2)} times as fast as DuckDB.`],
  };
}
