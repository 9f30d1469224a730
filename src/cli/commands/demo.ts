// telemend demo: simulates a faulty stream, recovers it, and shows what came of it. What `npm start` runs.
import { join } from 'node:path';
import { Command } from 'commander';

const EXAMPLES = `
Example:
  telemend demo -o /tmp/telemend-demo`;

/** The stream: an hour of two sensors with every fault on. */
const STREAM = Object.freeze({
  sensors: 2,
  durationMs: 3_600_000,
  seed: 'demo',
  errorRate: 0.05,
  skipRate: 0.1,
  disorder: { share: 0.05, maxDelayMs: 30_000 },
  duplicateRate: 0.01,
});
const RANGE = Object.freeze({ low: 50, high: 55 });
const STRETCH_EVENTS = 120;

interface DemoFlags {
  readonly output: string;
}

export function demoCommand(): Command {
  return new Command('demo')
    .option('-o, --output <DIRECTORY>', 'where its files go', 'telemend-demo')
    .addHelpText('after', EXAMPLES)
    .action(demo);
}

async function demo({ output: directory }: DemoFlags): Promise<void> {
  const { nodeFileSystem } = await import('../../io/file-system.js');
  const { sideFileNames } = await import('../../pipeline/recover-log.js');
  const { beforeAfter } = await import('../../report/before-after.js');
  const { recoveryPicture } = await import('../../report/picture.js');
  const { wantsColour } = await import('../../report/terminal-style.js');
  const { writeOutput } = await import('../output.js');
  const { runGenerate } = await import('../run-generate.js');
  const { runRecovery } = await import('../run-recovery.js');
  const { StretchCollector } = await import('../stretch-collector.js');

  await nodeFileSystem.makeDirectory(directory);
  const [log, truth, clean] = ['log.jsonl', 'truth.jsonl', 'clean.jsonl'].map((name) => join(directory, name));
  await runGenerate(log, truth, STREAM);
  const stretch = new StretchCollector(STRETCH_EVENTS);
  const side = sideFileNames(clean);
  await runRecovery({
    command: 'demo', inputs: [log], options: { range: RANGE }, outputs: { output: clean, ...side }, onBatch: (batch) => stretch.add(batch),
  });
  const { damaged, recovered } = stretch;
  const picture = join(directory, 'picture.svg');
  await writeOutput(picture, [], (write) => write(recoveryPicture({ title: 'Two minutes of sensor s1', damaged, recovered, range: RANGE })));
  const coloured = wantsColour(process.stdout.isTTY, process.env);
  process.stdout.write(`
${beforeAfter({ title: 's1', damaged, recovered, range: RANGE, coloured })}
The stream        ${log}
What was done     ${truth}
The clean series  ${clean}
Dead letters      ${side.dead}
Audit             ${side.audit}
Manifest          ${side.manifest}
A picture         ${picture}

Look at it: telemend report ${clean} -o ${join(directory, 'report.html')}
Next: telemend inspect YOUR-LOG
`);
}
