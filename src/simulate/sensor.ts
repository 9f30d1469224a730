// One simulated sensor: its signal, and what each fault decides about each of its readings.
import { createRng } from '../stats/rng.js';
import { createDeviation } from './faults/deviated.js';
import { createDuplication } from './faults/duplicated.js';
import { createStrike, Fault } from './faults/fault.js';
import { createLateness } from './faults/late.js';
import type { GenerateSettings } from './options.js';
import type { ReadingColumns } from './readings-in-flight.js';
import { createSignal } from './signal.js';
import type { ValueGrid } from './value-grid.js';

/** Takes the sensor's next reading: fills in trueUnits, writtenUnits, faults, delayMs and copyDelayMs of a slot. */
export type Sensor = (columns: ReadingColumns, slot: number) => void;

/**
 * A sensor that takes `count` readings. Every fault is decided for every instant, whether or not another one makes it void, so that
 * none depends on another; then a skipped instant loses its other faults. The first and the last reading are never faulted.
 */
export function createSensor(settings: GenerateSettings, grid: ValueGrid, sensorId: string, count: number): Sensor {
  const { seed } = settings;
  const signal = createSignal(settings, grid, createRng(seed, 'simulate', sensorId, 'signal'));
  const isSkipped = createStrike(settings.skipRate, seed, sensorId, 'skipped');
  const isCorrupted = createStrike(settings.corruptRate, seed, sensorId, 'corrupted');
  const deviate = createDeviation(settings, grid, sensorId);
  const delay = createLateness(settings, sensorId);
  const duplicate = createDuplication(settings, sensorId);
  let index = 0;
  return (columns, slot) => {
    const isEdge = index === 0 || index === count - 1;
    index++;
    const units = signal();
    const skipped = isSkipped();
    const corrupted = isCorrupted();
    const deviatedUnits = deviate();
    const delayMs = delay();
    const copyDelayMs = duplicate();
    let faults = 0;
    if (!isEdge && skipped) faults = Fault.Skipped;
    else if (!isEdge) {
      if (!Number.isNaN(deviatedUnits)) faults |= Fault.Deviated;
      if (delayMs > 0) faults |= Fault.Late;
      if (copyDelayMs > 0) faults |= Fault.Duplicated;
      if (corrupted) faults |= Fault.Corrupted;
    }
    columns.trueUnits[slot] = units;
    columns.writtenUnits[slot] = faults & Fault.Deviated ? deviatedUnits : units;
    columns.faults[slot] = faults;
    columns.delayMs[slot] = faults & Fault.Late ? delayMs : 0;
    columns.copyDelayMs[slot] = faults & Fault.Duplicated ? copyDelayMs : 0;
  };
}
