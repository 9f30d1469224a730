// Files as loggers write them, each beside the tidy JSONL that says the same: both are recovered to the same series and the same books.
// A case is a folder: `args` holds the options, one a line; `log*` the files; `expected.jsonl` the twin.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addMendOptions, mendSettings, type MendFlags } from '../../src/cli/mend-options.js';
import { addInputOptions, inputSettings, type InputFlags } from '../../src/cli/options.js';
import { expandInputs } from '../../src/io/expand-inputs.js';
import { openEventLog } from '../../src/io/open-event-log.js';
import { ORIGIN_NAMES } from '../../src/model/flag.js';
import { recoverSettings, type RecoverOptions } from '../../src/pipeline/options.js';
import { startRecovery } from '../../src/pipeline/recover.js';

const CASES = fileURLToPath(new URL('./logger-files/', import.meta.url));

async function optionsOf(name: string): Promise<{ readonly input: RecoverOptions; readonly mend: RecoverOptions }> {
  const command = addMendOptions(addInputOptions(new Command()));
  command.parse(readFileSync(join(CASES, name, 'args'), 'utf8').split('\n').filter((line) => line !== ''), { from: 'user' });
  const flags = command.opts<InputFlags & MendFlags>();
  return { input: inputSettings(flags), mend: await mendSettings(flags) };
}

/** The series that a log is recovered to, an entry a reading, and its books. */
async function recovered(inputs: readonly string[], given: RecoverOptions) {
  const { log, options } = await openEventLog((await expandInputs(inputs)).names, given);
  try {
    const recovery = await startRecovery(log, recoverSettings(options), { deadLetters: () => Promise.resolve(), audit: () => Promise.resolve() });
    const readings: string[] = [];
    for await (const { count, timeMs, timeNs, value, series, origin } of recovery.series) {
      for (let i = 0; i < count; i++) {
        readings.push(`${series[i]} ${new Date(timeMs[i]).toISOString()}+${timeNs[i]} ${value[i]} ${ORIGIN_NAMES[origin[i]]}`);
      }
    }
    const { lines: _lines, blank: _blank, deadLetters, ...books } = recovery.accounting;
    return { readings, deadLetters, books };
  } finally {
    await log.close();
  }
}

describe('logger files', () => {
  it.each(readdirSync(CASES))('%s', async (name) => {
    const files = readdirSync(join(CASES, name)).filter((file) => file.startsWith('log')).map((file) => join(CASES, name, file));
    const { input, mend } = await optionsOf(name);
    const found = await recovered(files, { ...input, ...mend });
    const twin = await recovered([join(CASES, name, 'expected.jsonl')], mend);
    expect(found.readings).toEqual(twin.readings);
    expect(found.books).toEqual(twin.books);
    expect(found.readings.length).toBeGreaterThan(5);
  });
});
