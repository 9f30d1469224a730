// The time index: how long it takes, how large it is, and what it saves a replay.
import { statSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { rowOf, Skip, type Section } from '../section.js';
import { assertSameBytes } from '../same.js';

export function indexLog(bench: Bench): Section {
  if (!bench.knows('index')) throw new Skip('telemend has no index yet');
  const { path: log, events } = bench.log(bench.events(5_000_000));
  const index = `${log}.tidx`;
  const [without, withIndex] = ['without.jsonl', 'with.jsonl'].map((name) => bench.path(name));
  const commands = [
    { name: 'replay --no-index', argv: bench.telemend('replay', log, '--no-index', '-o', without), fresh: [index] },
    { name: 'index', argv: bench.telemend('index', log), fresh: [index] },
    { name: 'replay, the index there', argv: bench.telemend('replay', log, '-o', withIndex) },
  ];
  for (const command of commands) bench.run(command);
  assertSameBytes(without, withIndex);
  const share = (statSync(index).size / statSync(log).size) * 100;

  const trials = bench.trials(commands);
  return {
    title: 'index',
    checked: 'The replay is the same with and without it.',
    commands,
    rows: commands.map(({ name }, i) => rowOf(name, events, trials[i])),
    notes: [`The index takes ${statSync(index).size} bytes, ${share.toFixed(3)} % of the log.`],
  };
}
