// The answer sheet: every instant as it really was, what was done to it, and which lines of the log it became.
import { CORRUPTIONS, type Corruption } from './faults/corruption.js';
import { CLOCK_FAULTS, Fault, faultBit, FAULT_NAMES, HELD_BACK, NO_LINE, VALUE_FAULTS, type FaultName } from './faults/fault.js';
import type { ReadingColumns } from './readings-in-flight.js';
import { LineTemplate } from './line-template.js';
import type { TextBuffer } from './text-buffer.js';

/**
 * A row of the answer sheet, one JSON object a line: one for every instant of every sensor, skipped ones too, in order of
 * (timestamp, sensor_id by its bytes). Every line of the log stands in `lines` of exactly one row, so the sheet joins to the log
 * by line number, damaged lines included, and to a clean series by sensor_id and timestamp, or writtenTimestamp where there is one.
 * Keys come in the order given here.
 *
 * `{"sensor_id":"s1","timestamp":"2026-01-01T00:00:42.000Z","temperature":52.37,"lines":[43],"faults":[]}`
 */
export interface TruthRow {
  readonly sensor_id: string;
  /** When the reading was taken. */
  readonly timestamp: string;
  /** The true reading, °C. */
  readonly temperature: number;
  /** 1-based line numbers in the log: the line, then its exact copy, then its copy with another value. Empty where nothing was written. */
  readonly lines: readonly number[];
  /**
   * Everything done to the instant. One of which nothing was written has no other fault; all others combine: each acts on what those
   * before it made of the reading (in the order of the catalogue). A lasting fault is listed wherever it acts.
   */
  readonly faults: readonly FaultName[];
  /** The value written in place of the true one (faults of the sensor; where the line is corrupted too, before it was damaged). */
  readonly written?: number;
  /** The time written in place of the true one (faults of the clock). */
  readonly writtenTimestamp?: string;
  /** How long ago the run of each lasting fault began, ms: the same run has the same timestamp less this. */
  readonly sinceMs?: Partial<Record<FaultName, number>>;
  /** How long after its event time the first line arrived (late, out-of-order). */
  readonly delayMs?: number;
  /** How long after the first line its exact copy arrived (duplicated). */
  readonly copyDelayMs?: number;
  /** The value of the copy that says something else, and how long after the first line it arrived (conflicting). */
  readonly conflict?: number;
  readonly conflictDelayMs?: number;
  /** How the lines were damaged (corrupted). */
  readonly corruption?: Corruption;
}

/** Writes the row of the instant in a slot, all of whose lines have their numbers. */
export type TruthWriter = (out: TextBuffer, columns: ReadingColumns, slot: number) => void;

const BEFORE_LINES = Buffer.from(',"lines":[');
const BETWEEN_LINES = Buffer.from(',');
const BEFORE_WRITTEN = Buffer.from(',"written":');
const BEFORE_SINCE = Buffer.from(',"sinceMs":{');
const AFTER_SINCE = Buffer.from('}');
const BEFORE_DELAY = Buffer.from(',"delayMs":');
const BEFORE_COPY_DELAY = Buffer.from(',"copyDelayMs":');
const BEFORE_CONFLICT = Buffer.from(',"conflict":');
const BEFORE_CONFLICT_DELAY = Buffer.from(',"conflictDelayMs":');
const END = Buffer.from('}\n');
const CORRUPTION_TEXT = CORRUPTIONS.map((name) => Buffer.from(`,"corruption":"${name}"`));

/** A writer of truth rows for the sensors of these ids (which need no escaping); `lastingFaults` names the columns of `sinceMs`. */
export function createTruthWriter(sensorIds: readonly string[], decimals: number, lastingFaults: readonly FaultName[]): TruthWriter {
  const templates = sensorIds.map((id) => new LineTemplate({ middle: `{"sensor_id":"${id}","timestamp":"`, end: '","temperature":' }));
  const writtenTime = new LineTemplate({ middle: ',"writtenTimestamp":"', end: '"' });
  const faultsText = createFaultsText();
  const lasting = lastingFaults
    .map((name, column) => ({ bit: faultBit(name), column, key: Buffer.from(`"${name}":`) }))
    .sort((a, b) => a.bit - b.bit);
  const lastingBits = lasting.reduce((bits, { bit }) => bits | bit, 0);

  function appendSince(out: TextBuffer, { sinceMs }: ReadingColumns, slot: number, faults: number): void {
    let separator = BEFORE_SINCE;
    for (const { bit, column, key } of lasting) {
      if (!(faults & bit)) continue;
      out.append(separator);
      out.append(key);
      out.appendInteger(sinceMs[slot * lasting.length + column]);
      separator = BETWEEN_LINES;
    }
    out.append(AFTER_SINCE);
  }

  return (out, columns, slot) => {
    const faults = columns.faults[slot];
    const template = templates[columns.sensor[slot]];
    template.setTime(columns.timeMs[slot]);
    out.append(template.bytes);
    out.appendDecimal(columns.trueUnits[slot], decimals);
    out.append(BEFORE_LINES);
    if (!(faults & NO_LINE)) out.appendInteger(columns.line[slot]);
    if (faults & Fault.Duplicated) {
      out.append(BETWEEN_LINES);
      out.appendInteger(columns.copyLine[slot]);
    }
    if (faults & Fault.Conflicting) {
      out.append(BETWEEN_LINES);
      out.appendInteger(columns.conflictLine[slot]);
    }
    out.append(faultsText(faults));
    if (faults & VALUE_FAULTS) {
      out.append(BEFORE_WRITTEN);
      out.appendDecimal(columns.writtenUnits[slot], decimals);
    }
    if (faults & CLOCK_FAULTS) {
      writtenTime.setTime(columns.writtenTimeMs[slot]);
      out.append(writtenTime.bytes);
    }
    if (faults & lastingBits) appendSince(out, columns, slot, faults);
    if (faults & HELD_BACK) {
      out.append(BEFORE_DELAY);
      out.appendInteger(columns.delayMs[slot]);
    }
    if (faults & Fault.Duplicated) {
      out.append(BEFORE_COPY_DELAY);
      out.appendInteger(columns.copyDelayMs[slot]);
    }
    if (faults & Fault.Conflicting) {
      out.append(BEFORE_CONFLICT);
      out.appendDecimal(columns.conflictUnits[slot], decimals);
      out.append(BEFORE_CONFLICT_DELAY);
      out.appendInteger(columns.conflictDelayMs[slot]);
    }
    if (faults & Fault.Corrupted) out.append(CORRUPTION_TEXT[columns.corruption[slot]]);
    out.append(END);
  };
}

/** `],"faults":[...]` for a set of faults; few of all sets occur in a log, so each is spelled when it is first met. */
function createFaultsText(): (bits: number) => Buffer {
  const texts = new Map<number, Buffer>();
  return (bits) => {
    let text = texts.get(bits);
    if (!text) {
      const names = FAULT_NAMES.filter((_name, i) => (bits >> i) & 1);
      texts.set(bits, (text = Buffer.from(`],"faults":${JSON.stringify(names)}`)));
    }
    return text;
  };
}
