// Commands over every file of the corpus: they may say no, they may not crash, and a recovery loses nothing. All commands: test/long.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBytes } from '../../src/io/chunks.js';
import { openLog } from '../../src/io/log.js';
import { telemendInProcess } from '../cli/in-process.js';
import { lineBalance } from '../pipeline/line-balance.js';
import { splitLines } from '../pipeline/recover-in-memory.js';
import { complaintAbout, corpusNames, everyCommand } from './every-command.js';

// In memory where there is such a place: more than a thousand commits would wait for the disk.
const PARENT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

describe('the corpus', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(PARENT, 'telemend-corpus-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(corpusNames)('%s: commands come to an end and say what is wrong, and verify agrees with recover', async (name) => {
    const { log, runs } = everyCommand(name, directory);
    for (const each of runs.filter(({ isCore }) => isCore)) {
      const run = await telemendInProcess(each.args);
      expect(complaintAbout(each, run)).toBeUndefined();
      if (each.args[0] === 'verify') expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    }
    // Rows of a table become lines of JSON here.
    if (!name.endsWith('.csv')) await expectNothingLost(log);
  });

  it('has a line in its README for what each of its files is', () => {
    const readme = readFileSync(fileURLToPath(new URL('./README.md', import.meta.url)), 'utf8');
    expect(corpusNames.filter((name) => !readme.includes(`\n| ${name} | `))).toEqual([]);
  });
});

/** All lines that could be read stand in the outputs of the plain recovery, once each. */
async function expectNothingLost(log: string): Promise<void> {
  const output = (name: string) => readFileSync(join(dirname(log), name));
  const input = splitLines(await readable(log));
  const { accounting } = JSON.parse(output('clean.manifest.json').toString()) as { accounting: { lines: number; filled: number; repaired: number } };
  const outputs = { clean: output('clean.jsonl'), dead: output('clean.dead.jsonl'), audit: output('clean.audit.jsonl') };
  const { lost, doubled, made } = lineBalance(input, outputs, { isUnwritten: (line) => /^[ \t\r]*$/.test(line.toString('latin1')) });
  expect({ lost, doubled, lines: accounting.lines, made: made.length }).toEqual({
    lost: [], doubled: [], lines: input.length, made: accounting.filled + accounting.repaired,
  });
}

/** What can be read of a file: the damage of compressed ones is tested byte by byte elsewhere. */
async function readable(path: string): Promise<Buffer> {
  const log = await openLog([path]);
  const [file] = log.files;
  const pieces: Buffer[] = [];
  for await (const piece of readBytes(file, file.dataOffset, file.size - file.dataOffset)) pieces.push(piece);
  await log.close();
  return Buffer.concat(pieces);
}
