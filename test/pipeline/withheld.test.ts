import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBatch, rawLine } from '../../src/model/batch.js';
import { WithheldRows } from '../../src/pipeline/withheld.js';

it('gives back every row that it keeps, however many come and go in whatever order', () => {
  const step = fc.record({ length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(30_000)), release: fc.option(fc.nat(), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const withheld = new WithheldRows();
      const held = new Map<number, { line: string; arrival: number }>();
      steps.forEach(({ length, release }, arrival) => {
        const line = `${arrival}`.padEnd(length, 'x');
        const batch = createBatch(1, Buffer.from(`ahead\n${line}\n`));
        Object.assign(batch, { count: 1, start: Uint32Array.of(6), length: Uint32Array.of(line.length), arrival: Float64Array.of(arrival) });
        const number = withheld.add(batch, 0);
        expect(held.has(number)).toBe(false);
        held.set(number, { line, arrival });
        if (release !== undefined) {
          const gone = [...held.keys()][release % held.size];
          withheld.release(gone);
          held.delete(gone);
          expect(withheld.has(gone)).toBe(false);
        }
        for (const [at, row] of held) {
          expect(withheld.has(at)).toBe(true);
          expect([rawLine(withheld.rows, at).toString(), withheld.rows.arrival[at]]).toEqual([row.line, row.arrival]);
        }
      });
    }),
    { numRuns: 60 },
  );
});
