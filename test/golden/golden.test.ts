// Golden runs of the real command: what it prints, how it exits and what files it leaves, byte for byte.
// UPDATE_GOLDEN=1 writes down anew what the command does now: look at the difference before you commit it.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/model/version.js';
import { binaryPath } from '../cli/binary.js';

const CASES = fileURLToPath(new URL('./cases/', import.meta.url));

/** A case is a directory: `cmd` holds the arguments, one a line; `input` the files it finds; `expected` what comes of it. */
function runCase(name: string): ReadonlyMap<string, string> {
  const directory = mkdtempSync(join(tmpdir(), 'telemend-golden-'));
  try {
    const input = join(CASES, name, 'input');
    if (isThere(input)) cpSync(input, directory, { recursive: true });
    const before = new Set(readdirSync(directory));
    const args = readFileSync(join(CASES, name, 'cmd'), 'utf8').split('\n').filter((line) => line !== '');
    const { status, stdout, stderr } = spawnSync(process.execPath, [binaryPath(), ...args], { cwd: directory, encoding: 'utf8' });
    const results = new Map([['stdout', stdout], ['stderr', stderr], ['exit-code', `${status}\n`]]);
    for (const file of readdirSync(directory).sort()) if (!before.has(file)) results.set(file, readFileSync(join(directory, file), 'utf8'));
    // The manifest names the version, which changes without the command doing anything else.
    const withoutVersion = (text: string) => text.replaceAll(`"telemend": "${VERSION}"`, '"telemend": "VERSION"')
      .replace(/"manifestCrc32": "[0-9a-f]{8}"/, '"manifestCrc32": "CRC32"');
    return new Map([...results].map(([file, text]) => [file, withoutVersion(text)]));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function readExpected(name: string): ReadonlyMap<string, string> {
  const directory = join(CASES, name, 'expected');
  return new Map(readdirSync(directory).map((file) => [basename(file), readFileSync(join(directory, file), 'utf8')]));
}

function writeExpected(name: string, results: ReadonlyMap<string, string>): void {
  const directory = join(CASES, name, 'expected');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  for (const [file, text] of results) writeFileSync(join(directory, file), text);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

describe('golden runs', () => {
  it.each(readdirSync(CASES))('%s', (name) => {
    const results = runCase(name);
    if (process.env.UPDATE_GOLDEN === '1') writeExpected(name, results);
    expect(Object.fromEntries(results)).toEqual(Object.fromEntries(readExpected(name)));
  });
});
