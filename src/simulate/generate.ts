// The simulator: a log of faulty sensor readings and its answer sheet, as chunks of bytes or as events.
import type { Event } from '../model/event.js';
import { resolveGenerateOptions, type GenerateOptions } from './options.js';
import { parseEvent } from './parse-event.js';
import { lastingFaults } from './disturbance.js';
import { planFaults } from './fault-plan.js';
import { createSensor } from './sensor.js';
import { Transport, type GenerateCounts } from './transport.js';
import { createValueGrid } from './value-grid.js';

export type { Disorder, GenerateOptions, Season } from './options.js';
export type { GenerateCounts } from './transport.js';
export type { SimulatedFormat } from './log-spelling.js';
export type { Direction, Onset, Scenario, ScenarioFault } from './scenario.js';
export type { TruthRow } from './truth.js';

const MIN_INDEX_DIGITS = 6;
const LINE_FEED = 0x0a;

/** A stretch of the log and of its answer sheet: whole lines each. The two need not speak of the same instants. */
export interface GeneratedChunk {
  /** Log lines in order of arrival, damaged ones included; belongs to the receiver. */
  readonly lines: Buffer;
  /** Answer sheet rows (`TruthRow`); empty without the option `truth`. */
  readonly truth: Buffer;
  /** What all chunks so far hold. */
  readonly counts: GenerateCounts;
}

/**
 * Simulates a log. Lines stand in order of arrival; those that arrive in the same millisecond, in order of (event time, sensor id).
 * Event ids number the readings of a sensor from 0, skipped ones included: `s1-000042`.
 *
 * Memory is bounded by the readings of the longest delay (disorder, or 10 intervals for a copy), not by the length of the log.
 * O(n log d) for n readings of which d are held back at a time.
 *
 * @throws TelemendError `usage` where an option cannot be used.
 * @example
 * for (const { lines } of generateChunks({ sensors: 2, durationMs: 60_000, errorRate: 0.05, skipRate: 0.1 })) process.stdout.write(lines);
 */
export function* generateChunks(options: GenerateOptions = {}): Generator<GeneratedChunk, void, undefined> {
  const settings = resolveGenerateOptions(options);
  const plans = planFaults(settings);
  const { count, startMs, intervalMs } = settings;
  // The order of the ids' bytes, in which events of the same instant are replayed; the default sort gives it for ASCII.
  const sensorIds = Array.from({ length: settings.sensors }, (_, i) => `s${i + 1}`).sort();
  const grid = createValueGrid(settings.range, settings.decimals);
  const sensors = sensorIds.map((id, i) => createSensor(settings, plans, grid, id, Math.ceil((count - i) / sensorIds.length)));
  const indexDigits = Math.max(MIN_INDEX_DIGITS, `${Math.ceil(count / sensorIds.length) - 1}`.length);
  const transport = new Transport(settings, sensorIds, indexDigits, lastingFaults(plans).map(({ name }) => name));
  const { readings } = transport;

  const take = (): GeneratedChunk => ({ ...transport.take(), counts: transport.counts() });
  for (let index = 0; readings.next < count; index++) {
    const timeMs = startMs + index * intervalMs;
    while (transport.deliver(timeMs)) if (transport.isFull) yield take();
    for (let sensor = 0; sensor < sensors.length && readings.next < count; sensor++) {
      const slot = readings.add();
      const { columns } = readings;
      columns.sensor[slot] = sensor;
      columns.index[slot] = index;
      columns.timeMs[slot] = timeMs;
      sensors[sensor](columns, slot);
      transport.send();
      if (transport.isFull) yield take();
    }
  }
  while (transport.deliver(Infinity)) if (transport.isFull) yield take();
  yield take();
}

/**
 * Simulates a log, as events in order of arrival. Damaged lines are events no longer and are left out: they are only in the bytes of
 * `generateChunks`. Costs an object and a JSON.parse an event.
 *
 * @throws TelemendError `usage` where an option cannot be used.
 * @example
 * for await (const event of generate({ count: 100, errorRate: 0.05 })) console.log(event.temperature);
 */
export async function* generate(options: GenerateOptions = {}): AsyncGenerator<Event, void, undefined> {
  for (const { lines } of generateChunks({ ...options, format: 'jsonl', truth: false })) {
    for (let start = 0, end: number; (end = lines.indexOf(LINE_FEED, start)) >= 0; start = end + 1) {
      const event = parseEvent(lines.subarray(start, end));
      if (event) yield event;
    }
  }
}
