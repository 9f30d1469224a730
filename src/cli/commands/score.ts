// telemend score: how well a clean series was recovered, by what really happened.
import { Command } from 'commander';
import { addInputOptions, addOutputOption, choiceOption } from '../options.js';
import type { ScoreFlags, ScoreFormat } from '../run-score.js';

const FORMATS: readonly ScoreFormat[] = ['table', 'json'];

const EXAMPLES = `
The truth is the answer sheet of generate, or a complete series; of that, only
the synthetic events are scored. A fault is found where a check flags the
reading, a missing event is made or its void reported, a copy or damaged line is
set aside, or a late event stands in its place. Precision of a fault: the share
of all claims of the kind that answers it which were right.

Examples:
  telemend generate --skip-rate 0.1 -o log.jsonl --truth t.jsonl
  telemend recover log.jsonl -o clean.jsonl
  telemend score clean.jsonl --truth t.jsonl
  telemend score clean.jsonl --truth t.jsonl --format json | jq .fills`;

export function scoreCommand(): Command {
  const command = new Command('score')
    .argument('<CLEAN>', 'what recover wrote')
    .requiredOption('--truth <FILE>', 'answer sheet of generate, or a complete series')
    .option('--audit <FILE>', 'audit of the recovery (default beside CLEAN)')
    .option('--dead <FILE>', 'dead letters of the recovery (default beside CLEAN)')
    .addHelpText('after', EXAMPLES);
  addInputOptions(command);
  return addOutputOption(command)
    .addOption(choiceOption('--format <FORMAT>', 'table (default) or json', FORMATS))
    .action(score);
}

async function score(clean: string, flags: ScoreFlags): Promise<void> {
  const { runScore } = await import('../run-score.js');
  await runScore(clean, flags);
}
