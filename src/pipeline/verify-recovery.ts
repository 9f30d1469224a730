// Holds what a recovery wrote against its manifest: hashes, order, cadence, origins and the books, all counted anew from the files.
import { checksumFile, formatCrc32, sha256File } from '../io/checksum.js';
import { readChunks } from '../io/chunks.js';
import type { Log } from '../io/log.js';
import type { GridAccounting } from '../model/grid.js';
import { SeriesTable } from '../model/series.js';
import { countAudit, type AuditCounts } from './audit-counts.js';
import { countClean, type CleanCounts } from './verify-clean.js';
import { LINE_BUCKETS, type Accounting } from './accounting.js';
import { withClean, withInput, withLog } from './saved-logs.js';
import { findSaved, type SavedFile, type SavedManifest } from './saved-manifest.js';

/** One thing that was looked at. */
export interface Verdict {
  readonly what: string;
  /** `absent`: it could not be looked at. */
  readonly outcome: 'same' | 'differs' | 'absent';
  /** What was found, for people. */
  readonly found: string;
}

/**
 * Verifies a recovery. O(bytes of all its files); memory: the voids that were left open, and some bytes a series.
 *
 * @throws TelemendError where a file cannot be read at all.
 */
export async function verifyRecovery(manifest: SavedManifest): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const input of manifest.inputs) verdicts.push(await verifyInput(manifest, input));
  const [clean, ...others] = manifest.outputs;
  for (const output of manifest.outputs) verdicts.push(await verifyFile(manifest, output, `output ${output.name}`));
  const path = (kind: string) => {
    const file = others.find(({ name }) => name.endsWith(kind));
    return file && findSaved(manifest, file);
  };
  const [cleanPath, deadPath, auditPath] = [clean && (await findSaved(manifest, clean)), await path('.dead.jsonl'), await path('.audit.jsonl')];
  const table = new SeriesTable();
  const audit = auditPath === undefined ? undefined : await withLog(auditPath, (log) => countAudit(log, table));
  const dead = deadPath === undefined ? undefined : await withLog(deadPath, countLines);
  const counts = cleanPath === undefined ? undefined : await withClean(cleanPath, manifest.options, (log, options) => countClean(log, options, manifest, table, audit));
  return [...verdicts, ...verifyBooks(manifest, counts, dead, audit)];
}

async function verifyInput(manifest: SavedManifest, input: SavedFile): Promise<Verdict> {
  const what = `input ${input.name}`;
  if (input.corrections) return { what, outcome: 'absent', found: 'corrections are unwrapped as they are read, so they have no sum of their own' };
  const path = await findSaved(manifest, input);
  if (path === undefined) return { what, outcome: 'absent', found: 'not there' };
  // A compressed input is described by what is in it.
  return withInput(path, manifest, async (log) => {
    const file = log.files[log.files.length - 1];
    const { byteCount, crc32 } = await checksumFile(file.path);
    if (manifest.options.limitLines !== undefined && byteCount > input.byteCount) {
      return { what, outcome: 'absent', found: 'only its first lines were read (--limit)' };
    }
    return compare(what, input, { byteCount, crc32: formatCrc32(crc32) });
  });
}

async function verifyFile(manifest: SavedManifest, file: SavedFile, what: string): Promise<Verdict> {
  const path = await findSaved(manifest, file);
  if (path === undefined) return { what, outcome: file.name === '-' ? 'absent' : 'differs', found: file.name === '-' ? 'went to stdout' : 'not there' };
  const { byteCount, crc32 } = await checksumFile(path);
  return compare(what, file, { byteCount, crc32: formatCrc32(crc32), sha256: file.sha256 === undefined ? undefined : await sha256File(path) });
}

