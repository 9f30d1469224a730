// A whole log in order of event time, nearly ordered or fully shuffled, against GNU sort and DuckDB.
import type { Bench } from '../bench.js';
import type { Command } from '../measure.js';
import { isInstalled } from '../measure.js';
import { memoryTarget, rowOf, Skip, speedTarget, type Section } from '../section.js';
import { assertFigures, assertSameBytes } from '../same.js';
import * as sql from '../peers/sql.js';
import type { Workload } from '../workloads.js';

const HELD_BACK = 'a third of the processor time is the way of the bytes through the system, in and out, which GNU sort has to go too; the rest'
  + ' is what it does not do: each line read as an event, checksums of both sides, the time index, and 0.1 s to start.';
const LITTLE_MEMORY = '256MB';

/** The field that begins the timestamp of our lines when split at quotes. One sensor and no duplicates: its order is the only one. */
const TIMESTAMP_KEY = '-k12,12';

export function replayWholeLog(bench: Bench): Section {
  const log = bench.log(bench.events(4_500_000));
  const section = compareReplay(bench, log, 'replay a whole log');
  const [ours, sort] = section.rows;
  return { ...section, targets: [speedTarget(`replay ${log.events} events, against GNU sort`, ours, sort, 1.5, 3, HELD_BACK)] };
}

export function replayShuffledLog(bench: Bench): Section {
  const log = bench.shuffled(bench.events(5_000_000));
  // Out of core, as telemend is.
  const section = compareReplay(bench, log, 'replay a fully shuffled log', LITTLE_MEMORY);
  return { ...section, targets: [memoryTarget(`replay of ${log.events} shuffled events`, section.rows[0])] };
}

/** `LC_ALL=C sort` of a log by its timestamps. */
export function sortCommand(bench: Bench, log: string, output: string): Command {
  const argv = ['sort', '-t"', TIMESTAMP_KEY, '-T', bench.folder, log, '-o', output];
  return { name: 'GNU sort', argv, env: { LC_ALL: 'C' }, fresh: [output] };
}

/** @param littleMemory what DuckDB is allowed in a run of its own, beside the one where it takes what it wants */
function compareReplay(bench: Bench, { path: log, events }: Workload, title: string, littleMemory?: string): Section {
  if (!isInstalled('sort')) throw new Skip('GNU sort is not installed');
  const [ours, sorted, theirs, little] = ['replayed.jsonl', 'sorted.jsonl', 'duckdb.jsonl', 'duckdb-little.jsonl'].map((name) => bench.path(name));
  const limited = littleMemory === undefined ? [] : [{
    name: `DuckDB within ${littleMemory}`,
    argv: bench.duckdb(`SET memory_limit = '${littleMemory}'`, sql.replay(log, little)),
    fresh: [little],
  }];
  const commands = [
    { name: 'telemend replay', argv: bench.telemend('replay', log, '-o', ours), fresh: [`${log}.tidx`] },
    sortCommand(bench, log, sorted),
    { name: 'DuckDB', argv: bench.duckdb(sql.replay(log, theirs)), fresh: [theirs] },
    ...limited,
  ];
  for (const command of commands) bench.run(command);
  assertSameBytes(ours, sorted);
  const rows = Number(bench.answer(bench.duckdb(sql.scan(log))).count);
  for (const output of limited.length > 0 ? [theirs, little] : [theirs]) {
    assertFigures('replay', bench.answer(bench.duckdb(sql.compareEvents(ours, output))), { rows, onlyOurs: 0, onlyTheirs: 0 });
  }

  const trials = bench.trials(commands);
  return {
    title,
    checked: 'The same bytes as GNU sort; the same events as DuckDB, which spells timestamps its own way.'
      + ' telemend also reads every line as an event, removes duplicates, takes checksums and syncs its output.',
    commands,
    rows: commands.map(({ name }, i) => rowOf(name, events, trials[i])),
  };
}
