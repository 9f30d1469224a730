// Progress on stderr for commands that take more than a second: one line that is rewritten, and gone when the work is done.
import { nodeFileSystem } from '../io/file-system.js';
import type { Log } from '../io/log.js';
import { bytesRead } from '../io/read-meter.js';
import { progressLine, type WorkStage } from '../report/progress-line.js';
import { isProgressWanted } from './talk.js';

const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;
const DEFAULT_COLUMNS = 80;

/** The line that is on the terminal now; undefined where there is none. */
let shown: string | undefined;

/** What the work can tell of itself. */
export interface Progress {
  /** So many stages are through. Where they were hardly read, since an index stood in for them, what is left is shown as the whole. */
  pass(stages: number): void;
}

/** What is done. */
export interface Work {
  readonly label: string;
  /** What is read, one after the other; none where nothing is to be shown. */
  readonly stages: readonly WorkStage[];
  /** Where the data goes, `-` for stdout; undefined where there is none. In a terminal it would run through the line. */
  readonly output: string | undefined;
}

/** Shows how far `work` is while it goes on, from the bytes of logs that were read. */
export async function withProgress<T>({ label, stages, output }: Work, work: (progress: Progress) => Promise<T>): Promise<T> {
  let begun = { atMs: performance.now(), bytes: bytesRead(), stages };
  const show = () => {
    const elapsedMs = performance.now() - begun.atMs;
    if (elapsedMs < FIRST_AFTER_MS) return;
    // A terminal that does not know its width says 0.
    const columns = (process.stderr.columns || DEFAULT_COLUMNS) - 1;
    const line = progressLine({ label, stages: begun.stages, bytesRead: bytesRead() - begun.bytes, elapsedMs }, columns);
    clearProgress();
    process.stderr.write(line);
    shown = line;
  };
  const isShown = isProgressWanted() && stages.length > 0 && !(output === '-' && process.stdout.isTTY);
  const timer = isShown ? setInterval(show, EVERY_MS).unref() : undefined;
  process.once('exit', clearProgress);
  try {
    return await work({
      pass(count) {
        const bytes = stages.slice(0, count).reduce((sum, stage) => sum + stage.bytes, 0);
        if (bytesRead() - begun.bytes < bytes / 2) begun = { atMs: performance.now(), bytes: bytesRead(), stages: stages.slice(count) };
      },
    });
  } finally {
    clearInterval(timer);
    process.off('exit', clearProgress);
    clearProgress();
  }
}

/** Takes the line away, if there is one; whatever else is written to stderr must do so before. Blanks do, where escape sequences may not be understood. */
export function clearProgress(): void {
  if (shown === undefined) return;
  process.stderr.write(`\r${' '.repeat(shown.length)}\r`);
  shown = undefined;
}

/** The bytes of a log. */
export function bytesOf(log: Log): number {
  return log.files.reduce((sum, { size }) => sum + size, 0);
}

/** The bytes of files together; of what is no plain file, 0. */
export async function bytesOfFiles(paths: readonly (string | undefined)[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) if (path !== undefined && path !== '-') bytes += (await nodeFileSystem.stat(path)).size;
  return bytes;
}
