// Validates a log in one pass: no order is needed, so each block is decoded, checked, counted and let go.
import { createChunkDecoder, DECODE_DEFAULTS } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { scanLog, type ScannedBlock } from '../io/scan.js';
import { rawLine } from '../model/batch.js';
import { withDefaults } from '../model/defaults.js';
import { Flag, reasonNames } from '../model/flag.js';
import { formatInstant, OWN_SPELLING } from '../model/instant.js';
import { SeriesTable } from '../model/series.js';
import type { Finding, LinePlace, ValidationSummary } from '../model/validation.js';
import { createChecks, type CheckOptions } from '../validate/checks.js';
import type { ReadOptions } from './options.js';
import { ValidationTally } from './validation-tally.js';

/** How a log is validated. */
export interface ValidateLogOptions extends CheckOptions, Omit<ReadOptions, 'memoryBytes'> {
  /** Hand out at most so many findings; all are counted. */
  readonly maxFindings?: number;
}

/**
 * Reads a log once, hands each block's findings (in input order) to `onFindings` and waits for it, and counts everything.
 * Time O(bytes); memory: a few chunks, and O(series).
 *
 * @throws TelemendError where the log cannot be read.
 * @example
 * const log = await openLog(['log.jsonl']);
 * const summary = await validateLog(log, { range: { low: 15, high: 30 } }, (findings) => console.table(findings));
 */
export async function validateLog(
  log: Log,
  options: ValidateLogOptions,
  onFindings: (findings: readonly Finding[]) => void | Promise<void>,
): Promise<ValidationSummary> {
  const decodeOptions = withDefaults(DECODE_DEFAULTS, options);
  const { fields, maxLineBytes } = decodeOptions;
  const { limitLines = Infinity, maxFindings = Infinity } = options;
  const series = new SeriesTable();
  const decode = createChunkDecoder(decodeOptions, series);
  const check = createChecks(options);
  const tally = new ValidationTally(series, options.sensors);
  let findingsLeft = maxFindings;
  let fileIndex = -1;
  let firstArrivalOfFile = 0;

  for await (const block of scanLog(log, decode, { maxLineBytes, limitLines })) {
    if (block.place.fileIndex !== fileIndex) {
      fileIndex = block.place.fileIndex;
      firstArrivalOfFile = block.place.firstArrival;
    }
    check(block.decoded.batch);
    tally.add(block.decoded);
    if (findingsLeft === 0) continue;
    const findings = findingsOf(block).slice(0, findingsLeft);
    findingsLeft -= findings.length;
    if (findings.length > 0) await onFindings(findings);
  }
  return tally.summary();

  function findingsOf({ place, decoded: { batch, faults } }: ScannedBlock): Finding[] {
    const findings: Finding[] = [];
    let nextFault = 0;
    const addFaultsBefore = (arrival: number) => {
      for (; nextFault < faults.length && faults[nextFault].arrival < arrival; nextFault++) {
        const { code, arrival: at, start } = faults[nextFault];
        findings.push({ ...linePlace(at, place.offset + start), code });
      }
    };
    for (let i = 0; i < batch.count && findings.length < findingsLeft; i++) {
      if ((batch.flag[i] !== Flag.Suspect && batch.flag[i] !== Flag.Fail) || !tally.isWanted(batch.series[i])) continue;
      addFaultsBefore(batch.arrival[i]);
      findings.push({
        ...linePlace(batch.arrival[i], batch.offset[i]),
        event_id: eventId(rawLine(batch, i), fields.event_id),
        sensor_id: series.id(batch.series[i]),
        timestamp: formatInstant(batch.timeMs[i], batch.timeNs[i], batch.timeNs[i] === 0 ? OWN_SPELLING : NANOSECOND_SPELLING),
        temperature: batch.value[i],
        flag: batch.flag[i] as Flag,
        reasons: reasonNames(batch.reason[i]),
      });
    }
    addFaultsBefore(Infinity);
    return findings;
  }

  function linePlace(arrival: number, offset: number): LinePlace {
    return { file: log.files[fileIndex].name, line: arrival - firstArrivalOfFile + 1, offset };
  }
}

const NANOSECOND_SPELLING = { ...OWN_SPELLING, digits: 9 };

/** The id that a line gives its event. No column holds it, since nothing but a report asks for it. */
function eventId(line: Buffer, field: string): string | undefined {
  const id = (JSON.parse(line.toString()) as Record<string, unknown>)[field];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}
