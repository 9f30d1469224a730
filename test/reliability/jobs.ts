// The commands that write, each with a small job of its own: what it reads, what stands there already, what it leaves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A job: run in a directory that holds `files`, it makes `outputs`. */
export interface Job {
  readonly name: string;
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, Buffer>>;
  readonly outputs: readonly string[];
  /** How it is run again where it was struck; as the first time by default. */
  readonly again?: readonly string[];
  /** Commands that have been run there before. */
  readonly before?: readonly (readonly string[])[];
  /** What has been appended to a file since. */
  readonly grown?: Readonly<Record<string, Buffer>>;
}

const GOLDEN = fileURLToPath(new URL('../golden/cases', import.meta.url));
const golden = (name: string) => readFileSync(join(GOLDEN, name));

const damaged = golden('recover-damaged/input/log.jsonl');
const old = Buffer.from('old\n');
const recovered = ['clean.jsonl', 'clean.dead.jsonl', 'clean.audit.jsonl', 'clean.manifest.json'];

/** An hour of two sensors by the second, of which everything stands far from its place. */
function shuffled(): Buffer {
  const lines: string[] = [];
  for (let i = 0; i < 1200; i++) {
    const second = (i * 7919) % 1200;
    const timestamp = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
    lines.push(JSON.stringify({ event_id: `e${second}`, sensor_id: `s${second % 2}`, timestamp, temperature: 51 + (second % 17) / 10 }));
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Its beginning as files of 100 seconds each, with failed and null readings and gaps, of which some lie across two files. */
function inPieces(): Record<string, Buffer> {
  const files: Record<string, string[]> = {};
  for (const line of shuffled().toString().trimEnd().split('\n')) {
    const second = Number(/"e(\d+)"/.exec(line)![1]);
    if (second >= 300 || second % 100 > 94 || second % 40 === 0) continue;
    const value = second % 50 === 7 ? 'null' : second % 50 === 9 ? '99' : undefined;
    const name = `log-${Math.floor(second / 100)}.jsonl`;
    (files[name] ??= []).push(value === undefined ? line : line.replace(/"temperature":[\d.]+/, `"temperature":${value}`));
  }
  return Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, Buffer.from(`${lines.join('\n')}\n`)]));
}

const pieces = inPieces();
/** Saved wherever it can be. */
const SAVED = ['recover', ...Object.keys(pieces).sort(), '-o', 'clean.jsonl', '--save-every', '1'];

const grownBy = Buffer.from('{"sensor_id":"s0","timestamp":"2026-01-01T00:20:10.000Z","temperature":52}\n');
const results = golden('reconcile-events/input/results.jsonl');

export const JOBS: readonly Job[] = [
  {
    name: 'recover',
    args: ['recover', 'log.jsonl', '-o', 'clean.jsonl'],
    files: { 'log.jsonl': damaged, 'clean.jsonl': old, 'clean.manifest.json': old },
    outputs: recovered,
  },
  {
    name: 'recover a compressed log',
    args: ['recover', 'log.jsonl.gz', '-o', 'clean.jsonl'],
    files: { 'log.jsonl.gz': gzipSync(damaged), 'clean.jsonl': old },
    outputs: recovered,
  },
  {
    name: 'recover, saved on its way and resumed',
    args: SAVED,
    again: [...SAVED, '--resume'],
    files: { ...pieces, 'clean.jsonl': old },
    outputs: recovered,
  },
  {
    name: 'replay with spilled runs',
    args: ['replay', 'log.jsonl', '-o', 'sorted.jsonl', '--memory', '16KiB'],
    files: { 'log.jsonl': shuffled(), 'sorted.jsonl': old },
    outputs: ['sorted.jsonl'],
  },
  {
    name: 'index',
    args: ['index', 'log.jsonl'],
    files: { 'log.jsonl': damaged },
    outputs: ['log.jsonl.tidx'],
    before: [['index', 'log.jsonl']],
    grown: { 'log.jsonl': grownBy },
  },
  {
    name: 'reconcile',
    args: ['reconcile', 'right.jsonl', 'results.jsonl', '-o', 'corrections.jsonl'],
    files: { 'right.jsonl': golden('reconcile-events/input/right.jsonl'), 'results.jsonl': results, 'corrections.jsonl': old },
    outputs: ['corrections.jsonl'],
  },
  {
    name: 'apply',
    args: ['apply', 'corrections.jsonl', 'results.jsonl'],
    files: { 'corrections.jsonl': golden('reconcile-events/expected/corrections.jsonl'), 'results.jsonl': results },
    outputs: ['results.jsonl'],
  },
  {
    name: 'aggregate --update',
    args: ['aggregate', 'log.jsonl', '--update', 'view.jsonl'],
    files: { 'log.jsonl': shuffled() },
    outputs: ['view.jsonl', 'view.manifest.json'],
    before: [['aggregate', 'log.jsonl', '-o', 'view.jsonl', '--window', '1m']],
    grown: { 'log.jsonl': grownBy },
  },
];
