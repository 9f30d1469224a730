// Verifies a recovery and prints a line for each thing that was looked at.
import { readManifest } from '../pipeline/saved-manifest.js';
import { verifyRecovery, type Verdict } from '../pipeline/verify-recovery.js';
import { formatNoun } from '../report/number-format.js';
import { textTable } from '../report/text-table.js';
import { note, setExitCode } from './notes.js';
import { finishEarlierCommits } from './output.js';

const OUTCOME_TEXT: Readonly<Record<Verdict['outcome'], string>> = { same: 'ok', differs: 'DIFFERS', absent: 'not seen' };

/** @param name a clean series or its manifest */
export async function runVerify(name: string, exitZero?: boolean): Promise<void> {
  await finishEarlierCommits([name]);
  const verdicts = await verifyRecovery(await readManifest(name));
  const rows = verdicts.map(({ what, outcome, found }) => [OUTCOME_TEXT[outcome], what, found]);
  process.stdout.write(textTable([{ title: 'verdict' }, { title: 'what' }, { title: 'found' }], rows, Infinity));
  const differing = verdicts.filter(({ outcome }) => outcome === 'differs').length;
  if (differing > 0) note(`${formatNoun(differing, 'thing differs', 'things differ')} from the manifest`, 'recover the log again, if it is there');
  setExitCode(differing > 0, exitZero);
}
