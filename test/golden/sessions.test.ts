// Sessions of a new user with real logs: from a log to a report in three commands, of which each is the last line of the one before.
// What was on the screen is written down; UPDATE_GOLDEN=1 writes it anew.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTerminal, inTerminal } from '../cli/terminal.js';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const SESSIONS = fileURLToPath(new URL('./sessions/', import.meta.url));
const LOGS = [
  'office-hourly.jsonl', 'office-hourly.csv', 'room-jitter-1min.jsonl', 'heating-1min-missing.jsonl', 'heating-1min-truth.jsonl', 'lab-50-motes.jsonl',
];

/** Types the first command, then whatever stands in the last line, three commands in all. */
function session(log: string): { transcript: string; page: string } {
  const folder = mkdtempSync(join(tmpdir(), 'telemend-session-'));
  try {
    symlinkSync(join(DATA, log), join(folder, log));
    let transcript = '';
    let line = `telemend inspect ${log}`;
    let page = '';
    for (let command = 0; command < 3; command++) {
      const { screen, exitCode } = inTerminal(line, folder);
      transcript += `$ ${line}\n${screen}`;
      expect(exitCode).toBe(0);
      page = /^telemend report .* -o (\S+)$/.exec(line)?.[1] ?? '';
      line = screen.trimEnd().split('\n').at(-1)!;
    }
    expect(statSync(join(folder, page)).size).toBeLessThan(10e6);
    return { transcript, page: readFileSync(join(folder, page), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!hasTerminal || !existsSync(DATA))('a session', () => {
  it.each(LOGS)('gets from %s to a report in three commands, each told by the one before', (log) => {
    const { transcript, page } = session(log);
    expect(page).toContain('<div id="chart"');
    const path = join(SESSIONS, `${log}.txt`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, transcript);
    expect(transcript).toBe(readFileSync(path, 'utf8'));
  }, 120_000);
});
