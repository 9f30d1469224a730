// `npm run bench`: telemend and its peers side by side. Writes RESULTS.md; -- --help tells the rest.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Bench } from './bench.js';
import { updateView } from './cases/aggregate-update.js';
import { recoverCsvAgainstDuckdb } from './cases/csv.js';
import { generateLog } from './cases/generate.js';
import { indexLog } from './cases/index-log.js';
import { iterateEvents } from './cases/library.js';
import { replayAgainstLineTools } from './cases/line-tools.js';
import { reconcileAgainstDuckdb } from './cases/reconcile.js';
import { recoverAgainstDuckdb } from './cases/recover.js';
import { replayShuffledLog, replayWholeLog } from './cases/replay.js';
import { saveRecovery } from './cases/saving.js';
import { recoverSizes, replaySizes } from './cases/scaling.js';
import { scanAgainstDuckdb } from './cases/scanner.js';
import { seekEnd, seekPlaces } from './cases/seek.js';
import { recoverShuffledLog } from './cases/shuffled.js';
import { currentLoad, describeMachine, freeBytes, packageVersion } from './machine.js';
import { sectionText, targetsText } from './report.js';
import { Skip, type Section, type Target } from './section.js';

const CASES: Readonly<Record<string, (bench: Bench) => Section>> = {
  recover: recoverAgainstDuckdb,
  csv: recoverCsvAgainstDuckdb,
  replay: replayWholeLog,
  scanner: scanAgainstDuckdb,
  'seek-end': seekEnd,
  'seek-places': seekPlaces,
  index: indexLog,
  'replay-shuffled': replayShuffledLog,
  'recover-shuffled': recoverShuffledLog,
  'recover-saved': saveRecovery,
  'recover-sizes': recoverSizes,
  'replay-sizes': replaySizes,
  'line-tools': replayAgainstLineTools,
  library: iterateEvents,
  reconcile: reconcileAgainstDuckdb,
  'aggregate-update': updateView,
  generate: generateLog,
};

const HELP = `npm run bench -- [options] [case...]

  --quick          a ninth of the events, 3 repeats, results to the terminal alone
  --repeats <N>    instead of 5
  --folder <PATH>  where logs and outputs go (default: memory, where there is room for it, else the temporary folder)
  --dist <PATH>    another build of telemend
  --output <FILE>  results, instead of RESULTS.md; only a run of all cases writes RESULTS.md

Cases: ${Object.keys(CASES).join(', ')}
`;

const ROOT = new URL('../../../', import.meta.url);
const MEMORY_FOLDER = '/dev/shm';
const BYTES_NEEDED = 10 * 2 ** 30;
const QUICK_SCALE = 1 / 9;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    repeats: { type: 'string' },
    folder: { type: 'string' },
    dist: { type: 'string' },
    output: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.find((name) => !(name in CASES));
if (flags.help || unknown !== undefined) {
  console.log(unknown === undefined ? HELP : `no case is called ${unknown}\n\n${HELP}`);
  process.exit(unknown === undefined ? 0 : 2);
}

const parent = flags.folder ?? (existsSync(MEMORY_FOLDER) && freeBytes(MEMORY_FOLDER) > BYTES_NEEDED ? MEMORY_FOLDER : tmpdir());
const folder = mkdtempSync(join(resolve(parent), 'telemend-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const bench = new Bench({
  dist: resolve(flags.dist ?? fileURLToPath(new URL('dist', ROOT))),
  folder,
  repeats: Number(flags.repeats ?? (flags.quick ? 3 : 5)),
  scale: flags.quick ? QUICK_SCALE : 1,
});
const output = flags.output ?? (flags.quick || positionals.length > 0 ? undefined : fileURLToPath(new URL('test/bench/RESULTS.md', ROOT)));

const head = [
  '# Benchmark results',
  `Written by \`npm run bench${process.argv.slice(2).length > 0 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}\`.`,
  '',
  `${describeMachine(folder)}. DuckDB ${packageVersion(ROOT, '@duckdb/node-api')}.`,
  '',
  `Logs: one sensor, a reading a second, 10 % of the instants skipped, 5 % out of range, 14 % late by up to 50 s.`,
  `Whole processes, files in the page cache, ${bench.repeats} interleaved runs of each after one that is not counted, medians.`,
  'Peak is resident memory as the kernel counts it for the process. telemend\'s checksums are always part of what is timed; no index is there before a run unless it says so.',
  '',
];
console.log(head.join('\n'));

const targets: Target[] = [];
const sections: string[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(CASES)) {
  const loadBefore = currentLoad();
  let text: string;
  try {
    const section = CASES[name](bench);
    targets.push(...(section.targets ?? []));
    const loads = `${loadBefore.toFixed(1)}, ${currentLoad().toFixed(1)}`;
    text = `${sectionText(section, bench)}\nLoad average of the machine before and after: ${loads}.\n`;
  } catch (error) {
    const skipped = error instanceof Skip;
    text = `## ${name}\n${skipped ? 'Not measured' : 'Failed'}: ${(error as Error).message}\n`;
    if (!skipped) process.exitCode = 1;
  }
  bench.tidy();
  sections.push(text);
  console.log(text);
  // After each case, so that nothing is lost where the run is cut short.
  if (output !== undefined) writeFileSync(output, [...head, summary(), ...sections].join('\n'));
}
console.log(summary());

function summary(): string {
  const caution = flags.quick ? 'The targets are about logs nine times as large: these verdicts are only a hint.\n\n' : '';
  return `## Targets\n${caution}${targetsText(targets)}`;
}
