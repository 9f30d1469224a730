// The way from the sensors to the log: lines are held back, repeated and damaged here, and get their line numbers.
import { PriorityQueue } from '@datastructures-js/priority-queue';
import { createEventLineWriter, type EventLineWriter } from './event-line.js';
import { damageLine } from './faults/corrupted.js';
import { CORRUPTIONS } from './faults/corruption.js';
import { createFaultRng, Fault, FAULT_NAMES, HELD_BACK, NO_LINE, type FaultName } from './faults/fault.js';
import { logSpelling, type LogSpelling } from './log-spelling.js';
import type { GenerateSettings } from './options.js';
import { ANY_CORRUPTION, ReadingsInFlight } from './readings-in-flight.js';
import { TextBuffer } from './text-buffer.js';
import { createTruthWriter, type TruthWriter } from './truth.js';

/** Room for a line beyond the size at which a chunk is handed out; a longer one makes the buffer grow. */
const SPARE_BYTES = 1024;
const NEWLINE = Buffer.from('\n');

/** The lines of an instant: itself, its exact copy, its copy with another value. */
const LINE = 0;
const COPY = 1;
const CONFLICT = 2;
const LINE_KINDS = 3;

/** How much was made so far. */
export type GenerateCounts = { readonly [name in FaultName]: number } & {
  /** Readings taken, skipped ones included; the faults are counted in instants. */
  readonly instants: number;
  /** Lines written, copies and damaged ones included, a header not. */
  readonly lines: number;
};

/** Makes the log and the answer sheet out of readings that come in order of (event time, sensor id). */
export class Transport {
  readonly readings: ReadingsInFlight;
  readonly #settings: GenerateSettings;
  readonly #sensorIds: readonly string[];
  readonly #spelling: LogSpelling;
  /** Lines before the first event. */
  readonly #headLines: number;
  readonly #writeLine: EventLineWriter;
  readonly #writeTruth: TruthWriter;
  readonly #log: TextBuffer;
  readonly #truth: TextBuffer;
  readonly #faultCounts = new Float64Array(FAULT_NAMES.length);
  #lines = 0;
  /** The lines on their way, as LINE_KINDS times the number of the instant plus the kind; arrival ties go to the earlier instant. */
  readonly #delayed = new PriorityQueue<number>((a, b) => this.#arrivalMs(a) - this.#arrivalMs(b) || a - b);

