import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBatch, rawLine } from '../../src/model/batch.js';
import { WithheldRows } from '../../src/pipeline/withheld.js';

it('gives back every row that it keeps, however many come and go in whatever order, also once their batch is gone', () => {
  const step = fc.record({
    lengths: fc.array(fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(30_000)), { minLength: 1, maxLength: 3 }),
    releases: fc.array(fc.nat(), { maxLength: 4 }),
    isOver: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const withheld = new WithheldRows();
      const held = new Map<number, { line: string; arrival: number }>();
      let arrival = 0;
      for (const { lengths, releases, isOver } of steps) {
        const lines = lengths.map((length, k) => `${arrival + k}`.padEnd(length, 'x'));
        const batch = createBatch(lines.length, Buffer.from(`ahead\n${lines.join('\n')}\n`));
        let start = 6;
        for (const line of lines) {
          const row = batch.count++;
          batch.start[row] = start;
          batch.length[row] = line.length;
          batch.arrival[row] = arrival;
          const number = withheld.add(batch, row);
          expect(held.has(number)).toBe(false);
          held.set(number, { line, arrival });
          start += line.length + 1;
          arrival++;
        }
        for (const release of releases.slice(0, held.size)) {
          const gone = [...held.keys()][release % held.size];
          withheld.release(gone);
          held.delete(gone);
          expect(withheld.has(gone)).toBe(false);
        }
        if (isOver) {
          withheld.copyLent();
          batch.bytes.fill(0);
        }
        for (const [at, row] of held) {
          expect(withheld.has(at)).toBe(true);
          const place = withheld.placeOf(at);
          expect([rawLine(place.batch, place.row).toString(), place.batch.arrival[place.row]]).toEqual([row.line, row.arrival]);
        }
      }
    }),
    { numRuns: 60 },
  );
});
