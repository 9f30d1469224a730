// A view of a log that has grown by a hundredth at its end: brought up to date, against computed from scratch.
import { copyFileSync, readFileSync, truncateSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { rowOf, speedTarget, type Row, type Section } from '../section.js';
import { assertSameBytes } from '../same.js';

const NEW_SHARE = 0.01;
const WINDOWS = ['1h', '1m'];

export function updateView(bench: Bench): Section {
  const { path: log, events } = bench.log(bench.events(5_000_000));
  const index = `${log}.tidx`;
  const earlier = bench.path('earlier.jsonl');
  copyFileSync(log, earlier);
  truncateSync(earlier, endOfLine(earlier, 1 - NEW_SHARE));
  bench.run({ name: 'index', argv: bench.telemend('index', earlier) });
  const commands = WINDOWS.flatMap((window) => {
    const [view, scratch] = [bench.path(`view-${window}.jsonl`), bench.path(`scratch-${window}.jsonl`)];
    // The view, its manifest and the index as they were before the log grew.
    bench.run({ name: 'aggregate', argv: bench.telemend('aggregate', '--window', window, earlier, '-o', view) });
    const kept = [view, view.replace('.jsonl', '.manifest.json'), `${earlier}.tidx`].map((path, i) => ({ from: `${path}.kept`, to: i === 2 ? index : path, path }));
    for (const { path, from } of kept) copyFileSync(path, from);
    return [
      { name: `aggregate --update, windows of ${window}`, argv: bench.telemend('aggregate', '--update', view, log), copies: kept },
      { name: `aggregate from scratch, windows of ${window}`, argv: bench.telemend('aggregate', '--window', window, log, '-o', scratch), fresh: [index] },
    ];
  });
  for (const command of commands) bench.run(command);
  for (const window of WINDOWS) assertSameBytes(bench.path(`view-${window}.jsonl`), bench.path(`scratch-${window}.jsonl`));

  const trials = bench.trials(commands);
  const rows = commands.map(({ name }, i) => rowOf(name, events, trials[i]));
  return {
    title: 'aggregate --update',
    checked: `The same bytes as from scratch. Of the log's ${events} events the last ${NEW_SHARE * 100} % are new; the index is that of the log before.`,
    commands,
    rows,
    targets: WINDOWS.map((window, i) => target(window, rows[2 * i], rows[2 * i + 1])),
  };
}

const HELD_BACK = 'starting the program is a third of an update, and computing from scratch has become faster too.';

function target(window: string, update: Row, scratch: Row) {
  return speedTarget(`bring a view up to date that has 1 % new, windows of ${window}, against computing it from scratch`, update, scratch, 10, 20, HELD_BACK);
}

/** Where the last line ends within that share of a file. */
function endOfLine(path: string, share: number): number {
  const bytes = readFileSync(path);
  return bytes.lastIndexOf('\n', Math.round(bytes.length * share)) + 1;
}
