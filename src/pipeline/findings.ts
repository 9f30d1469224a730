// What a validation hands out of a block: its suspect and failed readings and its lines that are no events, in input order.
import type { LineFormat } from '../io/line-format.js';
import { rawLine, type Batch } from '../model/batch.js';
import type { LineFault } from '../model/dead-letter.js';
import { Flag, reasonNames } from '../model/flag.js';
import { formatInstant, OWN_SPELLING } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import type { Finding, LinePlace } from '../model/validation.js';

/** What the findings of a log are told with. */
export interface FindingContext {
  readonly series: SeriesTable;
  /** The id of a line. */
  readonly readEventId: LineFormat['readEventId'];
  /** Whether a series was asked for, by its number. */
  readonly isWanted: (series: number) => boolean;
  readonly placeOf: (arrival: number, offset: number) => LinePlace;
}

const NANOSECOND_SPELLING = { ...OWN_SPELLING, digits: 9 };

/**
 * At most `most` findings. O(rows).
 *
 * @param faults of the same block, which begins at `blockOffset` of its file
 */
export function findingsOf(
  batch: Batch,
  faults: readonly LineFault[],
  blockOffset: number,
  context: FindingContext,
  most: number,
): Finding[] {
  const { series, readEventId, isWanted, placeOf } = context;
  const findings: Finding[] = [];
  let nextFault = 0;
  const addFaultsBefore = (arrival: number) => {
    for (; nextFault < faults.length && faults[nextFault].arrival < arrival; nextFault++) {
      const { code, arrival: at, start } = faults[nextFault];
      findings.push({ ...placeOf(at, blockOffset + start), code });
    }
  };
  for (let i = 0; i < batch.count && findings.length < most; i++) {
    if ((batch.flag[i] !== Flag.Suspect && batch.flag[i] !== Flag.Fail) || !isWanted(batch.series[i])) continue;
    addFaultsBefore(batch.arrival[i]);
    findings.push({
      ...placeOf(batch.arrival[i], batch.offset[i]),
      event_id: readEventId(rawLine(batch, i)),
      sensor_id: series.id(batch.series[i]),
      timestamp: formatInstant(batch.timeMs[i], batch.timeNs[i], batch.timeNs[i] === 0 ? OWN_SPELLING : NANOSECOND_SPELLING),
      temperature: batch.value[i],
      flag: batch.flag[i] as Flag,
      reasons: reasonNames(batch.reason[i]),
    });
  }
  addFaultsBefore(Infinity);
  return findings.slice(0, most);
}
