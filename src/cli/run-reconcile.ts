// What `telemend reconcile` does: compares two files, writes corrections once it is known that they hold, and says what differs.
import { createOutputs } from '../io/commit.js';
import { refuseStdinTwice } from '../io/log.js';
import { createSpool } from '../io/spool-lines.js';
import { TelemendError } from '../model/errors.js';
import type { Instant } from '../model/instant.js';
import type { Moment } from '../model/moment.js';
import { readWindows } from '../pipeline/read-windows.js';
import { reconcileFiles, type Reconciliation } from '../pipeline/reconcile-files.js';
import { formatCrc32, type Checksum } from '../io/checksum.js';
import { SIZE_BOUNDS } from '../reconcile/difference-tally.js';
import { formatCount } from '../report/number-format.js';
import { differenceTable, reconcileTable } from '../report/reconcile-report.js';
import { note, setExitCode, tell } from './notes.js';
import { finishEarlierCommits } from './output.js';
import { bytesOfFiles, withProgress } from './progress.js';
import type { ReconcileFlags } from './reconcile-flags.js';

export async function runReconcile(recomputed: string, existing: string, flags: ReconcileFlags): Promise<void> {
  const { key: keys, fields, tolerance: tolerances, timeUnit, assumeUtc, memory: memoryBytes, output = '-' } = flags;
  const inputs = [recomputed, existing];
  refuseStdinTwice(inputs);
  await finishEarlierCommits([...inputs, output]);
  const bounds = { windows: flags.windows === undefined ? undefined : await readWindows(flags.windows), from: instantOf(flags.from), to: instantOf(flags.to) };
  const spool = await createSpool();
  const outputs = createOutputs({ inputs });
  try {
    const stages = [{ bytes: await bytesOfFiles(inputs), weight: 1 }];
    const result = await withProgress({ label: 'reconcile', stages, output: undefined }, () => (
      reconcileFiles(recomputed, existing, { keys, fields, tolerances, timeUnit, assumeUtc, memoryBytes, ...bounds }, spool)
    ));
    const file = await outputs.open(output);
    await spool.handOver((bytes) => file.write(bytes));
    await outputs.commit();
    report(result, inputs, tolerances !== undefined);
    const { insert, update, delete: deleted } = result.counts;
    setExitCode(insert + update + deleted > 0, flags.exitZero);
  } catch (error) {
    await outputs.abort();
    throw error;
  } finally {
    await spool.close();
  }
}

function instantOf(moment: Moment | undefined): Instant | undefined {
  if (moment?.kind !== 'fromEnd') return moment;
  throw new TelemendError('usage', 'rows have no end to count from', { hint: 'write --from and --to as instants: 2026-01-01T06:00:00Z' });
}

function report(result: Reconciliation, [recomputed, existing]: readonly string[], hasTolerance: boolean): void {
  for (const name of result.sorted) note(`${name} is not in order of ${result.keys.join(', ')}: it was sorted first`);
  tell(reconcileTable(result.counts, hasTolerance));
  if (result.differences.length > 0) tell(`\n${differenceTable(SIZE_BOUNDS, result.differences)}`);
  tell('\n');
  const largest = result.differences.find(({ numbers }) => numbers > 0);
  if (largest) note(`${largest.field} differs most at ${largest.largestAt}`);
  noteChecksum('recomputed', recomputed, result.recomputed);
  noteChecksum('existing', existing, result.existing);
}

function noteChecksum(side: string, name: string, { byteCount, crc32 }: Checksum): void {
  note(`${side}: ${name}, ${formatCount(byteCount)} bytes, crc32 ${formatCrc32(crc32)}`);
}
