import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { applyConfig, readConfig } from '../../src/cli/config-file.js';
import { configJsonSchema } from '../../src/cli/config-schema.js';
import { addMendOptions } from '../../src/cli/mend-options.js';
import { addInputOptions } from '../../src/cli/options.js';
import { telemend } from './binary.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, content: string | object): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** What a command with these words and this file comes to. */
async function optionsOf(config: object, words: readonly string[] = []): Promise<Record<string, unknown>> {
  const command = addMendOptions(addInputOptions(new Command()));
  command.parse(words, { from: 'user' });
  applyConfig(command, (await readConfig(write('options.json', config)))!);
  return command.opts();
}

describe('a configuration', () => {
  test('means what the same options mean on the command line', async () => {
    const config = {
      field: { temperature: 'value', timestamp: 'ts' }, assumeUtc: true, missing: ['-999', 'NaN'], range: '15:30', checks: ['spike=3:8', 'flat-line'],
      interval: { '*': '1m', 'mote-*': '30s' }, maxGap: '2h', draws: 3, seed: 'x', headerLine: 4, decimalComma: false,
      maintenance: [{ from: 1000, to: '1970-01-01T00:00:02Z', reason: 'x' }],
    };
    const words = [
      '--field', 'temperature=value,timestamp=ts', '--assume-utc', '--missing', '-999,NaN', '--range', '15:30', '--checks', 'spike=3:8,flat-line',
      '--interval', '*=1m', '--interval', 'mote-*=30s', '--max-gap', '2h', '--draws', '3', '--seed', 'x', '--header-line', '4',
      '--maintenance', '1000..2000=x',
    ];
    expect(await optionsOf(config)).toEqual(await optionsOf({}, words));
  });

  test('stands below the command line', async () => {
    expect(await optionsOf({ range: '15:30', maxGap: '2h' }, ['--range', '0:10'])).toMatchObject({ range: { low: 0, high: 10 }, maxGap: 7_200_000 });
    const window = (fromMs: number) => ({ from: { timeMs: fromMs, timeNs: 0 }, to: { timeMs: 9000, timeNs: 0 }, reason: 'x' });
    const both = await optionsOf({ maintenance: [{ from: 2000, to: 9000, reason: 'x' }] }, ['--maintenance', '1000..9000=x']);
    expect(both.maintenance).toEqual([window(1000), window(2000)]);
  });

  test.each([
    [{ rnage: '1:2' }, 'there is no setting "rnage"', 'did you mean range?'],
    [{ field: { temprature: 'v' } }, 'there is no setting "field.temprature"', 'did you mean temperature?'],
    [{ range: '5-6' }, 'range: "5-6" is not a range', 'write LOW:HIGH, both bounds included: 50:55'],
    [{ interval: { a: '1 fortnight' } }, 'interval: ', undefined],
    [{ draws: '3' }, 'draws: ', undefined],
    [{ fill: 'nearest' }, 'fill: ', undefined],
    [{ missing: ['a', 3] }, 'missing.1: ', undefined],
    [{ maintenance: [{ from: 0, to: 1, reason: 'x' }, { from: 'noon', to: 1, reason: 'x' }] }, 'maintenance.1: is no maintenance window: its from: "noon" is not an instant', undefined],
    [{ maintenance: [{ from: 0, to: 1, raeson: 'x' }] }, 'there is no setting "maintenance.0.raeson"', 'did you mean reason?'],
    [{ maintenance: [{ from: 0, to: 1 }] }, 'maintenance.0.reason: ', undefined],
    ['{"range": "1:2",}', 'is not valid JSON', undefined],
    ['[]', ': it: ', undefined],
  ])('is refused with the path of what is wrong: %j', async (config, message, hint) => {
    const path = write('bad.json', config);
    const command = addMendOptions(addInputOptions(new Command()));
    const failure = await readConfig(path).then((read) => applyConfig(command, read!)).then(() => undefined, (error: unknown) => error);
    expect(failure).toMatchObject({ code: 'usage' });
    const { message: text, hint: said } = failure as { readonly message: string; readonly hint?: string };
    expect(text).toContain(path);
    expect(text).toContain(message);
    if (hint !== undefined) expect(said).toBe(hint);
  });

  test('has the JSON Schema that the package ships', () => {
    const shipped = fileURLToPath(new URL('../../data/telemend.schema.json', import.meta.url));
    expect(JSON.parse(readFileSync(shipped, 'utf8'))).toEqual(configJsonSchema());
  });
});

describe('telemend', () => {
  const event = (minute: number, temperature: number) => `{"timestamp":${minute * 60_000},"temperature":${temperature}}\n`;
  const log = write('log.jsonl', Array.from({ length: 20 }, (_, i) => event(i, 20 + (i % 3))).join(''));

  test('takes options from the file that --config names, and says so', () => {
    const config = write('plant.json', { range: '15:30' });
    const { exitCode, stderr } = telemend(['validate', log, '--config', config]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`options are taken from ${config} too`);
    expect(telemend(['validate', log, '--config', config, '--no-config']).exitCode).toBe(3);
    const missing = telemend(['validate', log, '--config', join(directory, 'nowhere.json')]);
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain('no such file');
  });

  test('config prints what holds and from where', () => {
    const config = write('plant.json', { range: '15:30', interval: { 'mote-*': '30s' } });
    const { stdout, exitCode } = telemend(['config', 'recover', '--config', config]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}range +15:30 +\S*plant\.json$/m);
    expect(stdout).toMatch(/^ {2}interval +mote-\*=30s +\S*plant\.json$/m);
    expect(stdout).toMatch(/^ {2}maxGap +60 cadences +default$/m);
  });
});
