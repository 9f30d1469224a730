// Ctrl-C and SIGTERM: a command that can stop at a consistent point is asked to, once; everything else ends at once.
import { ExitCode } from './failure.js';

let asked: (() => void) | undefined;

/** Has a command asked to stop by the next signal, instead of being ended. A second one ends it all the same. */
export function onInterruption(ask: () => void): void {
  asked = ask;
}

/** To be called by the signals. */
export function interrupt(): void {
  const ask = asked;
  asked = undefined;
  if (ask) ask();
  else process.exit(ExitCode.Interrupted);
}
