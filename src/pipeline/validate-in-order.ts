// Validation with checks along the series: the log is studied for its cadences, then read in the order of event time.
import type { DecodeOptions } from '../io/decode.js';
import { placeOf, type FileSummary } from '../io/index-log.js';
import { formatOf } from '../io/format-of.js';
import type { Log } from '../io/log.js';
import { createBatch, type Batch } from '../model/batch.js';
import type { LineFault } from '../model/dead-letter.js';
import { SeriesTable } from '../model/series.js';
import type { ValidationSummary } from '../model/validation.js';
import { keepRows } from '../replay/keep-rows.js';
import { DEFAULT_MEMORY_BYTES } from '../replay/order-log.js';
import type { Check } from '../validate/check.js';
import { createClockCheck } from '../validate/clock.js';
import type { CheckChoice } from '../validate/check-rules.js';
import { findingsOf, type FindingContext } from './findings.js';
import { judge } from './judge.js';
import { createLogReader } from './log-reader.js';
import { steadyCadenceMs } from './rhythm.js';
import { studyLog } from './study.js';
import type { OnFindings, ValidateLogOptions } from './validate-options.js';
import { ValidationTally } from './validation-tally.js';

const NO_ROWS = createBatch(0, Buffer.alloc(0));

/**
 * Validates with checks along the series too. Findings come in the order of event time, dead letters before them in input order. Duplicates
 * are counted like any line; the checks along the series see the first good reading of an instant.
 * Reads the log three times at most. Memory: `memoryBytes` for rows that wait for their order, and the span of the longest check.
 */
export async function validateInOrder(
  log: Log,
  decodeOptions: DecodeOptions,
  checks: CheckChoice,
  options: ValidateLogOptions,
  onFindings: OnFindings,
): Promise<ValidationSummary> {
  const { intervals, limitLines, chunkBytes, memoryBytes = DEFAULT_MEMORY_BYTES, threads, maxFindings = Infinity } = options;
  const series = new SeriesTable();
  const reader = createLogReader(log, decodeOptions, options, series, threads);
  const tally = new ValidationTally(series, options.sensors);
  let files: readonly FileSummary[] = [];
  let findingsLeft = maxFindings;
  const context: FindingContext = {
    series,
    readEventId: formatOf(decodeOptions).readEventId,
    isWanted: (one) => tally.isWanted(one),
    placeOf: (arrival, offset) => placeOf(files, arrival, offset),
  };
  const tell = async (batch: Batch, faults: readonly LineFault[] = [], blockOffset = 0) => {
    if (findingsLeft === 0) return;
    const findings = findingsOf(batch, faults, blockOffset, context, findingsLeft);
    findingsLeft -= findings.length;
    if (findings.length > 0) await onFindings(findings);
  };

  try {
    const { survey, rhythms } = await studyLog(log, reader, series, {
      maxLineBytes: decodeOptions.maxLineBytes,
      limitLines,
      chunkBytes,
      intervals,
      onBlock: async ({ faults, place, digest }, soFar) => {
        files = soFar;
        tally.addLines({ lines: place.lineCount, blank: digest.blankCount, faults });
        await tell(NO_ROWS, faults, place.offset);
      },
    });
    const ordered = reader.order(survey.index, { memoryBytes });
    const checkClock = createClockCheck(rhythms.map(({ strays }) => strays));
    const { batches, tallies } = judge(
      admitted(ordered, checkClock), checks, rhythms.map((rhythm, s) => ({ sensorId: series.id(s), cadenceMs: steadyCadenceMs(rhythm) })),
    );
    for await (const batch of batches) {
      tally.addReadings(batch);
      await tell(batch);
    }
    return { ...tally.summary(options), checks: tallies() };
  } finally {
    await reader.close();
  }

  async function* admitted(ordered: AsyncIterable<Batch>, checkClock: Check): AsyncGenerator<Batch, void, undefined> {
    for await (const batch of ordered) {
      const { count } = batch;
      if (options.sensors) keepRows(batch, (row) => tally.isWanted(batch.series[row]));
      tally.addOutside(count - batch.count);
      reader.check(batch);
      checkClock(batch);
      yield batch;
    }
  }
}
