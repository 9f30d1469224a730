// Progress: there while a command takes long, gone when it is done, and never where nobody watches.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { note } from '../../src/cli/notes.js';
import { withProgress } from '../../src/cli/progress.js';
import { setTalk } from '../../src/cli/talk.js';
import { countRead } from '../../src/io/read-meter.js';
import { telemend } from './binary.js';
import { hasTerminal, inTerminal, onScreen } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'telemend-progress-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('withProgress', () => {
  let written = '';
  const terminal = process.stderr.isTTY;
  const work = { label: 'recover', stages: [{ bytes: 1000, weight: 1 }], output: 'clean.jsonl' };
  const slowly = async () => {
    countRead(500);
    await wait(1500);
    return 'done';
  };
  beforeEach(() => {
    written = '';
    process.stderr.isTTY = true;
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    process.stderr.isTTY = terminal;
    setTalk({});
    vi.restoreAllMocks();
  });

  it('shows share, rate and time left of what takes more than a second, and leaves no line behind', async () => {
    expect(await withProgress(work, slowly)).toBe('done');
    expect(written).toMatch(/recover {2}50 % █{12}·{12} {2}0\.0 MB\/s {2}\d+s left/);
    expect(onScreen(written)).toBe('');
  });

  it('makes room for a note, and comes back', async () => {
    await withProgress(work, async () => {
      await slowly();
      note('a note');
    });
    expect(onScreen(written)).toBe('telemend: a note\n');
  });

  it('leaves no line behind where the work fails', async () => {
    await expect(withProgress(work, async () => Promise.reject(new Error(await slowly())))).rejects.toThrow('done');
    expect(written).toContain('MB/s');
    expect(onScreen(written)).toBe('');
  });

  it('is not shown where it is unwanted, or where nobody watches', async () => {
    for (const flags of [{ progress: false }, { quiet: true }] as const) {
      setTalk(flags);
      await withProgress(work, slowly);
    }
    setTalk({});
    process.stderr.isTTY = false;
    await withProgress(work, slowly);
    expect(written).toBe('');
  });
});

describe.skipIf(!hasTerminal)('in a terminal', () => {
  beforeAll(() => {
    telemend(['generate', '--interval', '1m', '--duration', '1d', '--skip-rate', '0.1', '--fault', 'outage:from=8h,to=12h', '-o', join(folder, 'day.jsonl')]);
  });

  it('recover shows where voids were, and ends with the command to look at it', () => {
    const { screen } = inTerminal('telemend recover day.jsonl --max-gap 1h -o day.clean.jsonl', folder);
    expect(screen).toMatch(/^ {2}what .*\n/);
    expect(screen).toMatch(/ {2}s1 {4}[─░]+·+[─░]+\n/);
    expect(screen.trimEnd().split('\n').at(-1)).toBe('telemend report day.clean.jsonl -o day.clean.html');
  });

  it('recover is silent with --quiet', () => {
    expect(inTerminal('telemend recover day.jsonl --quiet -o quiet.jsonl', folder)).toMatchObject({ exitCode: 0, written: '' });
  });

  it('report writes no page to it', () => {
    const { exitCode, screen } = inTerminal('telemend report day.jsonl', folder);
    expect(exitCode).toBe(2);
    expect(screen).toContain('hint: -o report.html writes it to a file');
  });
});
