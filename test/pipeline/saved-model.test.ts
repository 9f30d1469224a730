// --model: what an earlier run learned makes a later one fill the same values, wherever it starts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog } from '../../src/io/log.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { recoverLog, sideFileNames } from '../../src/pipeline/recover-log.js';
import { readModel } from '../../src/pipeline/saved-model.js';
import { generateChunks } from '../../src/simulate/generate.js';

const folder = mkdtempSync(join(tmpdir(), 'telemend-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function recover(name: string, text: string, options: RecoverOptions = {}): Promise<{ clean: string[]; manifest: string }> {
  const path = join(folder, `${name}.jsonl`);
  writeFileSync(path, text);
  const output = join(folder, `${name}.clean.jsonl`);
  const names = sideFileNames(output);
  const log = await openLog([path]);
  try {
    await recoverLog(log, { output, ...names }, options);
  } finally {
    await log.close();
  }
  return { clean: readFileSync(output, 'utf8').trimEnd().split('\n'), manifest: names.manifest };
}

const made = (lines: readonly string[]) => lines.filter((line) => line.includes('"origin"'));

describe('a saved model', () => {
  const chunks = [...generateChunks({ count: 1200, errorRate: 0.05, skipRate: 0.1, seed: 'model' })];
  const lines = Buffer.concat(chunks.map((chunk) => chunk.lines)).toString().trimEnd().split('\n');
  const half = lines.slice(lines.length / 2).join('\n') + '\n';

  it('makes a part of a log be filled as the whole was; without it the part is learned anew', async () => {
    const whole = await recover('whole', lines.join('\n') + '\n');
    const part = await recover('part', half, { model: await readModel(whole.manifest) });
    const alone = await recover('alone', half);
    const inWhole = new Set(made(whole.clean));
    // The first voids lack the context that lies in the other half.
    const later = made(part.clean).slice(10);
    expect(later.length).toBeGreaterThan(50);
    expect(later.filter((line) => !inWhole.has(line))).toEqual([]);
    expect(made(alone.clean).slice(10).every((line) => inWhole.has(line))).toBe(false);
  });

  it('is refused for readings in another unit', async () => {
    const { manifest } = await recover('celsius', half);
    await expect(recover('kelvin', half, { model: await readModel(manifest), unit: 'K' })).rejects.toThrow('the model of s1 is of readings in C, and these are in K');
  });

  it('is refused where the file is something else', async () => {
    const path = join(folder, 'other.json');
    for (const text of ['[', '{}', '{"series":[{}]}', '{"series":[{"sensorId":"s","cadenceMs":5}]}']) {
      writeFileSync(path, text);
      await expect(readModel(path)).rejects.toThrow(/other\.json is no manifest of a recovery/);
    }
  });
});
