// Explains an instant: reads the manifest, asks, prints.
import { spellInstant, type Instant } from '../model/instant.js';
import { explainInstant } from '../pipeline/explain-instant.js';
import { readManifest } from '../pipeline/saved-manifest.js';
import { explanationReport } from '../report/explanation-report.js';
import { note, setExitCode } from './notes.js';
import { finishEarlierCommits } from './output.js';

/** How an explanation is written. */
export type ExplainFormat = 'text' | 'json';

/** What commander collects. */
export interface ExplainFlags {
  readonly at: Instant;
  readonly sensor?: string;
  readonly format?: ExplainFormat;
}

export async function runExplain(clean: string, { at, sensor, format = 'text' }: ExplainFlags): Promise<void> {
  await finishEarlierCommits([clean]);
  const explanations = await explainInstant(await readManifest(clean), clean, at, sensor);
  const instant = spellInstant(at.timeMs, at.timeNs);
  if (format === 'json') process.stdout.write(`${JSON.stringify(explanations, undefined, 2)}\n`);
  else for (const each of explanations) process.stdout.write(explanationReport(each, instant));
  if (explanations.length === 0) note(`nothing is known of ${instant}${sensor === undefined ? '' : ` of ${sensor}`}`, 'neither an event nor a void is there');
  setExitCode(explanations.length === 0);
}
