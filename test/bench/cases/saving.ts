// What it costs that a recovery is saved on its way, ten times as often as it is by default.
import type { Bench } from '../bench.js';
import { assertSameBytes } from '../same.js';
import { rowOf, type Section } from '../section.js';

export function saveRecovery(bench: Bench): Section {
  const { path: log, events } = bench.log(bench.events(4_500_000));
  const commands = ['never', '1s'].map((often) => ({
    name: often === 'never' ? 'never saved' : 'saved every second',
    argv: bench.telemend('recover', log, '--save-every', often, '-o', bench.path(`saved-${often}.jsonl`)),
    fresh: [`${log}.tidx`],
  }));
  for (const command of commands) bench.run(command);
  assertSameBytes(bench.path('saved-never.jsonl'), bench.path('saved-1s.jsonl'));

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, events, trials[i]));
  const [never, saved] = rows;
  const measured = saved.seconds / never.seconds;
  return {
    title: 'recover, saved on its way',
    checked: 'The same bytes from both.',
    commands,
    rows,
    targets: [{ work: `recover ${events} events, saved every second, against never`, measured, atLeast: 1.1, aim: 1.05, unit: 'times the time' }],
  };
}
