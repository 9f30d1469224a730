// The simulator: no peer, only its rate.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Bench } from '../bench.js';
import { rowOf, type Section } from '../section.js';
import { generateArguments } from '../workloads.js';

export function generateLog(bench: Bench): Section {
  const events = bench.events(4_500_000);
  const [log, truth] = ['generated.jsonl', 'truth.jsonl'].map((name) => bench.path(name));
  const commands = [
    { name: 'telemend generate', argv: bench.telemend(...generateArguments(events), '-o', log) },
    { name: 'with --truth', argv: bench.telemend(...generateArguments(events), '-o', log, '--truth', truth) },
  ];
  const digests = commands.map((command) => {
    bench.run(command);
    return createHash('sha256').update(readFileSync(log)).digest('hex');
  });
  if (new Set(digests).size > 1) throw new Error('generate: the same seed made other bytes');

  const trials = bench.trials(commands);
  return {
    title: 'generate',
    checked: 'The same bytes each time, with and without the answer sheet.',
    commands,
    rows: commands.map(({ name }, i) => rowOf(name, events, trials[i])),
  };
}
