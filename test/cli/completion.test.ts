// The scripts of `telemend completion` in the shells they are for: what a user gets who presses the tab key there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.js';
import { telemend } from './binary.js';

const folder = mkdtempSync(join(tmpdir(), 'telemend-completion-'));
const isThere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

beforeAll(() => {
  writeFileSync(join(folder, 'readings.jsonl'), '');
  for (const shell of ['bash', 'zsh', 'fish']) writeFileSync(join(folder, shell), telemend(['completion', shell]).stdout);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(shell: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(shell, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder, TERM: 'dumb' } });
  expect(stderr).toBe('');
  return stdout;
}

/** What is offered for the last word of a line, in the order of the alphabet, without descriptions. */
const SHELLS: Readonly<Record<string, (line: string) => string[]>> = {
  bash(line) {
    // Words are split at = as bash does it. What the function leaves to bash are file names, unless it turned that off.
    const words = line.split(/ |(?==)|(?<==)/).map((word) => `'${word}'`);
    const script = `source ./bash; files=1; compopt() { files=; }
      COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _telemend
      [[ \${#COMPREPLY[@]} == 0 && $files ]] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', '--norc', '-c', script).split('\n').filter(Boolean).sort();
  },
  fish(line) {
    const quoted = line.replaceAll("'", "\\'");
    return run('fish', '--no-config', '-c', `source ./fish; complete -C '${quoted}'`)
      .split('\n').filter(Boolean).map((offer) => offer.split('\t')[0]).sort();
  },
};

for (const [shell, offers] of Object.entries(SHELLS)) {
  describe.skipIf(!isThere(shell))(`completion in ${shell}`, () => {
    it('offers the commands', () => {
      expect(offers('telemend re')).toEqual(Object.keys(COMMANDS).filter((name) => name.startsWith('re')).sort());
    });

    it('offers the options of the command', () => {
      expect(offers('telemend recover --ma')).toEqual(['--maintenance', '--manifest', '--max-gap', '--max-line']);
    });

    it('offers the words that an option takes', () => {
      expect(offers('telemend recover --fill ')).toEqual(['hold', 'linear', 'none', 'plausible']);
    });

    it('offers files where a log is due', () => {
      expect(offers('telemend recover rea')).toEqual(['readings.jsonl']);
      expect(offers('telemend recover --audit rea')).toEqual(['readings.jsonl']);
    });

    it('offers nothing for a value that it cannot know', () => {
      expect(offers('telemend recover --seed rea')).toEqual([]);
    });

    it('offers the shells for completion itself', () => {
      expect(offers('telemend completion ')).toEqual(['bash', 'fish', 'zsh']);
    });
  });
}

describe.skipIf(!isThere('zsh'))('completion in zsh', () => {
  /** What a terminal shows after the line and two tabs. */
  function screen(line: string): string {
    const script = `
      zmodload zsh/zpty
      zpty inner zsh -f -i
      zpty -w inner 'PS1=; autoload -Uz compinit; compinit -u -D; source ./zsh; echo RE""ADY'
      seen=; while zpty -r inner out; do seen+=$out; [[ $seen == *READY* ]] && break; done
      zpty -w -n inner ${JSON.stringify(line)}$'\\t\\t'
      sleep 0.3
      zpty -w inner $'\\C-uexit'
      while zpty -r inner out; do print -r -- $out; done`;
    return run('timeout', '10', 'zsh', '-f', '-c', script).replace(/\x1b\[[\d;?]*[A-Za-z]/g, '');
  }

  it('offers commands, options, words and files', () => {
    expect(screen('telemend re')).toMatch(/reconcile +-- [^]*recover +-- [^]*replay +-- /);
    expect(screen('telemend recover --ma')).toMatch(/--manifest +-- [^]*--max-gap +-- [^]*--max-line +-- /);
    expect(screen('telemend recover --fill ')).toMatch(/hold +linear +none +plausible/);
    expect(screen('telemend recover rea')).toContain('readings.jsonl');
    expect(screen('telemend recover --seed rea')).not.toContain('readings.jsonl');
  });
});
