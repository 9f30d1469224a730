// What a run checks on itself: any loss, doubling or change is an internal error, and the old output stays.
import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/io/file-system.js';
import { openLog } from '../../src/io/log.js';
import { createLineSum } from '../../src/io/scanner/line-sum.js';
import { SeriesTable } from '../../src/model/series.js';
import { recoverLog } from '../../src/pipeline/recover-log.js';
import { SelfCheck } from '../../src/pipeline/self-check.js';
import { makeBatch, type TestRow } from '../replay/make-batch.js';
import { createMemoryFileSystem } from './memory-file-system.js';

const ROWS: readonly TestRow[] = [{ timeMs: 1000 }, { timeMs: 2000 }, { timeMs: 2000, sensor: 't' }, { timeMs: 3000, value: 7 }];

describe('the self-check', () => {
  /** Has a check read all rows, and tells it of those that were written. */
  function endAfter(written: readonly TestRow[], setAside: readonly TestRow[] = []): () => void {
    const series = new SeriesTable();
    const sumOf = (rows: readonly TestRow[]) => createLineSum()(makeBatch(rows, series), 0, rows.length);
    const check = new SelfCheck();
    check.read(sumOf(ROWS));
    check.written(sumOf(written));
    const aside = makeBatch(setAside, series);
    for (let row = 0; row < aside.count; row++) check.setAside(aside, row);
    return () => check.end();
  }

  it('agrees where every row is written or set aside', () => {
    expect(endAfter(ROWS)).not.toThrow();
    expect(endAfter(ROWS.slice(1), ROWS.slice(0, 1))).not.toThrow();
  });

  it.each<{ what: string; written: readonly TestRow[] }>([
    { what: 'a row that is lost', written: ROWS.slice(1) },
    { what: 'a row that is doubled', written: [...ROWS, ROWS[0]] },
    { what: 'a row of another value', written: [...ROWS.slice(0, 3), { timeMs: 3000, value: 7.1 }] },
    { what: 'a row that was never read', written: [...ROWS, { timeMs: 4000 }] },
    { what: 'a row lost and another one invented', written: [...ROWS.slice(0, 3), { timeMs: 4000, value: 7 }] },
  ])('finds $what', ({ written }) => {
    expect(endAfter(written)).toThrow(/what was written is not what was read/);
  });
});

describe('a recovery whose input comes back otherwise from the disk', () => {
  const lines = Array.from({ length: 40 }, (_, i) => (
    `{"sensor_id":"a","timestamp":"${new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString()}","temperature":52.${10 + i}}\n`
  ));
  const log = Buffer.from(lines.join(''));

  /** Recovers while the read of that number gives a digit of the last line otherwise. */
  async function recoverWithBadRead(at: number) {
    const memory = createMemoryFileSystem();
    memory.put('log.jsonl', log);
    memory.put('clean.jsonl', Buffer.from('old\n'));
    let reads = 0;
    const fileSystem: FileSystem = {
      ...memory,
      async open(path, mode) {
        const file = await memory.open(path, mode);
        if (path !== 'log.jsonl') return file;
        return {
          ...file,
          async read(target, position) {
            const count = await file.read(target, position);
            const digit = target.subarray(0, count).lastIndexOf(0x7d) - 1;
            if (reads++ === at && digit > 0) target[digit] ^= 1;
            return count;
          },
        };
      },
    };
    const opened = await openLog(['log.jsonl'], { fileSystem });
    const outcome = await recoverLog(opened, { output: 'clean.jsonl' }, { fileSystem, threads: 1 }).then(() => undefined, (error: unknown) => error);
    return { outcome, reads, clean: memory.content('clean.jsonl').toString(), names: memory.names() };
  }

  it('is an internal error that leaves the old output in place, whichever read it was; or the line was read so from the first', async () => {
    const outcomes = new Set<string>();
    for (let at = 0; ; at++) {
      const { outcome, reads, clean, names } = await recoverWithBadRead(at);
      if (reads <= at) {
        expect([outcome, clean]).toEqual([undefined, log.toString()]);
        break;
      }
      expect(names.filter((name) => name.startsWith('.telemend')), `read ${at}`).toEqual([]);
      if (outcome === undefined) expect(clean.length, `read ${at}`).toBe(log.length);
      else expect({ outcome, clean }, `read ${at}`).toMatchObject({ outcome: { code: 'internal' }, clean: 'old\n' });
      outcomes.add(outcome === undefined ? 'done' : 'internal');
    }
    expect(outcomes).toContain('internal');
  });
});
