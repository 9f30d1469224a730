// The instants of a void as they are written: what is filled in the resolution of the series, between its neighbours.
import { InstantKind, type Void } from '../fill/voids.js';
import { compareInstants, roundInstant } from '../model/instant.js';

/** The instants of the void last laid; scratch, valid until the next. */
export interface InstantGrid {
  /** Epoch ms and ns, an entry an instant; NaN where the resolution leaves no room for it between its neighbours. */
  readonly timeMs: Float64Array;
  readonly timeNs: Int32Array;
  lay(found: Void): void;
}

/** Lays the voids of a series whose timestamps have that resolution. O(instants) a void. */
export function createInstantGrid(resolutionNs: number): InstantGrid {
  const grid = { timeMs: new Float64Array(8), timeNs: new Int32Array(8), lay };
  return grid;

  function lay(found: Void): void {
    const { count, kind, beforeMs, beforeNs, afterMs, afterNs } = found;
    if (count > grid.timeMs.length) {
      grid.timeMs = new Float64Array(2 * count);
      grid.timeNs = new Int32Array(2 * count);
    }
    const { timeMs, timeNs } = grid;
    let lastMs = beforeMs;
    let lastNs = beforeNs;
    let next = 0; // the first instant behind this one that stays as it is
    for (let i = 0; i < count; i++) {
      timeMs[i] = found.timeMs[i];
      timeNs[i] = found.timeNs[i];
      if (isFilled(kind[i])) {
        while (next < count && (next <= i || isFilled(kind[next]))) next++;
        if (!isOnGrid(timeMs[i], timeNs[i], resolutionNs)) {
          const rounded = roundInstant(timeMs[i], timeNs[i], resolutionNs);
          timeMs[i] = rounded.timeMs;
          timeNs[i] = rounded.timeNs;
        }
        const untilMs = next < count ? found.timeMs[next] : afterMs;
        const untilNs = next < count ? found.timeNs[next] : afterNs;
        // An absent bound (NaN) bounds nothing.
        const isAfter = Number.isNaN(lastMs) || compareInstants(timeMs[i], timeNs[i], lastMs, lastNs) > 0;
        const isBefore = Number.isNaN(untilMs) || compareInstants(timeMs[i], timeNs[i], untilMs, untilNs) < 0;
        if (!(isAfter && isBefore)) {
          timeMs[i] = NaN;
          continue;
        }
      }
      lastMs = timeMs[i];
      lastNs = timeNs[i];
    }
  }
}

function isFilled(kind: number): boolean {
  return kind === InstantKind.Skipped || kind === InstantKind.Null;
}

/** Whole milliseconds in a resolution of a millisecond or finer, which most are. */
function isOnGrid(timeMs: number, timeNs: number, resolutionNs: number): boolean {
  return timeNs === 0 && resolutionNs <= 1e6 && Number.isInteger(timeMs);
}
