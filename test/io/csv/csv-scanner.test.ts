// The scanner reads rows as the exact decoder does, usual ones without it.
import { describe, expect, it } from 'vitest';
import { DECODE_DEFAULTS } from '../../../src/io/decode.js';
import { createRng } from '../../../src/stats/rng.js';
import { compare } from '../scanner/same-as-exact.js';
import { randomTable } from './random-table.js';

const table = (header: string, delimiter = ',', decimalComma = false) => (
  { ...DECODE_DEFAULTS, assumeUtc: true, csv: { delimiter, columns: header.split(delimiter), header, lineEnd: '\n' as const, decimalComma } }
);

describe('the scanner over tables', () => {
  it.each([
    ['plain', table('timestamp,temperature'), (i: number) => `2026-01-01 00:00:${String(i % 60).padStart(2, '0')},${52 + i / 100}`],
    ['with all columns', table('event_id,sensor_id,timestamp,temperature,status,note'), (i: number) => (
      `s1-${i},s${i % 3},2026-01-01T00:00:${String(i % 60).padStart(2, '0')}.000Z,${i % 7 === 0 ? '' : 52.5},${i % 5 ? 'normal' : 'deviated'},a note of any length ${i}`
    )],
    ['in quotes', table('timestamp,temperature,sensor_id'), (i: number) => `"${1767225600000 + i}","${i}.25","s;, 1"`],
    ['with decimal comma', table('timestamp;temperature', ';', true), (i: number) => `${i};21,${i % 10}\r`],
  ])('reads rows without the exact decoder: %s', (_what, options, rowOf) => {
    const lines = Array.from({ length: 2000 }, (_, i) => `${rowOf(i)}\n`).join('');
    const { difference, byKernel, events } = compare({ options, chunks: [Buffer.from(lines)] });
    expect(difference).toBeUndefined();
    expect(events).toBe(2000);
    expect(byKernel).toBeGreaterThan(1900);
  });

  it('agrees with the exact decoder on odd rows', () => {
    const rng = createRng('csv-scanner');
    const pick = (below: number) => Math.floor(rng.uniform() * below);
    const total = { byKernel: 0, faults: 0 };
    for (let k = 0; k < 150; k++) {
      const { difference, byKernel, faults } = compare(randomTable(pick, 60));
      expect(difference).toBeUndefined();
      total.byKernel += byKernel;
      total.faults += faults;
    }
    expect(total.byKernel).toBeGreaterThan(900);
    expect(total.faults).toBeGreaterThan(1000);
  });
});
