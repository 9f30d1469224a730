import { expect, test } from 'vitest';
import { findTable } from '../../src/io/csv/find-table.js';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { Status } from '../../src/model/flag.js';
import { SeriesTable } from '../../src/model/series.js';
import { ALL_FAULTS, simulate } from './simulated.js';

test.each(['jsonl', 'csv', 'tsv'] as const)('the decoder of %s takes exactly the undamaged lines for events, and reads from them what the answer sheet says', (format) => {
  const { log, rows, lines } = simulate({ ...ALL_FAULTS, sensors: 3, count: 12_000, corruptRate: 0.3, seed: 'decoder', format });
  const series = new SeriesTable();
  const head = format === 'jsonl' ? undefined : findTable(lines.slice(0, 5), {}, 'log');
  const { headLines = 0, headBytes = 0, table: csv } = head ?? {};
  const decode = createChunkDecoder({ ...DECODE_DEFAULTS, csv }, series);
  const { batch, faults, blank } = decode(log.subarray(headBytes), log.length - headBytes, headLines, headBytes);
  const expected = rows.flatMap((row) => row.lines.map((line) => ({ row, arrival: line - 1 }))).sort((a, b) => a.arrival - b.arrival);

  const damaged = expected.filter(({ row }) => row.corruption !== undefined);
  expect(damaged.length).toBeGreaterThan(3000);
  expect(faults.map(({ arrival }) => arrival)).toEqual(damaged.map(({ arrival }) => arrival));
  expect(blank).toBe(0);

  const intact = expected.filter(({ row }) => row.corruption === undefined);
  expect(batch.count).toBe(intact.length);
  expect(batch.count + faults.length + headLines).toBe(lines.length);
  const decoded = intact.map((_, i) => [series.id(batch.series[i]), batch.timeMs[i], batch.value[i], batch.status[i], batch.arrival[i]]);
  const told = intact.map(({ row, arrival }) => {
    const status = row.written === undefined ? Status.Normal : Status.Deviated;
    return [row.sensor_id, Date.parse(row.timestamp), row.written ?? row.temperature, status, arrival];
  });
  expect(decoded).toEqual(told);
});
