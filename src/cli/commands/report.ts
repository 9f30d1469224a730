// telemend report: a recovery as one page to look at.
import { Command } from 'commander';
import { parseInstantArgument } from '../../model/instant.js';
import type { ReportFlags } from '../run-report.js';
import { addDecodeOptions, addOutputOption, addSideFileOptions, valueOption } from '../options.js';
import { addTalkOptions } from '../talk.js';
import { parseRepeated } from '../values.js';

const EXAMPLES = `
One HTML file that opens offline: each series raw against recovered, with what was
filled, replaced and left; the books, histograms, options and checksums. How lines
are read is in the manifest; the input options are for where there is none.

Examples:
  telemend report clean.jsonl -o report.html
  telemend report clean.jsonl --sensor s1 --from 2026-01-01T08:00:00Z -o morning.html`;

export function reportCommand(): Command {
  const command = new Command('report')
    .argument('<CLEAN>', 'a clean series, or its manifest')
    .addHelpText('after', EXAMPLES);
  addDecodeOptions(command)
    .optionsGroup('Input:')
    .addOption(valueOption('--sensor <ID>', 'only this series; may be repeated', parseRepeated))
    .optionsGroup('Time:')
    .addOption(valueOption('--from <TIME>', 'since this instant: RFC 3339 or epoch ms', parseInstantArgument))
    .addOption(valueOption('--to <TIME>', 'before this instant', parseInstantArgument));
  return addTalkOptions(addSideFileOptions(addOutputOption(command), 'default beside CLEAN')).action(report);
}

async function report(clean: string, flags: ReportFlags): Promise<void> {
  const { runReport } = await import('../run-report.js');
  await runReport(clean, flags);
}
