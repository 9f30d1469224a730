// The end of a log, or a piece of it, with its time index there: whatever the log's size, the same time.
import { existsSync } from 'node:fs';
import type { Bench } from '../bench.js';
import type { Command } from '../measure.js';
import { rowOf, Skip, speedTarget, type Section } from '../section.js';
import { assertFigures } from '../same.js';
import * as sql from '../peers/sql.js';
import { instantAt, type Workload } from '../workloads.js';

const HELD_BACK = 'starting Node and loading the modules takes more than half of the time; the blocks are read and put in order in the rest.';
/** Of the smaller log: so much is asked for, of every log. */
const SHARE = 0.01;

export function seekEnd(bench: Bench): Section {
  const logs = indexedLogs(bench, [5_000_000, 20_000_000]);
  const seconds = Math.round(logs[0].instants * SHARE);
  const commands = logs.flatMap((log, i) => seekCommands(bench, log, i, log.instants - seconds));
  checkAll(bench, commands);

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, Math.round(logs[0].events * SHARE), trials[i]));
  const [ours, duckdb, oursLarge] = rows;
  const growth = oursLarge.seconds / ours.seconds;
  const [small, large] = logs.map((log) => log.events);
  return {
    title: 'replay --from near the end',
    checked: 'The same events from both. The index was there before; starting the process is part of what is timed.',
    commands,
    rows,
    targets: [
      speedTarget(`replay --from at 99 % of ${small} events, against DuckDB`, ours, duckdb, 5, 15, HELD_BACK),
      { work: `the same number of events, of ${large} against ${small}`, measured: growth, atLeast: 1.2, aim: 1, unit: 'times the time' },
    ],
  };
}

export function seekPlaces(bench: Bench): Section {
  const logs = indexedLogs(bench, [2_000_000, 20_000_000]);
  const seconds = Math.round(logs[0].instants * SHARE);
  const commands = logs.flatMap((log, i) => [0.01, 0.5, 0.99].flatMap((place, j) => {
    const from = Math.min(Math.round(log.instants * place), log.instants - seconds);
    const pair = seekCommands(bench, log, i * 3 + j, from, from + seconds);
    return pair.map((command) => ({ ...command, name: `${command.name}, at ${place * 100} %` }));
  }));
  checkAll(bench, commands);

  const ours = commands.filter((_, i) => i % 2 === 0);
  const trials = bench.trials(ours);
  return {
    title: 'replay --from --to, anywhere',
    checked: 'The same events as from DuckDB, which is not timed here.',
    commands: ours,
    rows: ours.map(({ name }, i) => rowOf(name, Math.round(logs[0].events * SHARE), trials[i])),
  };
}

function indexedLogs(bench: Bench, sizes: readonly number[]): Workload[] {
  if (!bench.knows('index')) throw new Skip('telemend has no index yet');
  const logs = sizes.map((size) => bench.log(bench.events(size)));
  for (const { path } of logs) if (!existsSync(`${path}.tidx`)) bench.run({ name: 'index', argv: bench.telemend('index', path) });
  return logs;
}

/** Of one seek: telemend, then DuckDB. */
function seekCommands(bench: Bench, log: Workload, number: number, fromSecond: number, toSecond?: number): Command[] {
  const from = instantAt(fromSecond);
  const to = toSecond === undefined ? undefined : instantAt(toSecond);
  const [ours, theirs] = ['ours', 'theirs'].map((whose) => bench.path(`seek-${number}-${whose}.jsonl`));
  return [
    {
      name: `telemend, ${log.events} events`,
      argv: bench.telemend('replay', log.path, '--from', from, ...(to === undefined ? [] : ['--to', to]), '-o', ours),
    },
    { name: `DuckDB, ${log.events} events`, argv: bench.duckdb(sql.replay(log.path, theirs, from, to)), fresh: [theirs] },
  ];
}

function checkAll(bench: Bench, commands: readonly Command[]): void {
  for (const command of commands) bench.run(command);
  for (let i = 0; i < commands.length / 2; i++) {
    const compare = sql.compareEvents(bench.path(`seek-${i}-ours.jsonl`), bench.path(`seek-${i}-theirs.jsonl`));
    const figures = bench.answer(bench.duckdb(compare));
    assertFigures('seek', figures, { onlyOurs: 0, onlyTheirs: 0 });
    if (!(Number(figures.rows) > 0)) throw new Error('seek: no events');
  }
}
