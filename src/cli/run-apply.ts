// What `telemend apply` does: applies corrections to a file, and says what it did or why it did not.
import { refuseStdinTwice } from '../io/log.js';
import { TelemendError } from '../model/errors.js';
import type { Conflict } from '../pipeline/apply-corrections.js';
import { applyFile } from '../pipeline/apply-file.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { printable } from '../report/printable.js';
import { note, setExitCode } from './notes.js';
import { finishEarlierCommits } from './output.js';
import type { ApplyFlags } from './reconcile-flags.js';

const CONFLICTS_SHOWN = 20;

export async function runApply(corrections: string, target: string, flags: ApplyFlags): Promise<void> {
  refuseStdinTwice([corrections, target]);
  await finishEarlierCommits([corrections, target, flags.output ?? '-']);
  const { outcome, keys, changes, already, conflicts, isOrdered } = await applyFile(corrections, target, flags);
  const changed = `${formatCount(changes.update)} updated, ${formatCount(changes.insert)} inserted, ${formatCount(changes.delete)} deleted`;
  const rest = already > 0 ? `; ${formatNoun(already, 'correction was', 'corrections were')} there already` : '';
  switch (outcome) {
    case 'conflicts':
      throw conflictError(corrections, target, conflicts);
    case 'none':
      note(`${corrections} holds no corrections: ${target} is as it should be`);
      break;
    case 'already':
      note(`already applied: ${target} is as the ${formatNoun(already, 'correction')} would have it, and was left alone`);
      break;
    case 'fits':
      note(`the corrections fit ${target}: ${changed}${rest}; --dry-run wrote nothing`);
      break;
    case 'written':
      note(`${flags.output ?? target}: ${changed}${rest}`);
      if (!isOrdered && changes.insert > 0) note(`${target} is not in order of ${keys.join(', ')}: new rows stand at its end`);
  }
  setExitCode(false);
}

function conflictError(corrections: string, target: string, conflicts: readonly Conflict[]): TelemendError {
  const shown = conflicts.slice(0, CONFLICTS_SHOWN).map(({ line, key, text }) => `${corrections}, line ${line}: ${key}: ${text}`);
  const more = conflicts.length > shown.length ? [`and ${formatCount(conflicts.length - shown.length)} more`] : [];
  for (const each of [...shown, ...more]) process.stderr.write(`  ${printable(each)}\n`);
  const what = formatNoun(conflicts.length, 'conflict');
  return new TelemendError('bad-input', `${target} was changed since it was compared: ${what}, nothing was written`, {
    file: target,
    hint: 'run telemend reconcile again, and apply what it writes then',
  });
}
