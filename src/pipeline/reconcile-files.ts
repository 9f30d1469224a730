// Reconciliation of two files of rows: what would have to be done to the existing ones for them to equal the recomputed ones.
import type { Checksum } from '../io/checksum.js';
import { withDefaults } from '../model/defaults.js';
import { TelemendError } from '../model/errors.js';
import type { FieldDifference } from '../reconcile/difference-tally.js';
import { RECONCILE_DEFAULTS, type ReconcileOptions } from './reconcile-options.js';
import { inferKeySpec } from './infer-key.js';
import { openSide, readSide, sortSide, type KeyedSide, type Sides } from './keyed-side.js';
import { joinSides } from './reconcile-join.js';
import { RowReconciler, type CorrectionSink, type ReconcileCounts } from './reconcile-rows.js';
import { OutOfOrder } from './side-cursors.js';

/** What a comparison found. */
export interface Reconciliation {
  readonly keys: readonly string[];
  readonly counts: ReconcileCounts;
  /** By field, most often first. */
  readonly differences: readonly FieldDifference[];
  readonly recomputed: Checksum;
  readonly existing: Checksum;
  /** Sides that were not in key order, and were sorted. */
  readonly sorted: readonly string[];
}

/**
 * Compares two files of rows in one pass, and writes the corrections in key order. A side that is not in that order is sorted by way of
 * the disk first. Time: O(bytes), a sort where needed. Memory: some chunks, and `memoryBytes` for each side that is sorted.
 *
 * @throws TelemendError `bad-input` with file and line where a side is empty, has a key twice, or fields that the other lacks, of another
 * type or in other units. What was written by then must not be used.
 */
export async function reconcileFiles(
  recomputedName: string,
  existingName: string,
  options: ReconcileOptions,
  sink: CorrectionSink,
): Promise<Reconciliation> {
  const opened: KeyedSide[] = [];
  try {
    for (const name of [recomputedName, existingName]) opened.push(await openSide(name));
    const [recomputed, existing] = opened;
    return await reconcileSides({ recomputed, existing }, options, sink);
  } finally {
    for (const { log } of opened) await log.close();
  }
}

async function reconcileSides(sides: Sides, options: ReconcileOptions, sink: CorrectionSink): Promise<Reconciliation> {
  for (const { name, firstLine } of [sides.recomputed, sides.existing]) {
    if (firstLine !== undefined) continue;
    throw new TelemendError('bad-input', `${name} has no rows: every row of the other side would be a correction`, {
      file: name,
      hint: 'if that is what you mean, copy the file instead',
    });
  }
  const settings = withDefaults(RECONCILE_DEFAULTS, options);
  const spec = inferKeySpec(sides, options.keys, settings);
  if (spec.time === undefined && (options.windows ?? options.from ?? options.to)) {
    throw new TelemendError('usage', `the key ${spec.fields.join(',')} holds no instant: rows cannot be told to be in a window`, {
      hint: 'name a field of instants with --key, or leave --windows, --from and --to out',
    });
  }
  const sorted = { recomputed: false, existing: false };
  for (;;) {
    const { recomputed, existing } = sides;
    const pieces = {
      recomputed: sorted.recomputed ? sortSide(recomputed, spec, settings.memoryBytes) : readSide(recomputed, spec, true, options.threads),
      existing: sorted.existing ? sortSide(existing, spec, settings.memoryBytes) : readSide(existing, spec, false),
    };
    try {
      const rows = new RowReconciler(sides, spec, options, sink);
      await joinSides(sides, pieces, spec, rows);
      await rows.finish();
      const { counts, differences } = rows;
      const names = (['recomputed', 'existing'] as const).filter((side) => sorted[side]).map((side) => sides[side].name);
      const [a, b] = [{ ...recomputed.checksum }, { ...existing.checksum }];
      return { keys: spec.fields, counts, differences, recomputed: a, existing: b, sorted: names };
    } catch (error) {
      if (!(error instanceof OutOfOrder)) throw error;
      sorted[error.side] = true;
      await sink.restart();
    } finally {
      await pieces.recomputed.return();
      await pieces.existing.return();
    }
  }
}
