// Guarantee 3: what passed is byte-identical, what was replaced is in its own line and in the audit, and no line vanishes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { letterBytes, lineBalance } from './line-balance.js';
import { readEvent, type NaiveEvent } from './naive-recovery.js';
import { caseArbitrary, filesOfLog, RUNS } from './random-log.js';
import { parseLines, recoverInMemory, splitLines } from './recover-in-memory.js';

interface MadeLine {
  readonly origin: 'filled' | 'repaired';
  readonly flag: number;
  readonly mean: number;
  readonly sd: number;
  readonly lo: number;
  readonly hi: number;
  readonly method: string;
  readonly observed?: number;
  readonly reason?: string;
}

interface AuditEntry {
  readonly kind: string;
  readonly raw?: string;
  readonly file: string;
  readonly line: number;
  readonly offset: number;
}

interface Letter {
  readonly raw?: string;
  readonly rawBase64?: string;
  readonly file: string;
  readonly line: number;
  readonly offset: number;
}

/** The line without what --annotate put on it. */
function withoutAnnotation(line: Buffer): Buffer {
  return Buffer.from(line.toString('latin1').replace(/,"origin":"observed","flag":\d(?=\s*\}\s*$)/, ''), 'latin1');
}

describe('guarantee 3: observed values are never altered', () => {
  it('has every input line, byte for byte, in one place: clean series, dead letters, audit; or it is blank or outside', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), async ({ log, options }) => {
      const files = filesOfLog(log);
      const input = files.flatMap(splitLines);
      const outputs = await recoverInMemory(files, options);
      const isUnwritten = (line: Buffer, arrival: number) => {
        const event = readEvent(line, arrival, options);
        return event === 'blank' || (event !== 'deadLetters' && isOutside(event));
      };
      const { lost, doubled } = lineBalance(input, outputs, { isUnwritten, bare: options.annotate ? withoutAnnotation : undefined });
      expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });

      function isOutside({ sensor, ns }: NaiveEvent): boolean {
        const { sensors, from, to } = options;
        if (sensors?.includes(sensor) === false) return true;
        return (from?.kind === 'absolute' && ns < BigInt(from.timeMs) * 1_000_000n)
          || (to?.kind === 'absolute' && ns >= BigInt(to.timeMs) * 1_000_000n);
      }
    }), RUNS);
  });

  it('says of every line it made that it made it, and how sure it is; a repaired one keeps what was observed', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), async ({ log, options }) => {
      const files = filesOfLog(log);
      const { clean, audit, recovery } = await recoverInMemory(files, options);
      const input = new Set(files.flatMap(splitLines).map((line) => line.toString('latin1')));
      const repairs = parseLines<AuditEntry & { observed: number; temperature: number }>(audit).filter(({ kind }) => kind === 'repair');
      const madeLines = splitLines(clean).filter((line) => !input.has((options.annotate ? withoutAnnotation(line) : line).toString('latin1')));
      const repaired: number[] = [];
      for (const line of madeLines) {
        const made = JSON.parse(line.toString()) as MadeLine & Record<string, unknown>;
        const { origin, flag, mean, sd, lo, hi, method, observed, reason, ...event } = made;
        const value = event[options.fields!.temperature] as number;
        expect(flag).toBe(1);
        expect(value).toBeGreaterThanOrEqual(50);
        expect(value).toBeLessThanOrEqual(55);
        for (const bound of [mean, lo, hi]) expect(bound >= 50 && bound <= 55).toBe(true);
        expect(lo <= mean && mean <= hi && sd >= 0 && method !== '').toBe(true);
        if (origin === 'repaired') {
          expect(reason).toBe('range');
          repaired.push(observed!);
        } else {
          expect(origin).toBe('filled');
          expect([observed, reason]).toEqual([undefined, undefined]);
        }
      }
      const { filled, repaired: repairCount } = recovery.accounting;
      expect(madeLines).toHaveLength(filled + repairCount);
      expect(repaired.sort()).toEqual(repairs.map(({ observed }) => observed).sort());
    }), RUNS);
  });

  it('names for each dead letter and audited line the file, line and byte where it stands', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary(), async ({ log, options }) => {
      const files = filesOfLog(log);
      const { dead, audit } = await recoverInMemory(files, options);
      const placed = [
        ...parseLines<Letter>(dead).map((letter) => ({ ...letter, bytes: letterBytes(letter) })),
        ...parseLines<AuditEntry>(audit).flatMap((entry) => (entry.raw === undefined ? [] : [{ ...entry, bytes: Buffer.from(entry.raw) }])),
      ];
      for (const { file, line, offset, bytes } of placed) {
        const content = files[Number(/\d+/.exec(file))];
        expect(splitLines(content)[line - 1].equals(bytes)).toBe(true);
        expect(content.subarray(offset, offset + bytes.length).equals(bytes)).toBe(true);
      }
    }), RUNS);
  });
});
