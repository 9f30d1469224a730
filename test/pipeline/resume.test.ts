// A recovery that is interrupted, however often and wherever, and gone on with writes what one writes that is left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCheckpoint, writeCheckpoint } from '../../src/io/checkpoint.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { simulate } from '../simulate/simulated.js';
import { directoryOf, recoverInRuns, runOnce, type Interruption } from './interrupted-recovery.js';
import type { MemoryFileSystem } from './memory-file-system.js';
import { caseArbitrary, filesOfLog, RUNS } from './random-log.js';
import { recoverInMemory, type Recovered } from './recover-in-memory.js';

/** Few rows at a time, so that there are many places to cut. */
const SMALL = { chunkBytes: 200, memoryBytes: 64 * 200 } as const;
const EVERY_BYTES = 1000;

const outputsOf = ({ clean, dead, audit, manifest }: Recovered) => [clean, dead, audit, manifest].map((bytes) => bytes.toString('latin1'));

describe('a recovery that is gone on with', () => {
  it('writes the same bytes to all outputs, wherever it was interrupted and however often', async () => {
    const numRuns = Math.ceil(RUNS.numRuns / 2);
    const interruption = fc.record({
      kind: fc.constantFrom<Interruption['kind']>('stop', 'die', 'die-later'),
      checkpoints: fc.integer({ min: 1, max: 8 }),
    });
    const places = fc.array(interruption, { minLength: 1, maxLength: 4 });
    let interrupted = 0;
    let resumed = 0;
    const parts = new Set<string>();
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), places, fc.integer({ min: 1, max: 2000 }), async ({ log, options }, interruptions, everyBytes) => {
      const files = filesOfLog(log);
      const settings = { ...options, ...SMALL };
      const inRuns = await recoverInRuns(files, settings, everyBytes, interruptions);
      expect(outputsOf(inRuns.recovered!)).toEqual(outputsOf(await recoverInMemory(files, settings)));
      expect(leftIn(inRuns.fileSystem)).toEqual([]);
      interrupted += inRuns.interrupted;
      resumed += Number(inRuns.interrupted > 0 && inRuns.notices.length === 0);
      for (const kind of inRuns.kinds) parts.add(kind);
    }), { numRuns });
    expect(interrupted).toBeGreaterThan(numRuns / 4);
    expect(resumed).toBeGreaterThan(numRuns / 8);
    expect([...parts]).toEqual(expect.arrayContaining(['surveying', 'learned', 'profiles', 'books', 'mending']));
  });
});

const log = simulate({ count: 100, skipRate: 0.1, errorRate: 0.1 }).log;

/** A directory in which a recovery was killed behind its twelfth checkpoint, in the last pass. */
async function interruptedOnce(options: RecoverOptions = {}): Promise<MemoryFileSystem> {
  return (await runOnce(directoryOf([log]), { ...SMALL, ...options }, EVERY_BYTES, false, { kind: 'die-later', checkpoints: 12 })).fileSystem;
}

const leftIn = (directory: MemoryFileSystem) => directory.names().filter((name) => name.includes('.telemend-'));
const nameOf = (directory: MemoryFileSystem, end: string) => leftIn(directory).find((name) => name.endsWith(end))!;

