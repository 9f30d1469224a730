// telemend suggest: thresholds for the checks, from what a log's own readings do.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import type { LogSuggestion } from '../../pipeline/suggest-log.js';
import type { SpelledCheck } from '../../report/suggestion-report.js';
import type { Consequence, Suggestion } from '../../validate/suggest.js';
import {
  addExitOption, addInputOptions, addIntervalOption, addOutputOption, inputSettings, intervalSettings, choiceOption,
  type ExitFlags, type InputFlags, type IntervalFlags, type OutputFlags,
} from '../options.js';

const FORMATS = ['table', 'jsonl'] as const;

interface SuggestFlags extends InputFlags, IntervalFlags, OutputFlags, ExitFlags {
  readonly format?: (typeof FORMATS)[number];
}

const EXAMPLES = `
Examples:
  telemend suggest room.jsonl
  telemend suggest --field temperature=value office.jsonl
  telemend suggest --format jsonl log.jsonl | jq -r 'select(.series == null)'

Take it as a beginning: a fault that one reading in a hundred shows counts as
usual here. Exits 3 where the log holds no usable reading.`;

export function suggestCommand(): Command {
  const command = new Command('suggest')
    .addArgument(logArgument())
    .addHelpText('after', EXAMPLES);
  addIntervalOption(addInputOptions(command));
  addOutputOption(command).addOption(
    choiceOption('--format <FORMAT>', 'table (default), or jsonl: a line a check', FORMATS),
  );
  return addExitOption(command).action(suggest);
}

async function suggest(inputs: string[], flags: SuggestFlags): Promise<void> {
  const { openEventLog } = await import('../../io/open-event-log.js');
  const { suggestLog } = await import('../../pipeline/suggest-log.js');
  const { suggestionReport } = await import('../../report/suggestion-report.js');
  const { formatChecks } = await import('../checks-option.js');
  const { noteFormat } = await import('../format-note.js');
  const { note, noteLosses, setExitCode } = await import('../notes.js');
  const { finishEarlierCommits, writeOutput } = await import('../output.js');
  await finishEarlierCommits([...inputs, flags.output ?? '-']);
  const { log, options } = await openEventLog(inputs, inputSettings(flags));
  try {
    const found = await suggestLog(log, { ...options, intervals: intervalSettings(flags) });
    if (found) await writeOutput(flags.output, inputs, (write) => write(flags.format === 'jsonl' ? jsonLines(found) : table(found)));
    else note('the log holds no usable reading', (await noteFormat(log, options)) ? undefined : 'telemend inspect LOG shows why');
    setExitCode(noteLosses(log) || !found, flags.exitZero);
  } finally {
    await log.close();
  }

  function spell({ range, checks }: Suggestion, { byCheck }: Consequence): SpelledCheck[] {
    const spelled = [{ name: 'range', thresholds: `${range.low}:${range.high}` }, ...formatChecks(checks)];
    return byCheck.map((counts) => ({ ...counts, thresholds: spelled.find(({ name }) => name === counts.check)!.thresholds }));
  }

  function table({ events, suggestion, consequence, series }: LogSuggestion): string {
    const checks = spell(suggestion, consequence);
    const [{ thresholds: range }, ...others] = checks;
    const list = others.map(({ check, thresholds }) => `${check}=${thresholds}`).join(',');
    return suggestionReport({
      events,
      readings: consequence.readings,
      flagged: consequence.flagged,
      checks,
      series: series.map((one) => ({
        sensorId: one.sensorId,
        readings: one.consequence.readings,
        flagged: one.flaggedByAll,
        checks: spell(one.suggestion, one.consequence),
      })),
      flags: `--range=${range}${list === '' ? '' : ` --checks ${list}`}`,
    });
  }

  function jsonLines({ suggestion, consequence, series }: LogSuggestion): string {
    const lines = (sensorId: string | null, own: Suggestion, counted: Consequence) => (
      spell(own, counted).map((check) => `${JSON.stringify({ series: sensorId, ...check, readings: counted.readings })}\n`)
    );
    const all = [lines(null, suggestion, consequence), ...series.map((one) => lines(one.sensorId, one.suggestion, one.consequence))];
    return all.flat().join('');
  }
}
