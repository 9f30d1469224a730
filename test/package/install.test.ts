// The package as its users get it: packed, installed in an empty folder, run and imported. Needs the registry for the dependencies.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = join(root, 'data', 'sample.jsonl');
const folder = mkdtempSync(join(tmpdir(), 'telemend-package-'));
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: 'ignore' });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true, type: 'module' }));
  run('npm', 'install', '--no-audit', '--no-fund', `./${tarball}`);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

test('the command runs', () => {
  expect(run(join('node_modules', '.bin', 'telemend'), '--version').trim()).toMatch(/^\d+\.\d+\.\d+$/);
  const clean = run(join('node_modules', '.bin', 'telemend'), 'recover', '--exit-zero', sample);
  expect(clean).toContain('"origin":"filled"');
});

test('the library is imported, and recovers', () => {
  writeFileSync(
    join(folder, 'script.mjs'),
    `import { recover } from 'telemend';
     let made = 0;
     for await (const event of recover(${JSON.stringify(sample)})) if (event.origin) made++;
     console.log(made);`,
  );
  expect(Number(run('node', 'script.mjs'))).toBeGreaterThan(0);
});

test('the types are found and hold', () => {
  writeFileSync(
    join(folder, 'script.ts'),
    `import { recover, readEvents, type Event } from 'telemend';
     export async function temperatures(path: string): Promise<(number | null)[]> {
       const found: (number | null)[] = [];
       for await (const event of recover(readEvents(path), { range: { low: 50, high: 55 } })) found.push((event satisfies Event).temperature);
       return found;
     }
     // @ts-expect-error a range has two bounds
     recover('log.jsonl', { range: { low: 50 } });`,
  );
  // As the page on correcting results has it.
  const [, worker] = /^```mjs\n([^]*?)^```$/m.exec(readFileSync(join(root, 'src/docs/correct-results.md'), 'utf8'))!;
  writeFileSync(join(folder, 'worker.mjs'), worker);
  const options = { allowJs: true, checkJs: true, module: 'NodeNext', target: 'ES2022', strict: true, noEmit: true, skipLibCheck: false, types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['script.ts', 'worker.mjs'] }));
  expect(run(join(root, 'node_modules', '.bin', 'tsc'), '-p', 'tsconfig.json')).toBe('');
});

test('nothing but the build, its schema and sample, its texts with their pictures, and the licence is in the package', () => {
  const installed = join(folder, 'node_modules', 'telemend');
  const tops = readdirSync(installed);
  expect(tops.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'data', 'dist', 'package.json', 'src', 'test']);
  const isText = (name: string) => /\.md$/.test(name);
  for (const folder of ['src', 'test']) {
    const names = readdirSync(join(installed, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(names.filter((name) => !isText(name))).toEqual([]);
  }
});

test('the terms of what is bundled with the command are passed on', () => {
  const terms = readFileSync(join(folder, 'node_modules/telemend/dist/cli/LICENSES.txt'), 'utf8');
  for (const name of ['commander', 'split2', 'seedrandom', '@datastructures-js/priority-queue']) expect(terms).toMatch(new RegExp(`^${name} [\\d.]+$`, 'm'));
  expect(terms).toContain('Permission is hereby granted');
});

test('npx finds the command', () => {
  expect(run('npx', '--no-install', 'telemend', '--help')).toContain('Usage: telemend');
});

test('publint and attw find nothing wrong with how it is packed', () => {
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  const bin = (name: string) => join(root, 'node_modules', '.bin', name);
  expect(run(bin('publint'), tarball, '--strict')).toContain('All good!');
  // Exits 1 where a kind of import that the profile asks for finds no types.
  expect(run(bin('attw'), tarball, '--profile', 'esm-only')).toContain('(ESM)');
});
