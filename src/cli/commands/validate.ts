// telemend validate: which readings of a log are flagged, and why.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import type { Finding } from '../../model/validation.js';
import { addChecksOption, checkSettings, type ChecksFlags } from '../checks-option.js';
import {
  addExitOption, addInputOptions, addIntervalOption, addOutputOption, addRangeOptions, inputSettings, intervalSettings, choiceOption,
  type ExitFlags, type InputFlags, type IntervalFlags, type OutputFlags, type RangeFlags,
} from '../options.js';

const FORMATS = ['table', 'jsonl'] as const;
const FINDINGS_SHOWN = 20;

interface ValidateFlags extends InputFlags, RangeFlags, ChecksFlags, IntervalFlags, OutputFlags, ExitFlags {
  readonly format?: (typeof FORMATS)[number];
}

const EXAMPLES = `
Examples:
  telemend validate --range 15:30 room.jsonl
  telemend validate --range 0:50 --sensor-range -40:85 monday.jsonl tuesday.jsonl.gz
  telemend validate --checks spike=3:8,flat-line=0.05:10m --range 15:30 room.jsonl
  telemend validate --format jsonl - < log.jsonl | jq -r .event_id

Exits 3 where a reading failed or a line is no event.`;

export function validateCommand(): Command {
  const command = new Command('validate')
    .addArgument(logArgument())
    .addHelpText('after', EXAMPLES);
  addIntervalOption(addChecksOption(addRangeOptions(command)));
  addInputOptions(command);
  addOutputOption(command).addOption(
    choiceOption('--format <FORMAT>', 'table (default), or jsonl: a line a finding', FORMATS),
  );
  return addExitOption(command).action(validate);
}

async function validate(inputs: string[], flags: ValidateFlags): Promise<void> {
  const { openEventLog } = await import('../../io/open-event-log.js');
  const { validateLog } = await import('../../pipeline/validate-log.js');
  const { nothingText, proposalText, validationSentences, validationReport } = await import('../../report/validation-report.js');
  const { noteFormat } = await import('../format-note.js');
  const { note, noteDecoder, noteLosses, setExitCode } = await import('../notes.js');
  const { finishEarlierCommits, writeOutput } = await import('../output.js');
  const asked = { ...inputSettings(flags), ...checkSettings(flags), intervals: intervalSettings(flags) };
  await finishEarlierCommits([...inputs, flags.output ?? '-']);
  const { log, options } = await openEventLog(inputs, asked);
  noteDecoder();
  try {
    const summary = await writeOutput(flags.output, inputs, async (write) => {
      if (flags.format === 'jsonl') {
        return validateLog(log, options, (findings) => write(findings.map((finding) => `${JSON.stringify(finding)}\n`).join('')));
      }
      const shown: Finding[] = [];
      const counts = await validateLog(log, { ...options, maxFindings: FINDINGS_SHOWN }, (findings) => void shown.push(...findings));
      await write(validationReport(counts, shown, { showFile: inputs.length > 1 }));
      return counts;
    });
    if (flags.format === 'jsonl') validationSentences(summary).forEach((sentence) => note(sentence));
    const nothing = nothingText(summary);
    const isFormat = 2 * summary.deadLetters > summary.lines && (await noteFormat(log, options));
    if (nothing) note(nothing.text, isFormat ? undefined : nothing.hint);
    const proposal = proposalText(summary);
    if (proposal) note(proposal);
    const lost = noteLosses(log);
    setExitCode(lost || nothing !== undefined || summary.total.fail > 0 || summary.deadLetters > 0, flags.exitZero);
  } finally {
    await log.close();
  }
}
