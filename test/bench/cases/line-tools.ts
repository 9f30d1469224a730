// Tools that many would reach for first: Miller and jq, in order of event time, on a ninth of the log.
import type { Bench } from '../bench.js';
import { isInstalled } from '../measure.js';
import { rowOf, Skip, type Section } from '../section.js';
import { assertFigures } from '../same.js';
import * as sql from '../peers/sql.js';

export function replayAgainstLineTools(bench: Bench): Section {
  const { path: log, events } = bench.log(bench.events(500_000));
  const ours = bench.path('ours.jsonl');
  const peers = [
    { program: 'mlr', name: 'Miller', script: 'mlr --ijsonl --ojsonl sort -f timestamp "$0" > "$1"' },
    { program: 'jq', name: 'jq', script: `jq -cs 'sort_by(.timestamp)[]' "$0" > "$1"` },
  ].filter(({ program }) => isInstalled(program));
  if (peers.length === 0) throw new Skip('neither Miller nor jq is installed');
  const commands = [
    { name: 'telemend replay', argv: bench.telemend('replay', log, '-o', ours), fresh: [`${log}.tidx`] },
    ...peers.map(({ name, program, script }) => ({ name, argv: ['sh', '-c', script, log, bench.path(`${program}.jsonl`)] })),
  ];
  for (const command of commands) bench.run(command);
  for (const { program } of peers) {
    const figures = bench.answer(bench.duckdb(sql.compareEvents(ours, bench.path(`${program}.jsonl`))));
    assertFigures(program, figures, { onlyOurs: 0, onlyTheirs: 0 });
  }

  const trials = bench.trials(commands);
  return {
    title: 'replay, against line tools',
    checked: 'The same events. Miller and jq spell some numbers anew; telemend writes the bytes that came.',
    commands,
    rows: commands.map(({ name }, i) => rowOf(name, events, trials[i])),
  };
}
