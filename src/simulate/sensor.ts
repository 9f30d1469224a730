// One simulated sensor: its signal, and what each fault decides about each of its readings.
import { EARLIEST_MS, LATEST_MS } from '../model/calendar.js';
import { createRng } from '../stats/rng.js';
import { Disturbance } from './disturbance.js';
import type { FaultPlan } from './fault-plan.js';
import { CORRUPTIONS } from './faults/corruption.js';
import { createDeviation } from './faults/deviated.js';
import { createDuplication } from './faults/duplicated.js';
import { createStrike, Fault, NO_LINE, VALUE_FAULTS } from './faults/fault.js';
import { createLateness } from './faults/late.js';
import type { GenerateSettings } from './options.js';
import { ANY_CORRUPTION, type ReadingColumns } from './readings-in-flight.js';
import { createSignal } from './signal.js';
import type { ValueGrid } from './value-grid.js';

/** Takes the sensor's next reading, at the slot's timeMs: fills in all that the columns say of a reading before it is sent. */
export type Sensor = (columns: ReadingColumns, slot: number) => void;

/** No value is written that the text of a log could not hold exactly. */
const LARGEST_UNITS = 2 ** 50;

/**
 * A sensor that takes `count` readings. Every fault is decided for every instant, whether or not another one makes it void, so that
 * none depends on another; then an instant without a line loses its other faults. The first and the last reading are never faulted.
 */
export function createSensor(settings: GenerateSettings, plans: readonly FaultPlan[], grid: ValueGrid, sensorId: string, count: number): Sensor {
  const { seed } = settings;
  const signal = createSignal(settings, grid, createRng(seed, 'simulate', sensorId, 'signal'));
  const isSkipped = createStrike(settings.skipRate, seed, sensorId, 'skipped');
  const isCorrupted = createStrike(settings.corruptRate, seed, sensorId, 'corrupted');
  const deviate = createDeviation(settings, grid, sensorId);
  const delay = createLateness(settings, sensorId);
  const duplicate = createDuplication(settings, sensorId);
  const disturbance = plans.length > 0 ? new Disturbance(settings, plans, grid, sensorId, count) : undefined;
  let index = 0;
  return (columns, slot) => {
    const isEdge = index === 0 || index === count - 1;
    index++;
    const timeMs = columns.timeMs[slot];
    const units = signal(timeMs);
    const skipped = isSkipped();
    const corrupted = isCorrupted();
    const deviatedUnits = deviate();
    const delayMs = delay();
    const copyDelayMs = duplicate();
    columns.trueUnits[slot] = units;
    columns.writtenUnits[slot] = units;
    columns.writtenTimeMs[slot] = timeMs;
    columns.delayMs[slot] = 0;
    columns.copyDelayMs[slot] = 0;
    columns.conflictDelayMs[slot] = 0;
    columns.corruption[slot] = ANY_CORRUPTION;
    let faults = 0;
    if (disturbance) {
      const { reading, sinceMs } = disturbance;
      reading.timeMs = timeMs;
      reading.trueValue = units / grid.scale;
      const bits = disturbance.disturb();
      if (!isEdge) {
        faults = bits;
        if (bits & VALUE_FAULTS) columns.writtenUnits[slot] = toUnits(reading.value, grid);
        columns.writtenTimeMs[slot] = Math.min(Math.max(Math.round(reading.writtenTimeMs), EARLIEST_MS), LATEST_MS);
        columns.delayMs[slot] = reading.delayMs;
        columns.copyDelayMs[slot] = reading.copyDelayMs;
        columns.conflictDelayMs[slot] = reading.conflictDelayMs;
        columns.conflictUnits[slot] = toUnits(reading.conflictValue, grid);
        if (reading.corruption !== undefined) columns.corruption[slot] = CORRUPTIONS.indexOf(reading.corruption);
        columns.sinceMs.set(sinceMs, slot * sinceMs.length);
      }
    }
    if (!isEdge) {
      if (skipped) faults |= Fault.Skipped;
      if (!Number.isNaN(deviatedUnits)) {
        faults |= Fault.Deviated;
        columns.writtenUnits[slot] = deviatedUnits;
      }
      if (delayMs > 0) {
        faults |= Fault.Late;
        columns.delayMs[slot] += delayMs;
      }
      if (copyDelayMs > 0) {
        faults |= Fault.Duplicated;
        columns.copyDelayMs[slot] = copyDelayMs;
      }
      if (corrupted) faults |= Fault.Corrupted;
      if (faults & NO_LINE) faults &= NO_LINE;
      else if (faults & Fault.Conflicting && columns.conflictUnits[slot] === columns.writtenUnits[slot]) columns.conflictUnits[slot]++;
    }
    columns.faults[slot] = faults;
  };
}

function toUnits(value: number, { scale }: ValueGrid): number {
  return Math.min(Math.max(Math.round(value * scale), -LARGEST_UNITS), LARGEST_UNITS) + 0; // no -0: it has a spelling of its own
}
