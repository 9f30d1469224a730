// Where a command's data goes: stdout, or a file that appears whole or not at all.
import { clearUpBeside } from '../io/clear-up.js';
import { createOutputs } from '../io/commit.js';
import { note } from './notes.js';

/** Takes the next piece of the output; resolves when more is wanted. */
export type Write = (text: string) => Promise<void>;

/**
 * Gives `produce` the one output of a command to write to, and commits what it wrote unless it throws.
 *
 * @param file `-` or undefined for stdout
 * @param inputs files that the output must not be
 * @returns what `produce` returned.
 */
export async function writeOutput<T>(
  file: string | undefined,
  inputs: readonly string[],
  produce: (write: Write) => Promise<T>,
): Promise<T> {
  const outputs = createOutputs({ inputs });
  try {
    const output = await outputs.open(file ?? '-');
    const result = await produce((text) => output.write(Buffer.from(text)));
    await outputs.commit();
    return result;
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

/** Finishes what an earlier, interrupted run was about to put in place beside these inputs and outputs. Call it before opening any. */
export async function finishEarlierCommits(names: readonly string[]): Promise<void> {
  const interrupted = 'an earlier run was interrupted';
  for (const { journal, outcome, targets } of await clearUpBeside(names)) {
    const files = targets.join(', ');
    if (outcome === 'finished') note(`${interrupted}; its finished output is now in place: ${files}`);
    else if (outcome === 'discarded') note(`${interrupted}; its unfinished output was removed, and these are as before: ${files}`);
    else note(`${interrupted}, and some of its output is gone: ${files}`, `run it again, then remove ${journal}`);
  }
}
