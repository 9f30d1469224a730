// telemend reconcile: what would have to be done to existing rows for them to equal the recomputed ones.
import { Command } from 'commander';
import type { TimeUnit } from '../../model/event.js';
import { addExitOption, addOutputOption, addWindowOptions, addWindowsOption, choiceOption, valueOption } from '../options.js';
import { addTalkOptions } from '../talk.js';
import type { ReconcileFlags } from '../reconcile-flags.js';
import { parseTolerances } from '../tolerance-option.js';
import { parseByteSize, parseNames } from '../values.js';

const EXAMPLES = `
Both files hold rows, JSON lines or CSV with a header: events, aggregates, or any other. Rows are matched by their key and compared
field by field: numbers by value, whatever their spelling. Files in order of the key (instant first) are read once; others are sorted by
way of the disk. With --windows, --from or --to only rows that lie within are corrected, and count for the exit code. Corrections are lines of JSON: {"op":"update","key":{...},"old":{...},"new":{...}}, insert with new, delete with old alone.

Examples:
  telemend reconcile right.jsonl results.jsonl -o corrections.jsonl
  telemend reconcile --tolerance 'mean=0.01,*=1e-9' right.jsonl results.jsonl
  telemend reconcile --key station,day --fields max right.csv results.csv
  telemend apply corrections.jsonl results.jsonl

Exits 3 where the files differ, 0 where they are equal.`;

export function reconcileCommand(): Command {
  const command = new Command('reconcile')
    .argument('<RECOMPUTED>', 'rows as they should be, .gz too, or - for stdin')
    .argument('<EXISTING>', 'rows as they are')
    .addHelpText('after', EXAMPLES)
    .optionsGroup('Rows:')
    .addOption(valueOption('--key <FIELDS>', 'rows are matched by these (default sensor_id,timestamp)', parseNames))
    .addOption(valueOption('--fields <FIELDS>', 'compare only these (default all)', parseNames))
    .addOption(valueOption('--tolerance <LIST>', 'FIELD=0.01, FIELD=1%, FIELD=0.01+1%, * for all others', parseTolerances))
    .addOption(choiceOption<TimeUnit>('--time-unit <UNIT>', 'unit of numeric timestamps: s, ms (default), us, ns', ['s', 'ms', 'us', 'ns']))
    .option('--assume-utc', 'take timestamps without a zone as UTC')
    .addOption(valueOption('--memory <SIZE>', 'for rows that are sorted (default 64MiB a file)', parseByteSize));
  addOutputOption(addWindowOptions(addWindowsOption(command)));
  return addTalkOptions(addExitOption(command)).action(reconcile);
}

async function reconcile(recomputed: string, existing: string, flags: ReconcileFlags): Promise<void> {
  const { runReconcile } = await import('../run-reconcile.js');
  await runReconcile(recomputed, existing, flags);
}