describe('what cannot be gone on with is begun anew, and said', () => {
  /** Goes on in that directory. @returns what was said; what was written must be what one run writes. */
  async function goOn(directory: MemoryFileSystem, options: RecoverOptions = {}, bytes = log, resume = true): Promise<readonly string[]> {
    const settings = { ...SMALL, ...options };
    const { recovered, notices, fileSystem } = await runOnce(directory, settings, EVERY_BYTES, resume);
    expect(outputsOf(recovered!)).toEqual(outputsOf(await recoverInMemory([bytes], settings)));
    expect(leftIn(fileSystem)).toEqual([]);
    return notices;
  }

  const refused = (why: string) => [`the interrupted run cannot be resumed, since ${why}: starting at the start`];

  it('says nothing where it goes on', async () => {
    expect(await goOn(await interruptedOnce())).toEqual([]);
  });

  it('a checkpoint in which any byte is another, or that ends early', async () => {
    const directory = await interruptedOnce({ fill: 'none', repair: 'keep' });
    const path = nameOf(directory, '.checkpoint');
    const intact = Buffer.from(directory.content(path));
    for (let byte = 0; byte < intact.length; byte++) {
      const damaged = Buffer.from(intact);
      damaged[byte] ^= 1 << byte % 8;
      for (const bytes of byte % 10 === 0 ? [damaged, intact.subarray(0, byte)] : [damaged]) {
        directory.put(path, bytes);
        expect((await findCheckpoint(directory, 'clean.jsonl'))?.content).toBeUndefined();
      }
    }
    expect(await goOn(directory, { fill: 'none', repair: 'keep' })).toEqual(refused('its checkpoint is damaged'));
  });

  it.each([
    ['telemend', { version: '0.0.1' }, 'it was one of telemend 0.0.1'],
    ['Node.js', { runtime: 'v8 1.0 x64' }, 'it ran in another version of Node.js'],
  ])('a checkpoint of another version of %s', async (_, other, why) => {
    const directory = await interruptedOnce();
    const { id, content } = (await findCheckpoint<object, unknown>(directory, 'clean.jsonl'))!;
    const { head, outputs, parts } = content!;
    await directory.unlink(nameOf(directory, '.checkpoint'));
    await writeCheckpoint(directory, '.', id, { head: { ...head, ...other }, outputs, parts: (async function* () { yield* parts; })() });
    expect(await goOn(directory)).toEqual(refused(why));
  });

  it.each<[string, RecoverOptions]>([['seed', { seed: '7' }], ['range', { range: { low: 0, high: 100 } }], ['annotate', { annotate: true }]])('a run with another %s', async (_, options) => {
    expect(await goOn(await interruptedOnce(), options)).toEqual(refused('it had other options'));
  });

  it('a run of a log that was changed since', async () => {
    const directory = await interruptedOnce();
    const changed = Buffer.from(log);
    changed[changed.length - 4] = 0x20;
    directory.put('log-0.jsonl', changed);
    expect(await goOn(directory, {}, changed)).toEqual(refused('log-0.jsonl is not what it was'));
    const longer = Buffer.concat([log, log.subarray(0, log.indexOf(0x0a) + 1)]);
    const again = await interruptedOnce();
    again.put('log-0.jsonl', longer);
    expect(await goOn(again, {}, longer)).toEqual(refused('log-0.jsonl is not what it was'));
  });

  it('a first pass over bytes that were changed since, but not one over a log that has grown', async () => {
    const interrupted = async () => (await runOnce(directoryOf([log]), SMALL, EVERY_BYTES, false, { kind: 'die', checkpoints: 2 })).fileSystem;
    const [changed, longer] = [Buffer.from(log), Buffer.concat([log, log.subarray(0, log.indexOf(0x0a) + 1)])];
    changed[log.indexOf('52')] = 0x34;
    const [one, other] = [await interrupted(), await interrupted()];
    one.put('log-0.jsonl', changed);
    expect(await goOn(one, {}, changed)).toEqual(refused('log-0.jsonl is not what it was'));
    other.put('log-0.jsonl', longer);
    expect(await goOn(other, {}, longer)).toEqual([]);
  });

  it.each<[string, (directory: MemoryFileSystem, path: string) => void]>([
    ['changed', (directory, path) => (directory.content(path)[7] ^= 1)],
    ['cut', (directory, path) => directory.put(path, directory.content(path).subarray(0, 10))],
    ['removed', (directory, path) => void directory.unlink(path)],
  ])('a run of whose output something was %s', async (_, harm) => {
    for (const end of ['-clean.jsonl.tmp', '-clean.audit.jsonl.tmp']) {
      const directory = await interruptedOnce();
      harm(directory, nameOf(directory, end));
      const [notice] = await goOn(directory);
      expect(notice).toMatch(/^the interrupted run cannot be resumed, since what it had written of clean\S*\.jsonl is damaged or gone/);
    }
  });

  it('where --resume is not given', async () => {
    expect(await goOn(await interruptedOnce(), {}, log, false)).toEqual(['what an interrupted run had done of this output is given up, since --resume was not given']);
  });

  it('where nothing was interrupted', async () => {
    expect(await goOn(directoryOf([log]))).toEqual(['there is no interrupted run to resume: starting at the start']);
  });

  it('where runs are not saved', async () => {
    const checks = { spike: { suspect: 3, fail: 8 } };
    const { notices } = await runOnce(directoryOf([log]), { ...SMALL, checks }, EVERY_BYTES, true);
    expect(notices).toEqual(['there is nothing to resume: a run is not saved where --checks are chosen']);
  });
});
