// The answer sheet: every instant as it really was, what was done to it, and which lines of the log it became.
import { CORRUPTIONS, type Corruption } from './faults/corrupted.js';
import { Fault, FAULT_NAMES, type FaultName } from './faults/fault.js';
import type { ReadingColumns } from './readings-in-flight.js';
import { LineTemplate } from './line-template.js';
import type { TextBuffer } from './text-buffer.js';

/**
 * A row of the answer sheet, one JSON object a line: one for every instant of every sensor, skipped ones too, in order of
 * (timestamp, sensor_id by its bytes). Every line of the log stands in `lines` of exactly one row, so the sheet joins to the log
 * by line number, damaged lines included, and to a clean series by (sensor_id, timestamp). Keys come in the order given here.
 *
 * `{"sensor_id":"s1","timestamp":"2026-01-01T00:00:42.000Z","temperature":52.37,"lines":[43],"faults":[]}`
 */
export interface TruthRow {
  readonly sensor_id: string;
  readonly timestamp: string;
  /** The true reading, °C. */
  readonly temperature: number;
  /** 1-based line numbers in the log: the line, then its copy. Empty where the instant was skipped. */
  readonly lines: readonly number[];
  /**
   * Everything done to the instant. A skipped one has no other fault; all others combine: what is written is `written` where it is
   * deviated, damaged where it is corrupted (the copy in the same way), held back where it is late, and repeated where it is duplicated.
   */
  readonly faults: readonly FaultName[];
  /** The value written in place of the true one (deviated; where the line is corrupted too, before it was damaged). */
  readonly written?: number;
  /** How long after its event time the first line arrived (late). */
  readonly delayMs?: number;
  /** How long after the first line its copy arrived (duplicated). */
  readonly copyDelayMs?: number;
  /** How the lines were damaged (corrupted). */
  readonly corruption?: Corruption;
}

/** Writes the row of the instant in a slot, all of whose lines have their numbers. */
export type TruthWriter = (out: TextBuffer, columns: ReadingColumns, slot: number) => void;

const BEFORE_LINES = Buffer.from(',"lines":[');
const BETWEEN_LINES = Buffer.from(',');
const BEFORE_WRITTEN = Buffer.from(',"written":');
const BEFORE_DELAY = Buffer.from(',"delayMs":');
const BEFORE_COPY_DELAY = Buffer.from(',"copyDelayMs":');
const END = Buffer.from('}\n');
const CORRUPTION_TEXT = CORRUPTIONS.map((name) => Buffer.from(`,"corruption":"${name}"`));
/** `],"faults":[...]` for each set of faults, indexed by its bits. */
const FAULTS_TEXT = Array.from({ length: 1 << FAULT_NAMES.length }, (_, bits) => {
  const names = FAULT_NAMES.filter((_name, i) => (bits >> i) & 1);
  return Buffer.from(`],"faults":${JSON.stringify(names)}`);
});

/** A writer of truth rows for the sensors of these ids (which need no escaping). */
export function createTruthWriter(sensorIds: readonly string[], decimals: number): TruthWriter {
  const templates = sensorIds.map((id) => new LineTemplate({ middle: `{"sensor_id":"${id}","timestamp":"`, end: '","temperature":' }));
  return (out, columns, slot) => {
    const faults = columns.faults[slot];
    const template = templates[columns.sensor[slot]];
    template.setTime(columns.timeMs[slot]);
    out.append(template.bytes);
    out.appendDecimal(columns.trueUnits[slot], decimals);
    out.append(BEFORE_LINES);
    if (!(faults & Fault.Skipped)) out.appendInteger(columns.line[slot]);
    if (faults & Fault.Duplicated) {
      out.append(BETWEEN_LINES);
      out.appendInteger(columns.copyLine[slot]);
    }
    out.append(FAULTS_TEXT[faults]);
    if (faults & Fault.Deviated) {
      out.append(BEFORE_WRITTEN);
      out.appendDecimal(columns.writtenUnits[slot], decimals);
    }
    if (faults & Fault.Late) {
      out.append(BEFORE_DELAY);
      out.appendInteger(columns.delayMs[slot]);
    }
    if (faults & Fault.Duplicated) {
      out.append(BEFORE_COPY_DELAY);
      out.appendInteger(columns.copyDelayMs[slot]);
    }
    if (faults & Fault.Corrupted) out.append(CORRUPTION_TEXT[columns.corruption[slot]]);
    out.append(END);
  };
}
