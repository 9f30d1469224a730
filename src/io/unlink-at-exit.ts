// Temporary files must not outlive the process, also when it is interrupted.
import { unlinkSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const doomed = new Set<string>();

/** Has a file removed when the process ends or is interrupted; the function that comes back calls that off. */
export function unlinkAtExit(path: string): () => void {
  if (doomed.size === 0) {
    process.on('exit', unlinkDoomed);
    for (const signal of SIGNALS) process.on(signal, unlinkOnSignal);
  }
  doomed.add(path);
  return () => {
    doomed.delete(path);
    if (doomed.size === 0) forgetExit();
  };
}

function forgetExit(): void {
  process.off('exit', unlinkDoomed);
  for (const signal of SIGNALS) process.off(signal, unlinkOnSignal);
}

function unlinkDoomed(): void {
  for (const path of doomed) {
    try {
      unlinkSync(path);
    } catch {
      // The process is ending: there is nobody left to tell.
    }
  }
  doomed.clear();
}

function unlinkOnSignal(signal: NodeJS.Signals): void {
  // Whoever else listens decides how the process ends; alone, the signal must still do what it does by default.
  if (process.listenerCount(signal) > 1) return;
  unlinkDoomed();
  forgetExit();
  process.kill(process.pid, signal);
}
