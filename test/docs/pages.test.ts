// The pages beside the code say what is so: their examples run, their tables are those of the program, their links lead somewhere.
import { DuckDBInstance } from '@duckdb/node-api';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseLines } from '../pipeline/recover-in-memory.js';
import { telemend } from '../cli/binary.js';
import { fencedBlocks } from './fenced-blocks.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const library = pathToFileURL(join(root, 'dist/index.js')).href;
const pages = readdirSync(join(root, 'src/docs')).map((name) => `src/docs/${name}`);
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'telemend-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The rows of the tables of a page, cells without their backticks. */
function tableRows(page: string): string[][] {
  return [...textOf(page).matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row.split(' | '));
}

const codesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

describe('pages', () => {
  it.each(['README.md', 'src/README.md', ...pages])('%s has links that lead somewhere', (page) => {
    for (const [, target] of textOf(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(root, dirname(page), target)), target).toBe(true);
    }
  });

  it('SECURITY.md names tests and logs that are there', () => {
    const rows = textOf('SECURITY.md').split('\n').filter((line) => line.startsWith('| '));
    const tests = rows.flatMap((row) => row.match(/test\/[\w/-]+\.test\.ts/g) ?? []);
    const logs = rows.flatMap((row) => [...row.matchAll(/([\w-]+\.jsonl)/g)].map(([, name]) => `test/fuzz/corpus/${name}`));
    expect(tests.length).toBeGreaterThan(10);
    expect([...tests, ...logs].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(['README.md', 'src/README.md', 'CHANGELOG.md', ...pages])('what %s leads to is in the package', (page) => {
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
    const isShipped = (path: string) => path === 'README.md' || files.some((name) => path === name || path.startsWith(`${name}/`));
    expect(isShipped(page)).toBe(true);
    for (const [, target] of textOf(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) expect(isShipped(join(dirname(page), target)), target).toBe(true);
  });

  it.each(pages)('the README leads to %s', (page) => {
    expect(textOf('README.md')).toContain(`](${page})`);
  });

  const scripts = pages.flatMap((page) => fencedBlocks(textOf(page), 'js').map((script, i) => ({ page, script, place: `${page}, ${i + 1}` })));
  it.each(scripts)('the script in $place runs', ({ script }) => {
    const path = join(folder, 'script.mjs');
    writeFileSync(path, script.replace("'telemend'", `'${library}'`));
    expect(execFileSync('node', [path], { cwd: root, encoding: 'utf8' })).toMatch(/\d/);
  });
});

describe('page on notebooks', () => {
  it('has statements that DuckDB runs over a clean series and its audit', async () => {
    telemend(['recover', '--annotate', '--exit-zero', join(root, 'data/sample.jsonl'), '-o', join(folder, 'clean.jsonl')]);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const [page] = fencedBlocks(textOf('src/docs/notebooks.md'), 'sql');
    const statements = page.replaceAll("'clean.", `'${folder}/clean.`).split(';').map((text) => text.trim()).filter(Boolean);
    const results = [];
    for (const statement of statements) results.push((await connection.runAndReadAll(statement)).getRowObjectsJson());
    const events = parseLines<{ sensor_id: string; origin: string }>(readFileSync(join(folder, 'clean.jsonl')));
    const [quarters, kinds] = results.slice(-2);
    expect(quarters.map(({ sensor_id }) => sensor_id)).toContain('s2');
    expect(quarters.every(({ observed_share: share }) => Number(share) > 0 && Number(share) <= 1)).toBe(true);
    const audit = parseLines<{ kind: string }>(readFileSync(join(folder, 'clean.audit.jsonl')));
    expect(kinds.reduce((sum, { entries }) => sum + Number(entries), 0)).toBe(audit.length);
    expect(events.length).toBeGreaterThan(0);
    connection.closeSync();
  });
});

describe('page on timestamps', () => {
  it('shows what is read, and what is not for which reason', () => {
    const expected = new Map<string, string | undefined>();
    for (const [what, text] of tableRows('src/docs/timestamps.md')) {
      const [code] = codesIn(what);
      if (!code.startsWith('timestamp-')) expected.set(code, text.startsWith('nothing') ? 'timestamp-no-zone' : undefined);
      else for (const example of codesIn(text).filter((each) => /^["tn]/.test(each))) expected.set(example, code);
    }
    expect(expected.size).toBeGreaterThan(8);
    const log = join(folder, 'timestamps.jsonl');
    writeFileSync(log, [...expected.keys()].map((timestamp) => `{"timestamp":${timestamp},"temperature":52}\n`).join(''));
    telemend(['recover', '--exit-zero', log, '-o', join(folder, 'timestamps.clean.jsonl')]);
    const dead = parseLines<{ line: number; code: string }>(readFileSync(join(folder, 'timestamps.clean.dead.jsonl')));
    const codeOf = new Map(dead.map(({ line, code }) => [line, code]));
    expect([...expected].map(([timestamp], i) => [timestamp, codeOf.get(i + 1)])).toEqual([...expected]);
  });
});
