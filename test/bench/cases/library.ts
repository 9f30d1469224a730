// Events one by one as objects, for those who use the library: what the objects cost.
import type { Bench } from '../bench.js';
import { rowOf, type Section } from '../section.js';
import { assertFigures } from '../same.js';

const SUM_TOLERANCE = 0.01;

export function iterateEvents(bench: Bench): Section {
  const { path: log, events, instants } = bench.log(bench.events(500_000));
  const calls = ['readEvents', 'replay', 'recover'];
  const commands = [
    ...calls.map((call) => ({ name: `for await of ${call}(log)`, argv: bench.peer('library', bench.dist, call, log) })),
    { name: 'split2 + JSON.parse', argv: bench.peer('parse', log) },
  ];
  const [read, replayed, recovered, parsed] = commands.map(({ argv }) => bench.answer(argv));
  const all = { count: Number(parsed.count), sum: Number(parsed.sum) };
  assertFigures('readEvents', read, all, SUM_TOLERANCE);
  assertFigures('replay', replayed, all, SUM_TOLERANCE);
  assertFigures('recover', recovered, { count: instants });

  const trials = bench.trials(commands);
  return {
    title: 'library, event by event',
    checked: 'As many events, and the same sum of readings, as split2 with JSON.parse; recover as many events as there are instants.',
    commands,
    rows: commands.map(({ name }, i) => rowOf(name, events, trials[i])),
  };
}
