// What `telemend inspect` does: looks at a log, says what it found, and puts the next command together.
import { basename } from 'node:path';
import { isStdin } from '../io/log.js';
import { openEventLog } from '../io/open-event-log.js';
import type { LogInspection } from '../model/inspection.js';
import { inspectLog, type InspectLogOptions } from '../pipeline/inspect-log.js';
import { inspectionReport, type NextStep } from '../report/inspection-report.js';
import { operand, shellCommand } from '../report/shell-command.js';
import { noteDecoder, noteLosses } from './notes.js';
import { finishEarlierCommits, writeOutput } from './output.js';

export interface InspectRun {
  readonly inputs: readonly string[];
  /** The same before folders and patterns gave way to the files in them. */
  readonly typed: readonly string[];
  readonly options: InspectLogOptions;
  /** Options that the next command needs too, as they were typed. */
  readonly given: readonly string[];
  /** The file that says what is in range, where one does. */
  readonly rangeFrom?: string;
  readonly output?: string;
  readonly format?: 'text' | 'json';
}

/** Runs it. A strange log is no failure; one that cannot be read is. */
export async function runInspect({ inputs, typed, options: asked, given, rangeFrom, output, format }: InspectRun): Promise<void> {
  await finishEarlierCommits([...inputs, output ?? '-']);
  const { log, options } = await openEventLog(inputs, asked);
  noteDecoder();
  try {
    const found = await inspectLog(log, options);
    const inspection = rangeFrom === undefined ? found : { ...found, proposedRange: undefined };
    const next = { ...nextStep(typed, given, inspection), rangeFrom };
    await writeOutput(output, inputs, (write) => write(format === 'json' ? json(inspection, next) : inspectionReport(inspection, next)));
    noteLosses(log);
  } finally {
    await log.close();
  }
}

function nextStep(typed: readonly string[], given: readonly string[], inspection: LogInspection): NextStep {
  const { guess, proposedRange, series } = inspection;
  if (series.length === 0) return { instead: 'nothing to recover as it is; see above what is strange, then inspect it again' };
  const map = Object.entries(guess.fields).map(([field, name]) => `${field}=${name}`).join(',');
  const words = [
    ...given,
    ...(map === '' ? [] : ['--field', map]),
    ...(guess.timeUnit === undefined ? [] : ['--time-unit', guess.timeUnit]),
    ...(guess.assumeUtc ? ['--assume-utc'] : []),
    ...(guess.decimalComma ? ['--decimal-comma'] : []),
    ...(guess.missing ? [`--missing=${guess.missing.join(',')}`] : []),
    // Joined by =, since the lower bound may begin with a dash.
    ...(proposedRange ? [`--range=${proposedRange.low}:${proposedRange.high}`] : []),
  ];
  return { command: shellCommand(['telemend', 'recover', ...words, ...typed.map(operand), '-o', operand(cleanName(typed[0], inspection.csv ? 'csv' : 'jsonl'))]) };
}

/** `log.jsonl.gz` becomes `log.clean.jsonl`, in the directory where the command is run; a folder gives its name, a pattern none. */
function cleanName(input: string, ending: string): string {
  const name = isStdin(input) ? '' : basename(input);
  const stem = /^$|^\.+$|[*?[{]/.test(name) ? 'log' : name.replace(/\.gz$/, '').replace(/(?<=.)\.[^.]*$/, '');
  return `${stem}.clean.${ending}`;
}

/** Sets and maps as JSON has them. */
function json(inspection: LogInspection, next: NextStep): string {
  const plain = (_key: string, value: unknown): unknown => (
    value instanceof Set ? value.size : value instanceof Map ? (Object.fromEntries(value) as unknown) : value
  );
  return `${JSON.stringify({ ...inspection, next: next.command }, plain, 2)}\n`;
}
