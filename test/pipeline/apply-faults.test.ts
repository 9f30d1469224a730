// Corrections while the file system fails, dies or loses power at each of its operations in turn.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { rollForward } from '../../src/io/roll-forward.js';
import { clearUpBeside } from '../../src/io/clear-up.js';
import { applyFile } from '../../src/pipeline/apply-file.js';
import { createFaultyFileSystem, FAULTS, forgetUnlinked } from '../io/faulty-file-system.js';

const root = mkdtempSync(join(tmpdir(), 'telemend-apply-'));
afterAll(() => rmSync(root, { recursive: true }));

/** The real thing, but nothing is forced to disk. */
const unsynced = createFaultyFileSystem('error', -1);

const row = (minute: number, value: number) => `{"sensor_id":"s","timestamp":"2026-01-01T00:${String(minute).padStart(2, '0')}:00Z","temperature":${value}}\n`;
const OLD = row(0, 50) + row(1, 51) + row(3, 53);
const NEW = row(0, 50) + row(1, 71) + row(2, 52);
const CORRECTIONS = [
  { op: 'update', key: { sensor_id: 's', timestamp: '2026-01-01T00:01:00Z' }, old: { temperature: 51 }, new: { temperature: 71 } },
  { op: 'insert', key: { sensor_id: 's', timestamp: '2026-01-01T00:02:00Z' }, new: JSON.parse(row(2, 52)) as object },
  { op: 'delete', key: { sensor_id: 's', timestamp: '2026-01-01T00:03:00Z' }, old: JSON.parse(row(3, 53)) as object },
].map((correction) => `${JSON.stringify(correction)}\n`).join('');

it.each(FAULTS)('%s at any operation leaves the target old or new, and applying again makes it new', async (fault) => {
  let operations = Infinity;
  let found = { old: 0, new: 0 };
  for (let at = 0; at < operations; at++) {
    const directory = join(root, `${fault}-${at}`);
    mkdirSync(directory);
    const [target, corrections] = ['results.jsonl', 'corrections.jsonl'].map((name) => join(directory, name));
    writeFileSync(target, OLD);
    writeFileSync(corrections, CORRECTIONS);
    const fileSystem = createFaultyFileSystem(fault, at);
    await applyFile(corrections, target, { fileSystem }).catch(() => undefined);
    operations = fileSystem.count() <= at ? at : Infinity;
    fileSystem.end();
    forgetUnlinked(readdirSync(directory).map((name) => join(directory, name)));
    // As the next command does before it begins.
    await rollForward(directory, unsynced);
    const text = readFileSync(target, 'utf8');
    expect([OLD, NEW], `${fault} at operation ${at}`).toContain(text);
    found = text === OLD ? { ...found, old: found.old + 1 } : { ...found, new: found.new + 1 };
    await clearUpBeside([target], unsynced);
    expect((await applyFile(corrections, target, { fileSystem: unsynced })).outcome).toBe(text === OLD ? 'written' : 'already');
    expect(readFileSync(target, 'utf8')).toBe(NEW);
  }
  expect(found.old).toBeGreaterThan(3);
  expect(found.new).toBeGreaterThan(0);
});
