// What recover and fill have in common: open the log, run the recovery, say what was done, choose the exit code.
import type { Log, LogInput } from '../io/log.js';
import { openEventLog, type LogFormat } from '../io/open-event-log.js';
import { accountingTable } from '../report/accounting-table.js';
import { courseChart, type SeriesCourse } from '../report/course-chart.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { operand, shellCommand } from '../report/shell-command.js';
import { wantsColour } from '../report/terminal-style.js';
import type { Batch } from '../model/batch.js';
import { formatDuration } from '../model/duration.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant } from '../model/instant.js';
import type { Courses } from '../pipeline/course-counter.js';
import type { RecoverOptions } from '../pipeline/options.js';
import type { SeriesProfile } from '../pipeline/profile.js';
import { readCorrections } from '../pipeline/corrections.js';
import { readModel } from '../pipeline/saved-model.js';
import { recoverLog, type RecoverOutputs } from '../pipeline/recover-log.js';
import type { Recovery } from '../pipeline/recover.js';
import type { CheckpointOptions } from '../pipeline/run-saving.js';
import { ExitCode } from './failure.js';
import { noteFormat } from './format-note.js';
import { noteFineGrid, noteGrid } from './grid-option.js';
import { onInterruption } from './interruption.js';
import { bytesOf, withProgress } from './progress.js';
import { finishEarlierCommits } from './output.js';
import { note, noteDecoder, noteLosses, noteTwins, setExitCode, tell, warn } from './notes.js';

/** How long a byte takes in the last pass, against the first. */
const LAST_PASS_WEIGHT = 3;

/** A recovery as the command line asks for it. */
export interface RecoveryRun {
  readonly command: string;
  readonly inputs: readonly string[];
  readonly options: RecoverOptions;
  /** Of the clean series, where it was asked for. */
  readonly format?: LogFormat;
  /** Nothing where --dry-run was given. */
  readonly outputs: RecoverOutputs;
  /** Manifest of an earlier run, to take its models over. */
  readonly model?: string;
  /** File of corrected dead letters. */
  readonly corrections?: string;
  readonly strict?: boolean;
  readonly exitZero?: boolean;
  readonly onBatch?: (batch: Batch) => void;
  /** The run is saved on its way. */
  readonly saving?: Pick<CheckpointOptions, 'resume' | 'everyMs' | 'everyBytes'>;
}

/** Runs it; the table of the accounting and everything worth knowing go to stderr. Sets the exit code. */
export async function runRecovery(run: RecoveryRun): Promise<Recovery> {
  const { inputs, outputs, command, onBatch } = run;
  if (run.saving) onInterruption(endWithNothing);
  const named = Object.values(outputs).filter((name): name is string => name !== undefined);
  await finishEarlierCommits([...inputs, ...named]);
  const corrections = run.corrections === undefined ? undefined : await readCorrections(run.corrections);
  const model = run.model === undefined ? undefined : await readModel(run.model);
  const logInputs: readonly LogInput[] = corrections ? [...inputs, corrections.input] : inputs;
  const { log, options } = await openEventLog(logInputs, run.options);
  noteDecoder();
  try {
    // Of a run that is gone on with, it would show the end alone.
    const isShown = process.stderr.isTTY && !run.saving?.resume;
    let courses: Courses = [];
    const onCourses = isShown ? (all: Courses) => (courses = all) : undefined;
    const bytes = bytesOf(log);
    let isKept = false;
    const checkpoints = run.saving && {
      ...run.saving,
      onStoppable: onInterruption,
      onKept: () => (isKept = true),
      onResumed: (cutMs: number | undefined) => note(`going on with the interrupted run${
        cutMs === undefined ? ', which was reading the log for the first time' : `: events before ${formatInstant(cutMs, 0)} are done`
      }`),
      onNotice: warn,
    };
    const stages = [{ bytes, weight: 1 }, { bytes, weight: LAST_PASS_WEIGHT }];
    const recovery = await withProgress({ label: command, stages, output: outputs.output }, () => (
      recoverLog(log, outputs, { ...options, format: run.format, model, command, corrections, inputs, checkpoints, onBatch, onCourses })
    )).catch((error: unknown) => {
      throw isKept && error instanceof TelemendError ? withWayOn(error) : error;
    });
    tell(accountingTable(recovery.accounting));
    if (isShown) tell(courseChart(shownCourses(courses, recovery.profiles), { coloured: wantsColour(true, process.env) }));
    if (options.grid) {
      noteGrid(recovery.grid!, options.grid);
      noteFineGrid(recovery.profiles, options.grid);
    }
    const isRead = !(await noteFormatOf(log, recovery, options));
    const lost = noteRecovery(recovery, run, isRead);
    const lostInFiles = noteLosses(log);
    const { gapsLeft, conflicts } = recovery.accounting;
    setExitCode(lost || lostInFiles || (run.strict === true && gapsLeft + conflicts > 0), run.exitZero);
    if (process.stderr.isTTY && command === 'recover') suggestReport(recovery, outputs);
    return recovery;
  } finally {
    await log.close();
  }
}

