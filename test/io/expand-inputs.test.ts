import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { expandInputs } from '../../src/io/expand-inputs.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-inputs-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A folder with these files, each with its own name as content. */
function folder(name: string, files: readonly string[]): string {
  for (const file of files) {
    const path = join(directory, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${file}\n`);
  }
  return join(directory, name);
}

async function expanded(...inputs: string[]) {
  const { names, leftOut } = await expandInputs(inputs);
  return { names: names.map((name) => name.replace(`${directory}/`, '')), leftOut: leftOut.map((one) => [one.name.replace(`${directory}/`, ''), one.because]) };
}

describe('expandInputs', () => {
  test('takes files, stdin and names that are not there as they are, in their order', async () => {
    const path = join(folder('plain', ['b.jsonl', 'a.jsonl']), 'b.jsonl');
    expect(await expanded(path, '-', 'missing.jsonl')).toEqual({ names: ['plain/b.jsonl', '-', 'missing.jsonl'], leftOut: [] });
  });

  test('takes from a folder and its folders what ends like a log, in byte order, and no hidden file', async () => {
    const path = folder('logs', ['b.jsonl', 'a.csv.gz', 'B.log.2', 'deep/er/c.ndjson', '.hidden.jsonl', '.deep/d.jsonl', 'README.md', 'photo.png']);
    expect(await expanded(path)).toEqual({
      names: ['logs/B.log.2', 'logs/a.csv.gz', 'logs/b.jsonl', 'logs/deep/er/c.ndjson'],
      leftOut: [['logs/README.md', 'no-log'], ['logs/photo.png', 'no-log']],
    });
    expect((await expanded(`${path}/`)).names).toEqual((await expanded(path)).names);
  });

  test('leaves out what telemend made, a clean series by the manifest beside it', async () => {
    const own = ['clean.jsonl', 'clean.manifest.json', 'clean.dead.jsonl', 'clean.audit.jsonl', 'log.jsonl.tidx', 'telemend.json'];
    const path = folder('made', ['log.jsonl', ...own]);
    for (const input of [path, `${path}/*`]) {
      const { names, leftOut } = await expanded(input);
      expect(names).toEqual(['made/log.jsonl']);
      expect(leftOut.map(([name]) => name).sort()).toEqual(own.map((name) => `made/${name}`).sort());
    }
    expect((await expanded(join(path, 'clean.jsonl'))).names).toEqual(['made/clean.jsonl']);
    expect((await expanded(`${path}/*.jsonl`)).names).toEqual(['made/log.jsonl']);
  });

  test.each([
    ['*.jsonl', ['a.jsonl', 'b.jsonl']],
    ['**/*.jsonl', ['a.jsonl', 'b.jsonl', 'x/c.jsonl']],
    ['{a,x/c}.jsonl', ['a.jsonl', 'x/c.jsonl']],
    ['[!a].jsonl', ['b.jsonl']],
    ['?/?.jsonl', ['x/c.jsonl']],
    ['*/*', ['x/c.jsonl', 'x/d.bin']],
  ])('matches %s', async (pattern, names) => {
    const path = folder('glob', ['b.jsonl', 'a.jsonl', 'x/c.jsonl', 'x/d.bin']);
    expect((await expanded(`${path}/${pattern}`)).names).toEqual(names.map((name) => `glob/${name}`));
  });

  test('takes a name with special characters for a file where there is one', async () => {
    const path = folder('special', ['log[1].jsonl', 'log1.jsonl']);
    expect((await expanded(join(path, 'log[1].jsonl'))).names).toEqual(['special/log[1].jsonl']);
    expect((await expanded(folder('odd [x]*', ['a.log']))).names).toEqual(['odd [x]*/a.log']);
  });

  test('takes a file once, whatever it is called', async () => {
    const path = folder('twice', ['a.jsonl', 'b.jsonl']);
    linkSync(join(path, 'a.jsonl'), join(path, 'hard.jsonl'));
    symlinkSync('b.jsonl', join(path, 'soft.jsonl'));
    expect(await expanded(path, join(path, 'a.jsonl'))).toEqual({
      names: ['twice/a.jsonl', 'twice/b.jsonl'],
      leftOut: [['twice/hard.jsonl', 'same-file'], ['twice/soft.jsonl', 'same-file'], ['twice/a.jsonl', 'same-file']],
    });
  });

  test.each([
    ['an empty folder', () => folder('none', ['photo.png']), 'has no logs in it'],
    ['a pattern that matches nothing', () => `${folder('nothing', ['a.jsonl'])}/*.csv`, 'no log matches'],
    ['a pattern that matches only what telemend made', () => `${folder('ours', ['a.dead.jsonl'])}/*`, 'no log matches'],
  ])('refuses %s', async (_, input, message) => {
    await expect(expandInputs([input()])).rejects.toThrow(message);
  });
});
