// A machine whose Node has no WebAssembly, or none with SIMD: the same results, and one line that says why they take longer.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemend } from './binary.js';

const NOTICE = /WebAssembly with SIMD is not to be had here/g;

/** V8 asks an x64 processor for SSE 4.1; what it asks others for cannot be taken from them. */
const MACHINES = process.arch === 'x64' ? [['no WebAssembly', '--jitless'], ['no SIMD', '--no-enable-sse4-1']] : [['no WebAssembly', '--jitless']];

describe.each(MACHINES)('with %s', (_, nodeOption) => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'telemend-simd-'));
    const faults = ['--skip-rate', '0.1', '--error-rate', '0.05', '--duplicate-rate', '0.02', '--corrupt-rate', '0.01', '--disorder', '0.1:1h'];
    expect(telemend(['generate', '--count', '2000', '--sensors', '2', ...faults, '-o', path('log.jsonl')]).exitCode).toBe(0);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('recovers the same series', () => {
    const recover = (name: string, nodeOptions: readonly string[]) => {
      const { exitCode, stderr } = telemend(['recover', path('log.jsonl'), '-o', path(`${name}.jsonl`)], '', nodeOptions);
      const files = ['jsonl', 'audit.jsonl', 'dead.jsonl'].map((kind) => readFileSync(path(`${name}.${kind}`), 'utf8'));
      return { exitCode, files, notices: stderr.match(NOTICE)?.length ?? 0 };
    };
    const usual = recover('usual', []);
    expect(usual.notices).toBe(0);
    expect(usual.files[0]).toContain('"origin":"filled"');
    expect(recover('slow', [nodeOption])).toEqual({ ...usual, notices: 1 });
  });

  it('replays the same events', () => {
    const usual = telemend(['replay', path('log.jsonl')]);
    const slow = telemend(['replay', path('log.jsonl')], '', [nodeOption]);
    expect(slow.stdout).toBe(usual.stdout);
    expect(slow.stderr.match(NOTICE)).toHaveLength(1);
  });
});
