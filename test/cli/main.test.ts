import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { binaryPath, telemend } from './binary.js';

const commands = readdirSync(fileURLToPath(new URL('../../src/cli/commands/', import.meta.url))).map((file) => file.replace(/\.ts$/, ''));

describe('help', () => {
  test('fits a page of 40 lines and names every command', () => {
    const { exitCode, stdout, stderr } = telemend(['--help']);
    const lines = stdout.trimEnd().split('\n');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  test.each(commands)('of %s has examples and says what each option is', (command) => {
    const { exitCode, stdout } = telemend([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nExamples?:\n {2}telemend /);
    const [usage] = stdout.split(/^Example/m);
    for (const [, option, description] of usage.matchAll(/^ {2}(-\S.*?)(?: {2,}(\S.*))?$/gm)) {
      expect(`${option}: ${description}`).not.toMatch(/: undefined$/);
    }
  });

  test('of a command is the same by help COMMAND', () => {
    expect(telemend(['help', 'recover'])).toEqual(telemend(['recover', '--help']));
  });

  test('without a command goes to stderr and is a usage error', () => {
    const { exitCode, stdout, stderr } = telemend([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Usage: telemend');
  });

  test('the version is that of the package', () => {
    expect(telemend(['--version'])).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });
});

describe('a command line that cannot be used', () => {
  test.each<[args: string[], text: string]>([
    [['validat'], "telemend: unknown command 'validat'\nhint: did you mean validate?\n"],
    [['validate', 'x', '--rnge', '1:2'], "telemend: unknown option '--rnge'\nhint: did you mean --range?\n"],
    [['validate', 'x', '--rang=1:2'], "telemend: unknown option '--rang'\nhint: did you mean --range?\n"],
    [['validate', 'x', '--qqqqqqq'], "telemend: unknown option '--qqqqqqq'\nhint: see telemend validate --help\n"],
    [['validate', 'x', '--exit-zero=1'], "telemend: option '--exit-zero' takes no value\nhint: see telemend validate --help\n"],
    [['validate'], "telemend: missing required argument 'LOG'\nhint: see telemend validate --help\n"],
    [['validate', 'x', '--range'], "telemend: option '--range <LOW:HIGH>' argument missing\nhint: see telemend validate --help\n"],
    [['validate', 'x', '--range', '5'], 'telemend: --range: "5" is not a range\nhint: write LOW:HIGH, both bounds included: 50:55\n'],
    [['validate', 'x', '--format', 'csv'], 'telemend: --format: "csv" is not one of table, jsonl\n'],
    [
      ['validate', 'x', '--field', 'temp=value'],
      'telemend: --field: there is no field "temp"\nhint: the fields are event_id, sensor_id, timestamp, temperature, status\n',
    ],
    [
      ['validate', 'x', '--range', '0:50', '--sensor-range', '10:60'],
      'telemend: --sensor-range 10:60 does not hold --range 0:50\nhint: the sensor range is the outer one of the two\n',
    ],
  ])('%j exits 2 and says what can be used', (args, stderr) => {
    expect(telemend(args)).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test('is told from a value that begins with a dash', () => {
    expect(telemend(['validate', 'x.jsonl', '--range', '-40:-10']).stderr).toContain('cannot read x.jsonl');
  });
});

test('a reader that has seen enough ends the run quietly', () => {
  const event = '{"timestamp":0,"temperature":99}\n';
  const pipeline = `"$0" "$1" validate --format jsonl - 2>errors | head -c 1; echo " \${PIPESTATUS[0]}"; cat errors; rm errors`;
  const { stdout } = spawnSync('bash', ['-c', `cd "$(mktemp -d)"; ${pipeline}`, process.execPath, binaryPath()], {
    input: event.repeat(50_000),
    encoding: 'utf8',
  });
  expect(stdout).toBe('{ 0\n');
});

test.runIf(process.platform === 'linux')('a full disk behind stdout is a failure that says so', () => {
  const { status, stderr } = spawnSync('bash', ['-c', '"$0" "$1" validate - > /dev/full', process.execPath, binaryPath()], {
    input: '{"timestamp":0,"temperature":52}\n',
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^telemend: cannot write stdout: no space left on the device\n/);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run with 130 and leaves no temporary file', async (signal) => {
  const directory = mkdtempSync(join(tmpdir(), 'telemend-test-'));
  const made = join(directory, 'made.jsonl');
  const child = spawn(process.execPath, [binaryPath(), 'generate', '--count', '100000000', '-o', made]);
  const ended = once(child, 'exit');
  // The lock, and what is being made.
  await vi.waitUntil(() => readdirSync(directory).length > 1, { timeout: 20_000 });
  child.kill(signal);
  expect(await ended).toEqual([130, null]);
  expect(readdirSync(directory)).toEqual([]);
  rmSync(directory, { recursive: true });
});
