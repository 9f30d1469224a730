// DESIGN section 7, the last row: corrected dead letters are taken back in with --with, unwrapped.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Accounting } from '../../src/pipeline/accounting.js';
import { telemend } from '../cli/binary.js';
import { parseLines } from '../pipeline/recover-in-memory.js';

const LINES = Array.from({ length: 12 }, (_, i) => (
  `{"sensor_id":"a","timestamp":"${new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString()}","temperature":52.${i % 10 + 1}}`
));

describe('corrected dead letters', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  const accounting = () => (JSON.parse(readFileSync(path('clean.manifest.json'), 'utf8')) as { accounting: Accounting }).accounting;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'telemend-with-'));
    // The sixth and the ninth line are damaged.
    const damaged = LINES.map((line, i) => (i === 5 ? line.replace(':52.6', ':"52.6"') : i === 8 ? line.slice(0, 40) : line));
    writeFileSync(path('log.jsonl'), `${damaged.join('\n')}\n`);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('take the place of the lines that they correct, and the series is whole', () => {
    expect(telemend(['recover', path('log.jsonl'), '-o', path('clean.jsonl')]).exitCode).toBe(3);
    const letters = parseLines<{ raw: string }>(readFileSync(path('clean.dead.jsonl')));
    expect(letters).toHaveLength(2);
    const corrected = letters.map((letter, i) => JSON.stringify({ ...letter, raw: LINES[[5, 8][i]] }));
    writeFileSync(path('corrected.jsonl'), `${corrected.join('\n')}\n`);

    const { exitCode, stderr } = telemend(['recover', path('log.jsonl'), '--with', path('corrected.jsonl'), '-o', path('clean.jsonl')]);
    expect(exitCode, stderr).toBe(0);
    expect(readFileSync(path('clean.jsonl'), 'utf8')).toBe(`${LINES.join('\n')}\n`);
    expect(accounting()).toMatchObject({ lines: 12, observed: 12, deadLetters: 0, filled: 0 });
    expect(readFileSync(path('clean.dead.jsonl'))).toHaveLength(0);
  });

  it('a letter of a line too long for anybody to correct stays a dead letter; any other such line is refused', () => {
    // What follows the beginning is NUL, and takes no place on the disk.
    const recoverWith = (beginning: string) => {
      writeFileSync(path('corrected.jsonl'), beginning);
      truncateSync(path('corrected.jsonl'), 70 * 2 ** 20);
      return telemend(['recover', path('log.jsonl'), '--with', path('corrected.jsonl'), '-o', path('clean.jsonl')]);
    };
    expect(recoverWith('{"file":"log.jsonl"').exitCode).toBe(3);
    expect(accounting()).toMatchObject({ lines: 12, deadLetters: 2 });
    expect(recoverWith('{"sensor_id":')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/corrected\.jsonl has a line of 73400320 bytes at byte 0\nhint: /) as string });
  });

  it('may be the very file that the run writes again, and what is not corrected stays a dead letter', () => {
    telemend(['recover', path('log.jsonl'), '-o', path('clean.jsonl')]);
    const dead = path('clean.dead.jsonl');
    writeFileSync(dead, readFileSync(dead, 'utf8').replace('\\"52.6\\"', '52.6'));
    const { exitCode, stderr } = telemend(['recover', path('log.jsonl'), '--with', dead, '-o', path('clean.jsonl')]);
    expect(exitCode, stderr).toBe(3);
    expect(accounting()).toMatchObject({ lines: 12, observed: 11, deadLetters: 1, filled: 1 });
    expect(parseLines(readFileSync(dead))).toMatchObject([{ file: path('log.jsonl'), line: 9 }]);
  });
});