function shownCourses(courses: Courses, profiles: readonly SeriesProfile[]): SeriesCourse[] {
  return courses.flatMap((course, s) => {
    if (!course) return [];
    const { sensorId, regular, cadenceMs } = profiles[s];
    return [{ sensorId, cadenceMs: regular ? cadenceMs : undefined, course }];
  });
}

/** Until the run can be stopped where it can go on. */
function endWithNothing(): never {
  warn('interrupted; nothing of this run was kept');
  process.exit(ExitCode.Interrupted);
}

/** A failure that says how to go on with what was done. */
function withWayOn({ code, message, hint, file, byte, cause }: TelemendError): TelemendError {
  const [command, ...words] = process.argv.slice(2).filter((word) => word !== '--resume');
  const wayOn = `go on with: ${shellCommand(['telemend', command, '--resume', ...words])}`;
  return new TelemendError(code, message, { hint: hint === undefined ? wayOn : `${hint}; ${wayOn}`, file, byte, cause });
}

/** Says what a person should look at. @returns whether input was lost. */
function noteRecovery({ accounting, profiles, files }: Recovery, { outputs, options }: RecoveryRun, isRead: boolean): boolean {
  const { lines, blank, deadLetters, observed, repaired, dropped, kept, gapsLeft, conflicts, synthetic, missing } = accounting;
  for (const { name, torn } of files) if (torn) note(`${name} ends without a newline: its last line may be torn`);
  noteTwins(files);
  const failed = repaired + dropped + kept;
  if (lines - blank === 0) note(lines === 0 ? 'the log is empty' : 'the log has only blank lines');
  else if (observed + failed + synthetic + missing === 0 && deadLetters > 0) {
    note('no line of the log is an event', isRead ? 'telemend inspect LOG shows why' : undefined);
  } else if (failed > observed) {
    note(`most readings fail the range (${formatCount(failed)} of ${formatCount(failed + observed)})`, 'are --range and --unit right for this log? telemend validate LOG proposes them');
  }
  if (deadLetters > 0) {
    const hint = outputs.dead === undefined ? '--dead FILE keeps them' : `correct "raw" in ${outputs.dead} and give it back: --with ${outputs.dead}`;
    note(`${formatNoun(deadLetters, 'line')} ${deadLetters === 1 ? 'is' : 'are'} no event`, isRead ? hint : undefined);
  }
  if (conflicts > 0) note(`${formatNoun(conflicts, 'event')} contradict${conflicts === 1 ? 's' : ''} another one of the same instant`, auditHint(outputs));
  if (gapsLeft > 0) note(`${formatNoun(gapsLeft, 'gap')} left open`, gapsHint(outputs, options));
  const irregular = profiles.filter((profile) => !profile.regular && !Number.isNaN(profile.cadenceMs));
  for (const { sensorId, cadenceMs, fitShare } of irregular.slice(0, 3)) {
    note(
      `${sensorId} has no steady cadence (${Math.round(fitShare * 100)} % of its spacings fit ${formatDuration(cadenceMs)}), so no gaps in it were filled`,
      `if it has one, give it: --interval '${sensorId}=${formatDuration(cadenceMs)}'`,
    );
  }
  if (irregular.length > 3) note(`and ${formatCount(irregular.length - 3)} more series without a steady cadence`);
  return deadLetters > 0 || lines - blank === 0;
}

/** The command to run next, as the last line, where a series was written to a file. */
function suggestReport({ accounting }: Recovery, { output = '-', manifest }: RecoverOutputs): void {
  if (output === '-' || manifest === undefined || accounting.observed + accounting.repaired + accounting.synthetic === 0) return;
  const page = `${output.replace(/\.(?:gz|zst)$/, '').replace(/\.(?:jsonl|csv|tsv)$/, '')}.html`;
  tell(`\n  next\n${shellCommand(['telemend', 'report', operand(output), '-o', operand(page)])}\n`);
}

/** Whether names or units are others than assumed is asked where lines are lost by it, and where numbers could be of any unit. */
async function noteFormatOf(log: Log, { accounting, profiles }: Recovery, options: RecoverOptions): Promise<boolean> {
  const isNumeric = profiles.some(({ language }) => language?.timestamp.kind === 'number');
  const isSuspect = 2 * accounting.deadLetters > accounting.lines || (isNumeric && options.timeUnit === undefined);
  return isSuspect && noteFormat(log, options);
}

function auditHint(outputs: RecoverOutputs): string {
  return outputs.audit === undefined ? '--audit FILE tells which' : `${outputs.audit} tells which`;
}

function gapsHint(outputs: RecoverOutputs, { maintenance }: RecoverOptions): string {
  return `${auditHint(outputs)}; --max-gap fills longer ones${maintenance ? ', but none of maintenance' : ''}`;
}
