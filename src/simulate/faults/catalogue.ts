// The fault catalogue: every fault that a scenario can ask for, by its names.
import { clipping } from './clipping.js';
import { clockDrift } from './clock-drift.js';
import { clockJitter } from './clock-jitter.js';
import { clockOffset } from './clock-offset.js';
import { clockStep } from './clock-step.js';
import { conflicting } from './conflicting.js';
import { corrupted } from './corrupted.js';
import { deviated } from './deviated.js';
import { drift } from './drift.js';
import { duplicated } from './duplicated.js';
import { gain } from './gain.js';
import { hardOver } from './hard-over.js';
import type { FaultKind } from './kind.js';
import { late } from './late.js';
import { noise } from './noise.js';
import { offset } from './offset.js';
import { outOfOrder } from './out-of-order.js';
import { outage } from './outage.js';
import { precisionLoss } from './precision-loss.js';
import { skipped } from './skipped.js';
import { spike } from './spike.js';
import { stuck } from './stuck.js';

/**
 * In the order in which they act on a reading: each acts on what those before it made of it. So a stuck converter hides a drifting
 * probe, a rail hides both, and the copy of a line says what the line says, or something else.
 */
export const CATALOGUE: readonly FaultKind[] = [
  gain,
  offset,
  drift,
  noise,
  spike,
  stuck,
  clipping,
  precisionLoss,
  hardOver,
  deviated,
  clockOffset,
  clockDrift,
  clockStep,
  clockJitter,
  skipped,
  outage,
  late,
  outOfOrder,
  duplicated,
  conflicting,
  corrupted,
];

/** The fault of a name or alias, in whatever case; undefined where there is none. */
export function findFaultKind(name: string): FaultKind | undefined {
  const plain = name.toLowerCase();
  return CATALOGUE.find((kind) => kind.name === plain || kind.aliases.includes(plain));
}