function compare(what: string, saved: SavedFile, found: Pick<SavedFile, 'byteCount' | 'crc32' | 'sha256'>): Verdict {
  if (found.byteCount !== saved.byteCount) return { what, outcome: 'differs', found: `${found.byteCount} bytes, not ${saved.byteCount}` };
  if (found.crc32 !== saved.crc32) return { what, outcome: 'differs', found: `CRC-32 ${found.crc32}, not ${saved.crc32}` };
  if (found.sha256 !== saved.sha256) return { what, outcome: 'differs', found: `SHA-256 ${found.sha256}, not ${saved.sha256}` };
  return { what, outcome: 'same', found: `${saved.byteCount} bytes, CRC-32 ${saved.crc32}${saved.sha256 === undefined ? '' : ', SHA-256'}` };
}

function verifyBooks(
  { accounting, command, grid }: SavedManifest,
  clean: CleanCounts | undefined,
  dead: number | undefined,
  audit: AuditCounts | undefined,
): Verdict[] {
  const { lines, observed, repaired, filled, synthetic, kept, deadLetters } = accounting;
  const sum = LINE_BUCKETS.reduce((total, bucket) => total + accounting[bucket], 0);
  const verdicts = [equal('accounting: sum of the buckets', sum, lines)];
  if (clean) {
    verdicts.push(
      { what: 'order', outcome: clean.disorder === undefined ? 'same' : 'differs', found: clean.disorder ?? 'by event time, then sensor, one event an instant' },
      equal('lines that are no events', clean.faults, 0),
      ...(grid ? verifyGrid(grid, accounting, clean) : [
        equal('events', clean.events, observed + kept + synthetic + repaired + filled),
        equal('origin filled or repaired', clean.filled + clean.repaired, filled + repaired + synthetic),
        ...(synthetic === 0 ? [equal('origin filled', clean.filled, filled), equal('origin repaired', clean.repaired, repaired)] : []),
      ]),
    );
    if (clean.unexplained === undefined) verdicts.push({ what: 'cadence', outcome: 'absent', found: 'needs the audit' });
    else {
      const { unexplained: [first, ...more] } = clean;
      const found = first === undefined ? 'no gap that the audit does not tell of' : `${first}${more.length > 0 ? `, and ${more.length} more` : ''}`;
      verdicts.push({ what: 'cadence', outcome: first === undefined ? 'same' : 'differs', found });
    }
  }
  if (dead !== undefined) verdicts.push(equal('dead letters', dead, deadLetters));
  if (audit) {
    for (const [kind, bucket] of AUDITED) verdicts.push(equal(`audit: ${kind}`, audit.kinds[kind] ?? 0, accounting[bucket]));
    verdicts.push(equal('audit: filled', audit.filled, filled));
  }
  return command === 'fill' ? verdicts.filter(({ what }) => !what.startsWith('audit: drop')) : verdicts;
}

/** Of a series on a grid: every event of the recovery is at a point or counted, and every point is as the books of the grid say. */
function verifyGrid(grid: GridAccounting, { observed, kept, synthetic, repaired, filled }: Accounting, clean: CleanCounts): Verdict[] {
  return [
    equal('grid: events laid on it', grid.taken + grid.unused + grid.missing, observed + kept + synthetic + repaired + filled),
    { what: 'grid: points', outcome: clean.offGrid === undefined ? 'same' : 'differs', found: clean.offGrid ?? 'every event stands at one' },
    equal('events', clean.events, grid.points),
    equal('grid: points left out', clean.absent, grid.absent),
    equal('origin filled', clean.filled, grid.filled),
    equal('origin repaired', clean.repaired, grid.repaired),
  ];
}

const AUDITED = [
  ['repair', 'repaired'], ['drop', 'dropped'], ['missing', 'missing'], ['duplicate', 'duplicates'], ['conflict', 'conflicts'],
] as const;

function equal(what: string, found: number, expected: number): Verdict {
  return found === expected
    ? { what, outcome: 'same', found: String(found) }
    : { what, outcome: 'differs', found: `${found}, but the manifest says ${expected}` };
}

async function countLines(log: Log): Promise<number> {
  let count = 0;
  for await (const chunk of readChunks(log)) count += chunk.kind === 'overlong' ? 1 : countNewlines(chunk.bytes, chunk.byteCount);
  return count;
}

function countNewlines(bytes: Buffer, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) count++;
  return count;
}
