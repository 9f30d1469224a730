// Every command, with a file of the corpus in each place where it takes a file of the user's.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run } from '../cli/binary.js';

const CORPUS = fileURLToPath(new URL('./corpus/', import.meta.url));

export const corpusNames = readdirSync(CORPUS);

export interface CommandRun {
  readonly args: readonly string[];
  /** What it writes on stdout is a report for people, not data. */
  readonly isReport: boolean;
  /** Part of the short form of the sweep. */
  readonly isCore?: boolean;
}

/** A file of the corpus in a directory of its own, and what to run on it, in this order: later ones read what earlier ones wrote. */
export function everyCommand(name: string, parent: string): { readonly log: string; readonly runs: readonly CommandRun[] } {
  const directory = join(parent, name);
  mkdirSync(directory);
  const log = join(directory, name);
  const other = join(directory, 'other.jsonl');
  const clean = join(directory, 'clean.jsonl');
  const at = (file: string) => join(directory, file);
  copyFileSync(join(CORPUS, name), log);
  copyFileSync(join(CORPUS, 'one-event.jsonl'), other);
  const indexed = join(directory, 'indexed.jsonl');
  copyFileSync(join(CORPUS, 'one-event.jsonl'), indexed);
  copyFileSync(join(CORPUS, name), `${indexed}.tidx`);
  const report = (...args: string[]): CommandRun => ({ args, isReport: true });
  const data = (...args: string[]): CommandRun => ({ args, isReport: false });
  const core = (run: CommandRun): CommandRun => ({ ...run, isCore: true });
  const runs = [
    core(report('inspect', log)), data('inspect', log, '--format', 'json'),
    report('validate', log), data('validate', log, '--format', 'jsonl'),
    core(report('validate', log, '--checks', 'spike,rate,flat-line,attenuated,time-gap')),
    core(report('suggest', log)), core(report('window', log)),
    core(report('recover', log, '-o', clean)),
    core(report('verify', clean)), core(report('explain', clean, '--at', '2026-01-01T00:00:10Z')),
    report('recover', log, '--annotate', '--from', '2026-01-01T00:00:02Z', '--to', '2026-01-01T00:00:20Z', '-o', at('windowed.jsonl')),
    report('recover', log, '--range=-1e308:1e308', '--interval', '1s', '--max-gap', '10m', '--checks', 'spike,rate', '-o', at('wide.jsonl')),
    core(report('recover', log, '--range=-1e308:1e308', '--grid', '5s', '--grid-by', 'mean', '-o', at('means.jsonl'))), core(report('verify', at('means.jsonl'))),
    core(report('recover', log, '--grid', '5s', '-o', at('points.jsonl'))), core(report('verify', at('points.jsonl'))),
    data('replay', log, '--grid', '5s'), data('replay', log, '--grid', '1m', '--grid-by', 'mean'),
    report('recover', log, '--from', '-5s', '--dry-run'),
    report('recover', other, '--with', log, '--dry-run'), report('recover', other, '--model', log, '--dry-run'),
    report('fill', log, '-o', at('filled.jsonl')),
    data('replay', log, '-o', at('replayed.jsonl')), data('replay', log, '--from', '-5s'), data('replay', other, '--windows', log),
    report('index', log), data('replay', log, '--from', '2026-01-01T00:00:02Z'), data('replay', indexed, '--from', '2026-01-01T00:00:02Z'), report('index', indexed),
    core(data('aggregate', log, '--window', '5s', '-o', at('windows.jsonl'))),
    data('reconcile', log, log), core(data('reconcile', log, other)), data('reconcile', other, log), report('apply', log, other),
    core(report('score', clean, '--truth', log)), report('verify', log), report('explain', log, '--at', '2026-01-01T00:00:10Z'),
    data('generate', '--count', '3', '--scenario', log),
  ];
  return { log, runs };
}

// Control characters that reach a terminal could move its cursor or rename its window; a newline ends a line of the report.
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** What is wrong with how a command ended; undefined where nothing is. */
export function complaintAbout({ args, isReport }: CommandRun, { exitCode, stdout, stderr }: Run): string | undefined {
  const said = `telemend ${args.map((arg) => basename(arg)).join(' ')}: exit ${exitCode}, ${stderr.slice(0, 500)}`;
  if (exitCode === null || ![0, 1, 2, 3].includes(exitCode)) return `no exit code of ours: ${said}`;
  if (stderr.includes('internal error') || /\n {4}at /.test(stderr + stdout)) return `a crash: ${said}`;
  if ((exitCode === 1 || exitCode === 2) && !stderr.startsWith('telemend: ')) return `no message: ${said}`;
  if (exitCode === 2 && args[0] !== 'generate') return `taken for wrong usage: ${said}`;
  if (CONTROL.test((isReport ? stderr + stdout : stderr).replaceAll('\n', ''))) return `control characters reach the terminal: ${said}`;
  return undefined;
}
