import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ALLOWED, layerViolations } from './layers.js';

const root = fileURLToPath(new URL('../../src/', import.meta.url));
const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'));
const sources = new Map(paths.map((path) => [path, readFileSync(root + path, 'utf8')]));

describe('src', () => {
  test('keeps the layer rule: no upward, sibling or cyclic import, and the file system in io/ alone', () => {
    expect(sources.size).toBeGreaterThan(10);
    expect(layerViolations(sources)).toEqual([]);
  });

  test('has no folder that the layer rule does not know', () => {
    expect(paths.map((path) => path.split('/')[0]).filter((layer) => !(layer in ALLOWED))).toEqual([]);
  });

  test('has no file named utils, helpers or common', () => {
    expect(paths.filter((path) => /(^|[/-])(utils?|helpers?|common)\.ts$/.test(path))).toEqual([]);
  });

  test('names files in kebab-case', () => {
    expect(paths.filter((path) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(path))).toEqual([]);
  });

  test('starts each file with a comment that says why it exists', () => {
    const withoutHeader = [...sources].filter(([, text]) => !/^(#!.*\n)?(\/\/ \S|\/\*\*)/.test(text));
    expect(withoutHeader.map(([path]) => path)).toEqual([]);
  });
});

describe('the checker', () => {
  const violationsOf = (files: Record<string, string>) => layerViolations(new Map(Object.entries(files)));
  const LEAVES = Object.fromEntries(['model/a', 'stats/a', 'io/a', 'io/encode', 'fill/a', 'pipeline/a', 'cli/a'].map((name) => [`${name}.ts`, '']));

  test.each([
    ['stats/x.ts', `import { a } from '../model/a.js';`],
    ['simulate/x.ts', `import { a } from '../io/encode.js';`],
    ['pipeline/x.ts', `import '../fill/a.js'; export * from '../io/a.js';`],
    ['cli/commands/x.ts', `const a = await import('../../pipeline/a.js'); import './../a.js';`],
    ['io/x.ts', `import { readFileSync } from 'node:fs'; import './a.js';`],
    ['index.ts', `export { a } from './pipeline/a.js';`],
    ['fill/x.ts', `// import '../io/a.js'\nconst text = "from '../cli/a.js'";`],
  ])('lets %s do what its layer may', (path, text) => {
    expect(violationsOf({ ...LEAVES, [path]: text })).toEqual([]);
  });

  test.each([
    ['an upward import', 'model/x.ts', `import '../stats/a.js';`],
    ['an upward type import', 'io/x.ts', `import type { A } from '../pipeline/a.js';`],
    ['a sibling import', 'validate/x.ts', `import { a } from '../fill/a.js';`],
    ['an upward re-export', 'stats/x.ts', `export * from '../io/a.js';`],
    ['an upward import()', 'fill/x.ts', `export const a = () => import('../cli/a.js');`],
    ['a file of a folder of which another one is allowed', 'simulate/x.ts', `import '../io/a.js';`],
    ['the file system above io', 'pipeline/x.ts', `import { open } from 'node:fs/promises';`],
    ['the file system loaded late', 'cli/x.ts', `export const a = () => import('fs');`],
    ['a folder that no rule names', 'utilities/x.ts', `import '../model/a.js';`],
    ['the command line in the library', 'index.ts', `export * from './cli/a.js';`],
    ['a file that is not there', 'fill/x.ts', `import './missing.js';`],
    ['itself', 'model/x.ts', `import './x.js';`],
  ])('finds %s', (_, path, text) => {
    const violations = violationsOf({ ...LEAVES, [path]: text });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(path);
  });

  test('finds a cycle inside a layer and names its files', () => {
    const files = { 'io/a.ts': `import './b.js';`, 'io/b.ts': `import './c.js';`, 'io/c.ts': `export * from './b.js';` };
    expect(violationsOf(files)).toEqual(['cycle: io/b.ts -> io/c.ts -> io/b.ts']);
  });

  test('takes no diamond for a cycle', () => {
    const below = { 'io/b.ts': `import './d.js';`, 'io/c.ts': `import './d.js';`, 'io/d.ts': '' };
    const files = { 'io/a.ts': `import './b.js'; import './c.js';`, ...below };
    expect(violationsOf(files)).toEqual([]);
  });
});
