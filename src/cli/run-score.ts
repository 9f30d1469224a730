// Opens what a score is made of, and writes it out.
import { nodeFileSystem } from '../io/file-system.js';
import { openLog, type Log } from '../io/log.js';
import { openEventLog } from '../io/open-event-log.js';
import { isNotFound } from '../io/system-error.js';
import { sideFileNames } from '../pipeline/recover-log.js';
import { scoreLog } from '../pipeline/score-log.js';
import { scoreReport } from '../report/score-report.js';
import { inputSettings, type InputFlags, type OutputFlags } from './options.js';
import { finishEarlierCommits, writeOutput } from './output.js';

/** How a score is written. */
export type ScoreFormat = 'table' | 'json';

/** What commander collects. */
export interface ScoreFlags extends InputFlags, OutputFlags {
  readonly truth: string;
  readonly audit?: string;
  readonly dead?: string;
  readonly format?: ScoreFormat;
}

/** Scores a clean series; its audit and dead letters are those that are named, or else those beside it, if there are any. */
export async function runScore(clean: string, flags: ScoreFlags): Promise<void> {
  const beside = sideFileNames(clean);
  const names = { clean, truth: flags.truth, audit: flags.audit ?? (await ifThere(beside.audit)), dead: flags.dead ?? (await ifThere(beside.dead)) };
  await finishEarlierCommits([clean, flags.output ?? '-']);
  const opened: Log[] = [];
  const open = async (name: string): Promise<Log> => {
    const log = await openLog([name]);
    opened.push(log);
    return log;
  };
  try {
    const cleanLog = await openEventLog([names.clean], inputSettings(flags));
    opened.push(cleanLog.log);
    const inputs = {
      clean: cleanLog.log,
      truth: await open(names.truth),
      audit: names.audit === undefined ? undefined : await open(names.audit),
      dead: names.dead === undefined ? undefined : await open(names.dead),
    };
    const score = await scoreLog(inputs, cleanLog.options);
    const files = Object.values(names).filter((name) => name !== undefined);
    await writeOutput(flags.output, files, (write) => write(flags.format === 'json' ? `${JSON.stringify(score, undefined, 2)}\n` : scoreReport(score)));
  } finally {
    for (const log of opened) await log.close();
  }
}

async function ifThere(path: string): Promise<string | undefined> {
  try {
    await nodeFileSystem.stat(path);
    return path;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
