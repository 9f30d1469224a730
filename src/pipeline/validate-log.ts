// Validates a log in one pass: no order is needed for checks of single readings, so each block is decoded, checked, counted and let go.
import { createDecoder } from '../io/create-decoder.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import { withTurns } from '../io/find-turns.js';
import { formatOf } from '../io/format-of.js';
import type { Log } from '../io/log.js';
import { scanLog } from '../io/scan.js';
import { withDefaults } from '../model/defaults.js';
import { SeriesTable } from '../model/series.js';
import type { ValidationSummary } from '../model/validation.js';
import { createChecks } from '../validate/checks.js';
import { chooseChecks } from '../validate/check-rules.js';
import { findingsOf, type FindingContext } from './findings.js';
import { validateInOrder } from './validate-in-order.js';
import type { OnFindings, ValidateLogOptions } from './validate-options.js';
import { ValidationTally } from './validation-tally.js';

export type { ValidateLogOptions } from './validate-options.js';

/**
 * Reads a log, hands the findings to `onFindings`, waiting for it, and counts everything. Findings come in input order, and the log is read
 * once; with checks along the series see `validateInOrder`. Time O(bytes); memory: a few chunks, and O(series).
 *
 * @throws TelemendError where the log cannot be read.
 * @example
 * const log = await openLog(['log.jsonl']);
 * const summary = await validateLog(log, { range: { low: 15, high: 30 } }, (findings) => console.table(findings));
 */
export async function validateLog(log: Log, options: ValidateLogOptions, onFindings: OnFindings): Promise<ValidationSummary> {
  const decodeOptions = await withTurns(log, withDefaults(DECODE_DEFAULTS, options), options.limitLines);
  const seriesChecks = chooseChecks(options);
  if (seriesChecks.names.length > 0) return validateInOrder(log, decodeOptions, seriesChecks, options, onFindings);
  const { maxLineBytes } = decodeOptions;
  const { limitLines = Infinity, maxFindings = Infinity } = options;
  const series = new SeriesTable();
  const { decode } = createDecoder(decodeOptions, series);
  const check = createChecks(options, (one) => series.id(one));
  const tally = new ValidationTally(series, options.sensors);
  let findingsLeft = maxFindings;
  let fileIndex = -1;
  let firstArrivalOfFile = 0;
  const context: FindingContext = {
    series,
    readEventId: formatOf(decodeOptions).readEventId,
    isWanted: (one) => tally.isWanted(one),
    placeOf: (arrival, offset) => ({ file: log.files[fileIndex].name, line: arrival - firstArrivalOfFile + 1, offset }),
  };

  for await (const { place, decoded } of scanLog(log, decode, { maxLineBytes, limitLines })) {
    if (place.fileIndex !== fileIndex) {
      fileIndex = place.fileIndex;
      firstArrivalOfFile = place.firstArrival;
    }
    check(decoded.batch);
    tally.addLines(decoded);
    tally.addReadings(decoded.batch);
    if (findingsLeft === 0) continue;
    const findings = findingsOf(decoded.batch, decoded.faults, place.offset, context, findingsLeft);
    findingsLeft -= findings.length;
    if (findings.length > 0) await onFindings(findings);
  }
  return tally.summary(options);
}
