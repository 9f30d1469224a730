import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { generateCommand } from '../../../src/cli/commands/generate.js';
import { recoverCommand } from '../../../src/cli/commands/recover.js';
import { explainInstant } from '../../../src/pipeline/explain-instant.js';
import { parseManifest, readManifest } from '../../../src/pipeline/saved-manifest.js';
import { verifyRecovery } from '../../../src/pipeline/verify-recovery.js';
import { parseInstantArgument, spellInstant } from '../../../src/model/instant.js';
import { telemend } from '../binary.js';

let directory: string;
const path = (name: string) => join(directory, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const lines = (name: string) => read(name).trimEnd().split('\n');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'telemend-verify-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

async function makeClean(...recoverOptions: string[]): Promise<void> {
  const generate = '--sensors 3 --count 1200 --error-rate 0.05 --skip-rate 0.1 --disorder 0.1:30s --duplicate-rate 0.02 --corrupt-rate 0.02'
    + ` --fault outage:rate=0.02,duration=90s --fault conflicting:rate=0.02 -o ${path('log.jsonl')}`;
  await generateCommand().parseAsync(generate.split(' '), { from: 'user' });
  await recoverCommand().parseAsync([path('log.jsonl'), '-o', path('clean.jsonl'), ...recoverOptions], { from: 'user' });
}

async function differing(): Promise<string[]> {
  const verdicts = await verifyRecovery(await readManifest(path('clean.jsonl')));
  return verdicts.filter(({ outcome }) => outcome === 'differs').map(({ what }) => what.replace(`${directory}/`, ''));
}

describe('verify', () => {
  test.each([
    [], ['--annotate'], ['--max-gap', '10s'], ['--repair', 'keep'], ['--repair', 'drop'], ['--fill', 'none'], ['--sensor', 's2'],
    ['--from', '2026-01-01T00:02:00Z', '--to', '2026-01-01T00:05:00Z'], ['--checks', 'spike'], ['--limit', '700'],
  ])('finds nothing to say of a recovery as it was written (%s %s)', async (...options) => {
    await makeClean(...options);
    expect(await differing()).toEqual([]);
  });

  test('finds the files beside a manifest that was moved with them', async () => {
    await makeClean();
    mkdirSync(path('moved'));
    for (const name of ['log', 'clean', 'clean.dead', 'clean.audit']) renameSync(path(`${name}.jsonl`), path(`moved/${name}.jsonl`));
    renameSync(path('clean.manifest.json'), path('moved/clean.manifest.json'));
    const verdicts = await verifyRecovery(await readManifest(path('moved/clean.manifest.json')));
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
  });

  test.each([
    { what: 'a line that is gone', change: (all: string[]) => all.splice(5, 1), says: ['events'] },
    { what: 'two lines in the wrong order', change: (all: string[]) => all.splice(5, 2, all[6], all[5]), says: ['order'] },
    { what: 'a line twice', change: (all: string[]) => all.splice(5, 0, all[5]), says: ['order', 'events'] },
    { what: 'a line that is no event', change: (all: string[]) => all.push('oops'), says: ['lines that are no events'] },
    {
      what: 'a made event that hides it',
      change: (all: string[]) => {
        const made = all.findIndex((line) => line.includes('"origin":"filled"'));
        all[made] = all[made].replace(/,"origin":.*/, '}');
      },
      says: ['origin filled or repaired', 'origin filled'],
    },
    {
      what: 'a hole cut into it',
      change: (all: string[]) => all.splice(0, all.length, ...all.filter((line) => !/"s1".*T00:03:1/.test(line))),
      says: ['events', 'cadence'],
    },
  ])('says what differs: $what', async ({ change, says }) => {
    await makeClean();
    const all = lines('clean.jsonl');
    change(all);
    writeFileSync(path('clean.jsonl'), `${all.join('\n')}\n`);
    const found = await differing();
    for (const what of ['output clean.jsonl', ...says]) expect(found).toContain(what);
  });

  test('says which input, audit or dead letters differ, and which file is gone; exits 3', async () => {
    await makeClean();
    const log = readFileSync(path('log.jsonl'));
    log[100] ^= 1;
    writeFileSync(path('log.jsonl'), log);
    writeFileSync(path('clean.audit.jsonl'), `${lines('clean.audit.jsonl').filter((line) => !line.includes('"kind":"repair"')).join('\n')}\n`);
    rmSync(path('clean.dead.jsonl'));
    expect(await differing()).toEqual(['input log.jsonl', 'output clean.dead.jsonl', 'output clean.audit.jsonl', 'audit: repair']);
    const { exitCode, stdout, stderr } = telemend(['verify', path('clean.jsonl')]);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('4 things differ')]);
    expect(stdout).toMatch(/DIFFERS {2}input .*log\.jsonl .*CRC-32 [0-9a-f]{8}, not [0-9a-f]{8}/);
  });

  test('every byte of a small manifest flipped: it is refused', async () => {
    await makeClean('--limit', '20');
    const whole = readFileSync(path('clean.manifest.json'));
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at] ^= 1 + (at % 255);
      expect(() => parseManifest(flipped.toString(), 'm.json'), `byte ${at}`).toThrow(/m\.json is no manifest of a recovery: /);
    }
  });
});

