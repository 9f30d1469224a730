import { expect, test } from 'vitest';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { Status } from '../../src/model/flag.js';
import { SeriesTable } from '../../src/model/series.js';
import { ALL_FAULTS, simulate } from './simulated.js';

test('the decoder takes exactly the undamaged lines for events, and reads from them what the answer sheet says', () => {
  const { log, rows, lines } = simulate({ ...ALL_FAULTS, sensors: 3, count: 12_000, corruptRate: 0.3, seed: 'decoder' });
  const series = new SeriesTable();
  const { batch, faults, blank } = createChunkDecoder(DECODE_DEFAULTS, series)(log, log.length, 0, 0);
  const expected = rows.flatMap((row) => row.lines.map((line) => ({ row, arrival: line - 1 }))).sort((a, b) => a.arrival - b.arrival);

  const damaged = expected.filter(({ row }) => row.corruption !== undefined);
  expect(damaged.length).toBeGreaterThan(3000);
  expect(faults.map(({ arrival }) => arrival)).toEqual(damaged.map(({ arrival }) => arrival));
  expect(blank).toBe(0);

  const intact = expected.filter(({ row }) => row.corruption === undefined);
  expect(batch.count).toBe(intact.length);
  expect(batch.count + faults.length).toBe(lines.length);
  const decoded = intact.map((_, i) => [series.id(batch.series[i]), batch.timeMs[i], batch.value[i], batch.status[i], batch.arrival[i]]);
  const told = intact.map(({ row, arrival }) => {
    const status = row.written === undefined ? Status.Normal : Status.Deviated;
    return [row.sensor_id, Date.parse(row.timestamp), row.written ?? row.temperature, status, arrival];
  });
  expect(decoded).toEqual(told);
});
