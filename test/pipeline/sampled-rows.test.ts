// Sampled readings against a plain map: of each instant of a series the first in the input, in order, however many repeat it.
import { expect, it } from 'vitest';
import { createBatch } from '../../src/model/batch.js';
import { SampledRows } from '../../src/pipeline/sampled-rows.js';
import { createRng } from '../../src/stats/rng.js';

it('keeps the first reading of each instant, and little more than that in memory', () => {
  const ROWS = 300_000;
  const SERIES = 3;
  const INSTANTS = 50;
  const rng = createRng('sampled');
  const rows = new SampledRows(SERIES);
  const first = Array.from({ length: SERIES }, () => new Map<number, { arrival: number; value: number }>());
  const batch = createBatch(1, Buffer.alloc(0));
  for (let i = 0; i < ROWS; i++) {
    const series = Math.floor(rng.uniform() * SERIES);
    const timeMs = Math.floor(rng.uniform() * INSTANTS);
    // Blocks with outliers, for one, come out of turn.
    const arrival = i % 2 === 0 ? i : ROWS * 2 - i;
    batch.series[0] = series;
    batch.timeMs[0] = timeMs;
    batch.value[0] = i;
    batch.arrival[0] = arrival;
    rows.add(batch, 0, 7);
    const known = first[series].get(timeMs);
    if (!known || arrival < known.arrival) first[series].set(timeMs, { arrival, value: i });
  }
  for (let series = 0; series < SERIES; series++) {
    const { timeMs, value, window } = rows.sample(series, true);
    const expected = [...first[series]].sort(([a], [b]) => a - b);
    expect([...timeMs]).toEqual(expected.map(([ms]) => ms));
    expect([...value]).toEqual(expected.map(([, reading]) => reading.value));
    expect(new Set(window)).toEqual(new Set([7]));
  }
});
