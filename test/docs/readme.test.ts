// What the README shows is what the program does: its example runs, and its outputs are those of today.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.js';
import { telemend } from '../cli/binary.js';
import { fencedBlocks } from './fenced-blocks.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'telemend-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocks = (language: string) => fencedBlocks(readme, language);

describe('README', () => {
  it('has a library example of under twelve lines that prints what the text says', () => {
    const [example] = blocks('js');
    expect(example.trimEnd().split('\n').length).toBeLessThan(12);
    const script = join(folder, 'example.mjs');
    writeFileSync(script, example.replace("'telemend'", `'${pathToFileURL(join(root, 'dist/index.js')).href}'`));
    const printed = execFileSync('node', [script], { cwd: root, encoding: 'utf8' }).trim();
    expect(printed).toMatch(/^\d+ events were made$/);
    expect(readme).toContain(`prints \`${printed}\``);
  });

  it('shows the table that npm start prints', () => {
    const { stderr, exitCode } = telemend(['demo', '-o', join(folder, 'demo')]);
    expect(exitCode).toBe(0);
    const table = blocks('text')[0];
    expect(table).toContain('deadLetters');
    expect(stderr).toContain(table);
  });

  it('shows made events as they are made', () => {
    const { stdout } = telemend(['recover', '--exit-zero', join(root, 'data', 'sample.jsonl')]);
    const made = blocks('json').join('').trim().split('\n').filter((line) => line.includes('"origin"'));
    expect(made.length).toBeGreaterThan(0);
    for (const line of made) expect(stdout.split('\n')).toContain(line);
  });

  it('has the picture that the demo draws', () => {
    telemend(['demo', '-o', join(folder, 'demo')]);
    expect(readFileSync(join(root, 'data/picture.svg'), 'utf8')).toBe(readFileSync(join(folder, 'demo/picture.svg'), 'utf8'));
  });

  it('names every command', () => {
    const commands = Object.keys(COMMANDS);
    expect(commands.length).toBeGreaterThanOrEqual(6);
    for (const name of commands) expect(readme).toContain(`\`telemend ${name}`);
  });
});
