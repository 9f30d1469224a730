// Which windows of a view may have changed with its log: those that events of blocks that came, went or differ lie in.
import type { TumblingWindow, WindowOf } from '../aggregate/tumbling-windows.js';
import type { LearnedCadence } from './learn-cadence.js';
import type { SourceBlock } from './view-manifest.js';

/** The blocks that only one of two states of a log has. O(blocks), and next to nothing where the log has only grown. */
export function changedBlocks(before: readonly SourceBlock[], now: readonly SourceBlock[]): SourceBlock[] {
  let same = 0;
  while (same < before.length && same < now.length && isSameBlock(before[same], now[same])) same++;
  const [restBefore, restNow] = [before.slice(same), now.slice(same)];
  const [old, current] = [new Set(restBefore.map(keyOf)), new Set(restNow.map(keyOf))];
  return [...restBefore.filter((block) => !current.has(keyOf(block))), ...restNow.filter((block) => !old.has(keyOf(block)))];
}

function isSameBlock(a: SourceBlock, b: SourceBlock): boolean {
  return a.crc32 === b.crc32 && a.offset === b.offset && a.byteCount === b.byteCount && a.file === b.file;
}

function keyOf({ file, offset, byteCount, crc32 }: SourceBlock): string {
  return `${file} ${offset} ${byteCount} ${crc32}`;
}

/** The stretches of whole windows that events of the blocks can lie in, merged and in order. O(blocks log blocks). */
export function staleStretches(blocks: readonly SourceBlock[], windowOf: WindowOf): TumblingWindow[] {
  const stretches: { startMs: number; endMs: number }[] = [];
  const sorted = blocks.filter(({ minMs, maxMs }) => minMs <= maxMs).sort((a, b) => a.minMs - b.minMs);
  for (const { minMs, maxMs } of sorted) {
    const { startMs } = windowOf(minMs);
    const { endMs } = windowOf(maxMs);
    const last = stretches.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else stretches.push({ startMs, endMs });
  }
  return stretches;
}

/** Whether a change of the log can have changed a cadence: then every window of the series may be another. */
export function touchesCadence(blocks: readonly SourceBlock[], cadences: ReadonlyMap<string, LearnedCadence>): boolean {
  const untilMs = Math.max(-Infinity, ...Array.from(cadences.values(), (cadence) => cadence.untilMs));
  return blocks.some(({ minMs, maxMs }) => minMs <= maxMs && minMs <= untilMs);
}
