// The main job against a database: order, check, repair, fill, account and write, against sort + grid + linear fill + write.
import type { Bench } from '../bench.js';
import { rowOf, speedTarget, type Section } from '../section.js';
import { assertFigures, assertOrdered } from '../same.js';
import * as sql from '../peers/sql.js';

/** Both round to 0.01 °C, and a half may go either way. */
const ROUNDING = 0.0101;

const HELD_BACK = 'it takes three quarters of the processor time of the database, but one thread of three follows the series, draws what is missing with'
  + ' its interval and accounts for each of these: it is busy nearly all of the time, and a seventh of all goes into what the runtime compiles.';

export function recoverAgainstDuckdb(bench: Bench): Section {
  const { path: log, events, instants } = bench.log(bench.events(4_500_000));
  const [plausible, linear, theirs] = ['plausible.jsonl', 'linear.jsonl', 'duckdb.jsonl'].map((name) => bench.path(name));
  const fresh = [`${log}.tidx`];
  const commands = [
    { name: 'telemend recover', argv: bench.telemend('recover', log, '-o', plausible), fresh },
    { name: 'telemend recover --fill linear', argv: bench.telemend('recover', log, '--fill', 'linear', '-o', linear), fresh },
    { name: 'DuckDB', argv: bench.duckdb(sql.recover(log, theirs)), fresh: [theirs] },
    { name: 'split2 + JSON.parse, which only reads', argv: bench.peer('parse', log) },
  ];
  for (const command of commands) bench.run(command);
  assertOrdered(plausible);
  assertOrdered(linear);
  const same = { rows: instants, onlyOurs: 0, onlyTheirs: 0, otherSource: 0, alteredObserved: 0 };
  assertFigures('recover', bench.answer(bench.duckdb(sql.compareSeries(plausible, theirs))), same);
  const linearly = bench.answer(bench.duckdb(sql.compareSeries(linear, theirs)));
  assertFigures('recover --fill linear', linearly, same);
  assertFigures('recover --fill linear', linearly, { largestDifference: 0 }, ROUNDING);

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, events, trials[i]));
  const [ours, oursLinear, duckdb] = rows;
  return {
    title: 'recover',
    checked: 'The same instants, the same origin of each, the same observed values; with --fill linear the made values, too, but for'
      + ' halves rounded the other way (0.01 °C). Both series are in order of event time.'
      + ' telemend also writes ids, 90 % intervals, audit, manifest and checksums; DuckDB writes six columns.',
    commands,
    rows,
    targets: [speedTarget(`recover ${events} events, against DuckDB`, ours, duckdb, 3, 6, HELD_BACK)],
    notes: [`With --fill linear: ${(duckdb.seconds / oursLinear.seconds).toFixed(2)} times as fast as DuckDB.`],
  };
}