  /** @param lastingFaults names of the faults whose onsets are kept, in the order of the columns */
  constructor(settings: GenerateSettings, sensorIds: readonly string[], indexDigits: number, lastingFaults: readonly FaultName[] = []) {
    this.readings = new ReadingsInFlight(lastingFaults.length);
    this.#settings = settings;
    this.#sensorIds = sensorIds;
    this.#spelling = logSpelling(settings.format);
    this.#writeLine = createEventLineWriter(sensorIds, indexDigits, settings.decimals, this.#spelling);
    this.#writeTruth = createTruthWriter(sensorIds, settings.decimals, lastingFaults);
    this.#log = new TextBuffer(settings.chunkBytes + SPARE_BYTES);
    const head = Buffer.from(this.#spelling.head);
    this.#log.append(head);
    this.#headLines = head.length > 0 ? 1 : 0;
    this.#truth = new TextBuffer(settings.truth ? settings.chunkBytes + SPARE_BYTES : 0);
  }

  /** Whether there is a chunk to be taken. */
  get isFull(): boolean {
    return this.#log.length >= this.#settings.chunkBytes || this.#truth.length >= this.#settings.chunkBytes;
  }

  /** Sends off the latest reading: it is written now, later or never. O(log n) where it is held back. */
  send(): void {
    const number = this.readings.next - 1;
    const { columns } = this.readings;
    const slot = this.readings.slot(number);
    const faults = columns.faults[slot];
    if (faults) this.#count(faults);
    const isThere = !(faults & NO_LINE);
    columns.linesLeft[slot] = isThere ? 1 + (faults & Fault.Duplicated ? 1 : 0) + (faults & Fault.Conflicting ? 1 : 0) : 0;
    columns.arrivalMs[slot] = columns.timeMs[slot] + columns.delayMs[slot];
    if (faults & HELD_BACK) this.#delayed.enqueue(number * LINE_KINDS + LINE);
    else if (isThere) this.#arrive(number, LINE);
    this.#settle();
  }

  /** Writes the next delayed line that arrives by `timeMs`, if there is one. O(log n). */
  deliver(timeMs: number): boolean {
    const entry = this.#delayed.front();
    if (entry === null || this.#arrivalMs(entry) > timeMs) return false;
    this.#delayed.dequeue();
    this.#arrive(Math.floor(entry / LINE_KINDS), entry % LINE_KINDS);
    this.#settle();
    return true;
  }

  /** What was written since the last call. */
  take(): { lines: Buffer; truth: Buffer } {
    return { lines: this.#log.take(), truth: this.#truth.take() };
  }

  counts(): GenerateCounts {
    const faults = Object.fromEntries(FAULT_NAMES.map((name, i) => [name, this.#faultCounts[i]])) as Record<FaultName, number>;
    return { instants: this.readings.next, lines: this.#lines, ...faults };
  }

  #arrivalMs(entry: number): number {
    const { arrivalMs, copyDelayMs, conflictDelayMs } = this.readings.columns;
    const slot = this.readings.slot(Math.floor(entry / LINE_KINDS));
    const kind = entry % LINE_KINDS;
    return arrivalMs[slot] + (kind === COPY ? copyDelayMs[slot] : kind === CONFLICT ? conflictDelayMs[slot] : 0);
  }

  #arrive(number: number, kind: number): void {
    const { columns } = this.readings;
    const slot = this.readings.slot(number);
    const faults = columns.faults[slot];
    const start = this.#log.length;
    const sensor = columns.sensor[slot];
    const isDeviated = (faults & Fault.Deviated) !== 0;
    const units = kind === CONFLICT ? columns.conflictUnits[slot] : columns.writtenUnits[slot];
    this.#writeLine(this.#log, sensor, columns.index[slot], columns.writtenTimeMs[slot], units, isDeviated);
    this.#lines++;
    if (faults & Fault.Corrupted) this.#damage(slot, start);
    columns.linesLeft[slot]--;
    if (kind !== LINE) {
      (kind === COPY ? columns.copyLine : columns.conflictLine)[slot] = this.#lines + this.#headLines;
      return;
    }
    columns.line[slot] = this.#lines + this.#headLines;
    if (faults & Fault.Duplicated) this.#delayed.enqueue(number * LINE_KINDS + COPY);
    if (faults & Fault.Conflicting) this.#delayed.enqueue(number * LINE_KINDS + CONFLICT);
  }

  /** The stream is keyed by the reading, so a copy is damaged in the same way without being kept. */
  #damage(slot: number, start: number): void {
    const { columns } = this.readings;
    const line = this.#log.copyFrom(start).subarray(0, -1);
    const rng = createFaultRng(this.#settings.seed, this.#sensorIds[columns.sensor[slot]], 'corrupted', columns.index[slot]);
    const asked = columns.corruption[slot];
    const { corruption, bytes } = damageLine(line, rng, this.#spelling, asked === ANY_CORRUPTION ? undefined : CORRUPTIONS[asked]);
    columns.corruption[slot] = CORRUPTIONS.indexOf(corruption);
    this.#log.truncate(start);
    this.#log.append(bytes);
    this.#log.append(NEWLINE);
  }

  /** Lets go of the oldest instants whose lines are all written. */
  #settle(): void {
    const { readings } = this;
    const { columns } = readings;
    while (readings.first < readings.next) {
      const slot = readings.slot(readings.first);
      if (columns.linesLeft[slot] > 0) return;
      if (this.#settings.truth) this.#writeTruth(this.#truth, columns, slot);
      readings.first++;
    }
  }

  #count(faults: number): void {
    for (let i = 0; i < FAULT_NAMES.length; i++) this.#faultCounts[i] += (faults >> i) & 1;
  }
}