describe('explain', () => {
  test('a repaired reading: its line now, its line then with file and byte, the checks that failed, model and void', async () => {
    await makeClean();
    const repaired = lines('clean.jsonl').find((line) => line.includes('"origin":"repaired"'))!;
    const { timestamp, sensor_id: sensorId, observed } = JSON.parse(repaired) as { timestamp: string; sensor_id: string; observed: number };
    const { exitCode, stdout } = telemend(['explain', path('clean.jsonl'), '--at', timestamp, '--sensor', sensorId]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${sensorId} at ${timestamp}: repaired\n`);
    const [, offset, raw] = /original {2}\S+log\.jsonl line \d+, byte (\d+): (.*)/.exec(stdout)!;
    expect(readFileSync(path('log.jsonl')).toString('utf8', Number(offset)).startsWith(raw)).toBe(true);
    expect(stdout).toContain(`failed    range: the reading was ${observed}`);
    expect(stdout).toMatch(/model {5}\w+: mean [\d.]+, sd [\d.]+, 90 % between [\d.]+ and [\d.]+/);
    expect(stdout).toMatch(/void {6}from .* to .*: \d+ instants, \d+ without a line, cadence 1s; \d+ filled and \d+ repaired by/);
  });

  test('a made event has no original; an instant in a void that was left is told of; of any other nothing is known, exit 3', async () => {
    await makeClean('--max-gap', '10s');
    const manifest = await readManifest(path('clean.jsonl'));
    const explain = (at: string, sensor: string) => explainInstant(manifest, path('clean.jsonl'), parseInstantArgument(at), sensor);
    const filled = JSON.parse(lines('clean.jsonl').find((line) => line.includes('"origin":"filled"'))!) as { timestamp: string; sensor_id: string };
    expect(await explain(filled.timestamp, filled.sensor_id)).toMatchObject([
      { clean: { origin: 'filled' }, originals: [], audit: [{ kind: 'void' }] },
    ]);
    const left = JSON.parse(lines('clean.audit.jsonl').find((line) => line.includes('"left":"max-gap"'))!) as { after: string; sensor_id: string };
    const { timeMs } = parseInstantArgument(left.after);
    const [inside] = await explain(spellInstant(timeMs + 500, 0), left.sensor_id);
    expect(inside).toMatchObject({ clean: undefined, audit: [{ kind: 'void', left: 'max-gap' }] });
    expect(await explain('2020-01-01T00:00:00Z', 's1')).toEqual([]);
    expect(telemend(['explain', path('clean.jsonl'), '--at', '2020-01-01T00:00:00Z']).exitCode).toBe(3);
  });

  test('says so where the log or the audit is gone', async () => {
    await makeClean('--limit', '50');
    rmSync(path('log.jsonl'));
    rmSync(path('clean.audit.jsonl'));
    const { timestamp } = JSON.parse(lines('clean.jsonl')[3]) as { timestamp: string };
    const { stdout } = telemend(['explain', path('clean.jsonl'), '--at', timestamp]);
    expect(stdout).toContain('the log is not there any more');
    expect(stdout).toContain('audit     not there');
    expect(basename(stdout.split(' line ')[0])).toBe('clean.jsonl');
  });
});
