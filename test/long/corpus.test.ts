// Every command over every file of the fuzz corpus, by the built program.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { telemend } from '../cli/binary.js';
import { complaintAbout, corpusNames, everyCommand } from '../fuzz/every-command.js';
import { recordRun } from '../reliability/record.js';

test('no file of the corpus makes any command crash', () => {
  const directory = mkdtempSync(join(tmpdir(), 'telemend-corpus-'));
  const counts = { files: 0, runs: 0, refusals: 0, crashes: 0 };
  const complaints: string[] = [];
  for (const name of corpusNames) {
    counts.files++;
    for (const each of everyCommand(name, directory).runs) {
      const run = telemend(each.args);
      const complaint = complaintAbout(each, run);
      if (complaint !== undefined) complaints.push(complaint);
      counts.runs++;
      if (run.exitCode !== 0) counts.refusals++;
    }
  }
  rmSync(directory, { recursive: true });
  recordRun('every command over every file of the fuzz corpus', 'npm run test:long', { ...counts, crashes: complaints.length });
  expect(complaints).toEqual([]);
});
