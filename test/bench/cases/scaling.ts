// Time per event and memory as logs grow: both should stay what they are.
import type { Bench } from '../bench.js';
import { memoryTarget, rowOf, type Section } from '../section.js';
import { countLines } from '../same.js';

const SIZES = [500_000, 2_000_000, 5_000_000, 20_000_000];
const [, SMALL, , LARGE] = SIZES.keys();

export function recoverSizes(bench: Bench): Section {
  const { rows, ...section } = measureSizes(bench, 'recover');
  return {
    ...section,
    rows,
    targets: [...section.targets!, memoryTarget(`recover ${rows[LARGE].events} events`, rows[LARGE])],
  };
}

export function replaySizes(bench: Bench): Section {
  return measureSizes(bench, 'replay');
}

function measureSizes(bench: Bench, command: 'recover' | 'replay'): Section {
  const logs = SIZES.map((size) => bench.log(bench.events(size)));
  const output = bench.path('sized.jsonl');
  const commands = logs.map(({ path, events }) => ({
    name: `${events} events`,
    argv: bench.telemend(command, path, '-o', output),
    fresh: [`${path}.tidx`, output],
  }));
  for (const [i, { path, instants }] of logs.entries()) {
    bench.run(commands[i]);
    const expected = command === 'recover' ? instants : countLines(path);
    if (countLines(output) !== expected) throw new Error(`${command} of ${path}: ${countLines(output)} lines, not ${expected}`);
  }

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, logs[i].events, trials[i]));
  const perEvent = rows.map(({ seconds, events }) => seconds / events);
  const work = `time per event, ${command}, ${rows[LARGE].events} against ${rows[SMALL].events}`;
  return {
    title: `${command}: logs of four sizes`,
    checked: 'As many lines as there are instants (recover) or events (replay).',
    commands,
    rows,
    targets: [{ work, measured: perEvent[LARGE] / perEvent[SMALL], atLeast: 1.15, aim: 1, unit: 'times the time' }],
  };
}
