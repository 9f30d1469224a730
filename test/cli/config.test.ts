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
      unit: 'K', outputUnit: 'F', series: { 'a-*': { unit: 'C', range: '1:2', sensorRange: '0:9', checks: ['spike', 'flat-line'], maxGap: '1m' }, b: { interval: '5s' } },
      maintenance: [{ from: 1000, to: '1970-01-01T00:00:02Z', reason: 'x' }],
    };
    const words = [
      '--field', 'temperature=value,timestamp=ts', '--assume-utc', '--missing', '-999,NaN', '--range', '15:30', '--checks', 'spike=3:8,flat-line',
      '--interval', '*=1m', '--interval', 'mote-*=30s', '--max-gap', '2h', '--draws', '3', '--seed', 'x', '--header-line', '4',
      '--maintenance', '1000..2000=x', '--range', 'a-*=1:2', '--sensor-range', 'a-*=0:9', '--checks', 'a-*=spike', '--checks', 'a-*=flat-line',
      '--max-gap', 'a-*=1m', '--interval', 'b=5s', '--unit', 'K', '--unit', 'a-*=C', '--output-unit', 'F',
    ];
    expect(await optionsOf(config)).toEqual(await optionsOf({}, words));
  });

  test('stands below the command line', async () => {
    expect(await optionsOf({ range: '15:30', maxGap: '2h' }, ['--range', '0:10'])).toMatchObject({
      range: [{ pattern: '*', value: { low: 0, high: 10 } }], maxGap: [{ pattern: '*', value: 7_200_000 }],
    });
    const window = (fromMs: number) => ({ from: { timeMs: fromMs, timeNs: 0 }, to: { timeMs: 9000, timeNs: 0 }, reason: 'x' });
    const both = await optionsOf({ maintenance: [{ from: 2000, to: 9000, reason: 'x' }] }, ['--maintenance', '1000..9000=x']);
    expect(both.maintenance).toEqual([window(1000), window(2000)]);
  });

  test.each([
    [{ rnage: '1:2' }, 'there is no setting "rnage"', 'did you mean range?'],
    [{ field: { temprature: 'v' } }, 'there is no setting "field.temprature"', 'did you mean temperature?'],
    [{ range: '5-6' }, 'range: "5-6" is not a range', 'write LOW:HIGH, both bounds included: 50:55'],
    [{ interval: { a: '1 fortnight' } }, 'interval.a: "1 fortnight" is not a duration', undefined],
    [{ draws: '3' }, 'draws: ', undefined],
    [{ fill: 'nearest' }, 'fill: ', undefined],
    [{ missing: ['a', 3] }, 'missing.1: ', undefined],
    [{ maintenance: [{ from: 0, to: 1, reason: 'x' }, { from: 'noon', to: 1, reason: 'x' }] }, 'maintenance.1: is no maintenance window: its from: "noon" is not an instant', undefined],
    [{ maintenance: [{ from: 0, to: 1, raeson: 'x' }] }, 'there is no setting "maintenance.0.raeson"', 'did you mean reason?'],
    [{ maintenance: [{ from: 0, to: 1 }] }, 'maintenance.0.reason: ', undefined],
    [{ series: { 'a-*': { range: '5:' } } }, 'series.a-*.range: "5:" is not a range', undefined],
    [{ series: { 'a-*': { checks: ['spike', 'spikes'] } } }, 'series.a-*.checks.1: there is no check "spikes"', undefined],
    [{ series: { 'a-*': { maxgap: '1h' } } }, 'there is no setting "series.a-*.maxgap"', 'did you mean maxGap?'],
    ['{"range": "1:2",}', 'is not valid JSON', undefined],
    ['[]', ': it: ', undefined],
    [{ series: [{ range: '1:2' }] }, 'series: Invalid input: expected object, received array', 'telemend config --schema tells what may stand there'],
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

  test('a pattern for all series is the option itself, byte for byte', () => {
    const gappy = write('gappy.jsonl', [0, 1, 2, 5, 6, 7, 12, 13, 14, 15, 16].map((minute) => event(minute, minute === 6 ? 90 : 20 + (minute % 3))).join(''));
    const said = { range: '15:30', sensorRange: '-10:50', checks: 'spike=30', maxGap: '3m', interval: '1m' };
    const words = ['--range', said.range, '--sensor-range=-10:50', '--checks', said.checks, '--max-gap', said.maxGap, '--interval', said.interval];
    const config = write('all.json', { series: { '*': { ...said, checks: [said.checks] } } });
    const [byWords, byFile] = [words, ['--config', config]].map((options) => {
      const { exitCode, stderr } = telemend(['recover', gappy, ...options, '-o', join(directory, 'clean.jsonl')]);
      expect(exitCode, stderr).toBe(0);
      return ['clean.jsonl', 'clean.audit.jsonl', 'clean.manifest.json'].map((name) => readFileSync(join(directory, name), 'utf8'));
    });
    expect(byWords[0]).toContain('"origin":"filled"');
    expect(byWords[1]).toContain('"left":"max-gap"');
    expect(byFile).toEqual(byWords);
  });

  test('units are those of the file, in the range and in what leaves, also of a table with decimal commas', () => {
    const table = write('fahrenheit.csv', 'Zeit;Temperatur\r\n2026-01-01T00:00:00Z;"68,0"\r\n2026-01-01T00:01:00Z; 69,8\r\n2026-01-01T00:02:00Z;\r\n');
    const config = write('units.json', { unit: 'F', outputUnit: 'C', range: '15:30', decimalComma: true, field: { timestamp: 'Zeit', temperature: 'Temperatur' } });
    const replayed = telemend(['replay', table, '--config', config]);
    expect(replayed.exitCode, replayed.stderr).toBe(0);
    expect(replayed.stdout).toBe('Zeit;Temperatur\r\n2026-01-01T00:00:00Z;"20,0"\r\n2026-01-01T00:01:00Z; 21,0\r\n2026-01-01T00:02:00Z;\r\n');
    expect(telemend(['validate', table, '--config', config]).exitCode).toBe(0);
    const asCelsius = write('celsius.json', { unit: 'C', range: '15:30', decimalComma: true, field: { timestamp: 'Zeit', temperature: 'Temperatur' } });
    expect(telemend(['validate', table, '--config', asCelsius]).stderr).toContain('they look like °F (--unit F)');
  });

  test('a range in the output unit is refused by a command that converts nothing', () => {
    const config = write('units.json', { unit: 'F', outputUnit: 'C', range: '15:30' });
    const { exitCode, stderr } = telemend(['aggregate', log, '--config', config]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${config}: range: it is in the output unit, which aggregate does not convert into\nhint: give --range in F`);
  });

  test('inspect proposes no other range than the file that is asked for says, and asks for it again', () => {
    const config = write('plant.json', { series: { '*': { range: '15:30' } } });
    const { stdout } = telemend(['inspect', log, '--config', config]);
    expect(stdout).toContain(`as ${config} says`);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^telemend recover --config \S+ \S+log\.jsonl -o log\.clean\.jsonl$/);
    expect(telemend(['inspect', log, '--no-config']).stdout).toContain('--range=19.8:22.2');
  });

  test('config prints what holds and from where', () => {
    const config = write('plant.json', { range: '15:30', interval: { 'mote-*': '30s' }, series: { 'mote-1': { range: '10:40' } } });
    const { stdout, exitCode } = telemend(['config', 'recover', '--config', config]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}range +15:30,mote-1=10:40 +\S*plant\.json$/m);
    expect(stdout).toMatch(/^ {2}interval +mote-\*=30s +\S*plant\.json$/m);
    expect(stdout).toMatch(/^ {2}maxGap +60 cadences +default$/m);
  });
});
