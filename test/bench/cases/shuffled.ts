// Recovery of a log without any order left: how much longer, and in how much memory.
import type { Bench } from '../bench.js';
import { memoryTarget, rowOf, type Section } from '../section.js';
import { assertSameBytes } from '../same.js';

export function recoverShuffledLog(bench: Bench): Section {
  const log = bench.log(bench.events(5_000_000));
  const shuffled = bench.shuffled(log.events);
  const commands = [log, shuffled].map(({ path }, i) => ({
    name: ['as it came', 'fully shuffled'][i],
    argv: bench.telemend('recover', path, '-o', bench.path(`recovered-${i}.jsonl`)),
    fresh: [`${path}.tidx`],
  }));
  for (const command of commands) bench.run(command);
  assertSameBytes(bench.path('recovered-0.jsonl'), bench.path('recovered-1.jsonl'));

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, log.events, trials[i]));
  return {
    title: 'recover a fully shuffled log',
    checked: 'The same bytes from both.',
    commands,
    rows,
    targets: [memoryTarget(`recover ${log.events} shuffled events`, rows[1])],
  };
}
