// What a case is given: the programs to call, the logs, and how often to repeat.
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { interleave, measure, type Command, type Trial } from './measure.js';
import { freeBytes } from './machine.js';
import { Skip } from './section.js';
import { isLogName, makeLog, makeOrderedLog, shuffleLog, type Workload } from './workloads.js';

/** A log, two outputs with what is kept beside them, and what is spilled on the way. */
const BYTES_PER_EVENT = 500;

export interface BenchOptions {
  /** The built telemend. */
  readonly dist: string;
  /** Where logs and outputs go. */
  readonly folder: string;
  readonly repeats: number;
  /** 1, or a part of the events. */
  readonly scale: number;
}

/** One run of the benches. */
export class Bench {
  readonly dist: string;
  readonly folder: string;
  readonly repeats: number;
  readonly #scale: number;

  constructor({ dist, folder, repeats, scale }: BenchOptions) {
    this.dist = dist;
    this.folder = folder;
    this.repeats = repeats;
    this.#scale = scale;
  }

  /** How to call telemend. */
  telemend(...args: string[]): string[] {
    return [process.execPath, join(this.dist, 'cli/main.js'), ...args];
  }

  /** How to call a program of peers/. */
  peer(name: string, ...args: string[]): string[] {
    return [process.execPath, fileURLToPath(new URL(`./peers/${name}.js`, import.meta.url)), ...args];
  }

  /** DuckDB in its own process, with both cores and its own temporary files in the folder. */
  duckdb(...statements: string[]): string[] {
    return this.peer('duckdb', `SET temp_directory = '${this.path('duckdb-temp')}'`, ...statements);
  }

  /** So many events in a full run, fewer in a quick one. */
  events(fullCount: number): number {
    return Math.round(fullCount * this.#scale);
  }

  /** @throws Skip where the log and its outputs do not fit */
  log(events: number): Workload {
    this.#needRoom(events);
    return makeLog(this.telemend(), this.folder, events);
  }

  /** One without faults. @throws Skip where the log and its outputs do not fit */
  inOrder(events: number): Workload {
    this.#needRoom(events);
    return makeOrderedLog(this.telemend(), this.folder, events);
  }

  /** @throws Skip where there is no shuf */
  shuffled(events: number): Workload {
    return shuffleLog(this.log(events), this.folder);
  }

  /** Removes what a case has written, but not the logs, which others use too: the folder may be memory. */
  tidy(): void {
    for (const name of readdirSync(this.folder)) if (!isLogName(name)) rmSync(join(this.folder, name), { recursive: true });
  }

  /** A file in the temporary folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs a command once, unmeasured: what it prints, as JSON. */
  answer(argv: readonly string[]): Record<string, unknown> {
    return JSON.parse(this.run({ name: argv[1], argv }).stdout) as Record<string, unknown>;
  }

  /** Runs a command once: as warm-up, or for its output. */
  run(command: Command): Trial {
    return measure(command, this.folder);
  }

  /** Runs commands in turn, each `repeats` times. */
  trials(commands: readonly Command[]): Trial[][] {
    return interleave(commands, this.repeats, this.folder);
  }

  /** Whether the built telemend knows a command. */
  knows(command: string): boolean {
    try {
      return this.run({ name: command, argv: this.telemend(command, '--help') }).stdout.includes(`telemend ${command} `);
    } catch {
      return false;
    }
  }

  #needRoom(events: number): void {
    if (freeBytes(this.folder) < events * BYTES_PER_EVENT) throw new Skip(`${events} events do not fit into the temporary folder`);
  }
}
