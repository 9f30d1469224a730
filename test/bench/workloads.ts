// The logs that are measured: simulated from a fixed seed, made when first asked for.
import { createCipheriv } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure.js';

/** Of all instants; the rest of an instant is a good reading in place. */
const SKIP_RATE = 0.1;
const FAULTS = ['--skip-rate', `${SKIP_RATE}`, '--error-rate', '0.05', '--disorder', '0.14:50s', '--interval', '1s', '--seed', 'bench'];
const START_MS = Date.UTC(2026, 0, 1);

/** A simulated log of one sensor, a reading a second. */
export interface Workload {
  readonly path: string;
  /** Events in it, within a few hundredths of a percent. */
  readonly events: number;
  /** Seconds of event time from its first reading to its last. */
  readonly instants: number;
}

/** Arguments of `telemend generate` for a log of so many events. */
export function generateArguments(events: number): string[] {
  return ['generate', ...FAULTS, '--count', `${instantsFor(events)}`];
}

/** The log of so many events, 14 % of them late by up to 50 s, 10 % of its instants skipped, 5 % out of range. */
export function makeLog(telemend: readonly string[], folder: string, events: number): Workload {
  const path = join(folder, `log-${events}.jsonl`);
  if (!existsSync(path)) measure({ name: 'generate', argv: [...telemend, ...generateArguments(events), '-o', path] }, folder);
  return { path, events, instants: instantsFor(events) };
}

/** The log of so many events without faults: rows in the order of their times. */
export function makeOrderedLog(telemend: readonly string[], folder: string, events: number): Workload {
  const path = join(folder, `ordered-${events}.jsonl`);
  const argv = [...telemend, 'generate', '--interval', '1s', '--seed', 'bench', '--count', `${events}`, '-o', path];
  if (!existsSync(path)) measure({ name: 'generate', argv }, folder);
  return { path, events, instants: events };
}

/** The lines of a log in random order, the same each time. */
export function shuffleLog(log: Workload, folder: string): Workload {
  const path = log.path.replace('.jsonl', '-shuffled.jsonl');
  if (existsSync(path)) return { ...log, path };
  const source = join(folder, 'random.bin');
  writeFileSync(source, randomBytes(log.events * 8));
  measure({ name: 'shuffle', argv: ['shuf', `--random-source=${source}`, log.path, '-o', path] }, folder);
  return { ...log, path };
}

/** Whether a file of the folder is a log. */
export function isLogName(name: string): boolean {
  return /^(?:log|ordered)-\d+(?:-shuffled)?\.jsonl$/.test(name);
}

/** The instant that many seconds after the first reading, as the logs spell it. */
export function instantAt(seconds: number): string {
  return new Date(START_MS + seconds * 1000).toISOString();
}

function instantsFor(events: number): number {
  return Math.round(events / (1 - SKIP_RATE));
}

function randomBytes(count: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(count));
}
