// Corrections from a file to a file: read, examined, and written all or none.
import { createOutputs } from '../io/commit.js';
import { nodeFileSystem, type FileSystem } from '../io/file-system.js';
import type { KeySpec } from '../io/key-reader.js';
import { TelemendError } from '../model/errors.js';
import { examineTarget, writeCorrected, type Examination } from './apply-corrections.js';
import type { CorrectionBook } from './correction-book.js';
import { openSide, type KeyedSide } from './keyed-side.js';
import { readCorrections } from './read-corrections.js';

export interface ApplyOptions {
  /** Where the corrected rows go; by default they take the place of the target. */
  readonly output?: string;
  /** Only look. */
  readonly dryRun?: boolean;
  readonly fileSystem?: FileSystem;
}

/** What became of the corrections. */
export interface Applied extends Examination {
  /** `none`: there are no corrections. `already`: all rows are as they should be. `conflicts`: nothing was written. */
  readonly outcome: 'none' | 'already' | 'conflicts' | 'fits' | 'written';
  /** The fields of the key. */
  readonly keys: readonly string[];
}

/**
 * Applies corrections, as reconcileFiles wrote them, to a file of rows. Rows that no correction is about stay byte for byte. Time: O(bytes of the
 * target), twice. Memory: half a kilobyte a correction.
 *
 * @throws TelemendError with file and line where a file cannot be used, or the target was changed meanwhile; the target is then as it was.
 * @example
 * const { outcome, conflicts } = await applyFile('corrections.jsonl', 'results.jsonl');
 */
export async function applyFile(corrections: string, targetPath: string, options: ApplyOptions = {}): Promise<Applied> {
  const { output, dryRun = false } = options;
  const { book, spec } = await readCorrections(corrections);
  const target = await openSide(targetPath);
  try {
    refuseUnplain(target, output);
    if (!spec) return { outcome: 'none', keys: [], changes: { insert: 0, update: 0, delete: 0 }, already: 0, conflicts: [], isOrdered: true };
    refuseWithoutPlace(target, book, corrections);
    const found = { ...(await examineTarget(target, spec, book)), keys: spec.fields };
    if (found.conflicts.length > 0) return { ...found, outcome: 'conflicts' };
    const { insert, update, delete: deleted } = found.changes;
    if (insert + update + deleted === 0 && output === undefined) return { ...found, outcome: 'already' };
    if (dryRun) return { ...found, outcome: 'fits' };
    await write(target, spec, book, found.isOrdered, corrections, options);
    return { ...found, outcome: 'written' };
  } finally {
    await target.log.close();
  }
}

async function write(
  target: KeyedSide,
  spec: KeySpec,
  book: CorrectionBook,
  isOrdered: boolean,
  corrections: string,
  { output, fileSystem = nodeFileSystem }: ApplyOptions,
): Promise<void> {
  const outputs = createOutputs({ inputs: output === undefined ? [corrections] : [corrections, target.name], fileSystem });
  try {
    const file = await outputs.open(output ?? target.name);
    await writeCorrected(target, spec, book, isOrdered, (bytes) => file.write(bytes));
    await outputs.commit(() => (output === undefined ? refuseChanged(target, fileSystem) : undefined));
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

/** A table has no place for values of other columns. */
function refuseWithoutPlace({ name, rows }: KeyedSide, book: CorrectionBook, corrections: string): void {
  for (const { correction, line } of book.all) {
    const field = rows.firstWithoutPlace(correction.new);
    if (field === undefined) continue;
    throw new TelemendError('bad-input', `${corrections}, line ${line}: ${name} has no column ${field}`, {
      file: corrections,
      line,
      hint: 'nothing was written: compare the columns that both have with telemend reconcile --fields A,B, or add the column to the header',
    });
  }
}

/** What somebody wrote meanwhile would be lost. */
async function refuseChanged({ name, log }: KeyedSide, fileSystem: FileSystem): Promise<void> {
  const [{ path, size, modifiedNs, handle }] = log.files;
  const [now, opened] = [await fileSystem.stat(path), await handle.stat()];
  if (now.identity === opened.identity && now.size === size && now.modifiedNs === modifiedNs) return;
  throw new TelemendError('bad-input', `${name} was changed while the corrections were applied: nothing was written`, {
    file: name,
    hint: 'run telemend apply again: it looks at every row anew',
  });
}

function refuseUnplain({ name, log }: KeyedSide, output: string | undefined): void {
  if (output !== undefined || log.files[0].modifiedNs !== undefined) return;
  throw new TelemendError('not-usable', `${name} cannot be corrected in place: it is no plain file`, {
    file: name,
    hint: 'decompress it first, or write to another file with -o FILE',
  });
}
