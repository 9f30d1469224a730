// telemend apply: corrections made to existing rows, all or none.
import { Command } from 'commander';
import type { ApplyFlags } from '../reconcile-flags.js';

const EXAMPLES = `
Every row is looked at first: where it is neither what a correction expects nor what it would make of it, somebody changed it meanwhile.
Then all conflicts are listed, nothing is written, and the exit code is 1. Rows that no correction is about stay byte for byte; new rows go
to their place where the target is in order of the key, else to its end. The target is wholly old or wholly new, whatever happens.

Examples:
  telemend reconcile right.jsonl results.jsonl -o corrections.jsonl
  telemend apply --dry-run corrections.jsonl results.jsonl
  telemend apply corrections.jsonl results.jsonl`;

export function applyCommand(): Command {
  return new Command('apply')
    .argument('<CORRECTIONS>', 'what telemend reconcile wrote, or - for stdin')
    .argument('<TARGET>', 'the file to correct, in place')
    .addHelpText('after', EXAMPLES)
    .option('--dry-run', 'look at all rows, write nothing')
    .optionsGroup('Output:')
    .option('-o, --output <FILE>', 'write the corrected rows to FILE, and leave TARGET alone')
    .action(apply);
}

async function apply(corrections: string, target: string, flags: ApplyFlags): Promise<void> {
  const { runApply } = await import('../run-apply.js');
  await runApply(corrections, target, flags);
}
