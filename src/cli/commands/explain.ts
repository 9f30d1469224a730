// telemend explain: what happened to one instant of a clean series.
import { Command } from 'commander';
import { parseInstantArgument } from '../../model/instant.js';
import type { ExplainFlags, ExplainFormat } from '../run-explain.js';
import { choiceOption, valueOption } from '../options.js';

const FORMATS: readonly ExplainFormat[] = ['text', 'json'];

const EXAMPLES = `
Shows the line in the clean series, how it was made, the original lines with
file and byte offset, and what the audit says. Needs the files that recover wrote
beside the series. Exits 3 where nothing is known of the instant.

Examples:
  telemend explain clean.jsonl --at 2026-01-01T00:04:00Z
  telemend explain clean.jsonl --at 1767225840000 --sensor s1 --format json`;

export function explainCommand(): Command {
  return new Command('explain')
    .argument('<CLEAN>', 'what recover wrote')
    .addOption(valueOption('--at <TIME>', 'the instant: RFC 3339 or epoch ms', parseInstantArgument).makeOptionMandatory())
    .option('--sensor <ID>', 'only this series')
    .addOption(choiceOption('--format <FORMAT>', 'text (default) or json', FORMATS))
    .addHelpText('after', EXAMPLES)
    .action(explain);
}

async function explain(clean: string, flags: ExplainFlags): Promise<void> {
  const { runExplain } = await import('../run-explain.js');
  await runExplain(clean, flags);
}
