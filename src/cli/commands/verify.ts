// telemend verify: does what recover wrote still say what its manifest says?
import { Command } from 'commander';
import { addExitOption, type ExitFlags } from '../options.js';

const EXAMPLES = `
Counts everything anew from the files: sizes and checksums of inputs and outputs,
order, cadence, origins, and the accounting. Files are looked for beside the
manifest, then where it says they were. Exits 3 where anything differs.

Examples:
  telemend verify clean.jsonl
  telemend verify clean.manifest.json`;

export function verifyCommand(): Command {
  const command = new Command('verify')
    .argument('<CLEAN>', 'a clean series, or its manifest')
    .addHelpText('after', EXAMPLES);
  return addExitOption(command).action(verify);
}

async function verify(name: string, flags: ExitFlags): Promise<void> {
  const { runVerify } = await import('../run-verify.js');
  await runVerify(name, flags.exitZero);
}
