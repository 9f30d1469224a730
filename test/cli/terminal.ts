// Runs the command in a pseudo terminal, as a person does, and tells what is on the screen in the end.
import { spawnSync } from 'node:child_process';
import { binaryPath } from './binary.js';

/** Whether `script` of util-linux is here to make one. */
export const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;

/** A run in a terminal. */
export interface TerminalRun {
  readonly exitCode: number | null;
  /** Every byte that was written. */
  readonly written: string;
  /** The lines that are left: what was overwritten is gone. */
  readonly screen: string;
}

/** Runs a line as it would be typed, in which `telemend` is the built command; stdout and stderr are one terminal. */
export function inTerminal(line: string, cwd: string): TerminalRun {
  const script = `telemend() { '${process.execPath}' '${binaryPath()}' "$@"; }; ${line}`;
  const { status, stdout } = spawnSync('script', ['-qec', script, '/dev/null'], {
    cwd, encoding: 'utf8', env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1' },
  });
  return { exitCode: status, written: stdout, screen: onScreen(stdout) };
}

/** What is left of what was written: lines that were written over are gone. */
export function onScreen(written: string): string {
  return written.replaceAll('\r\n', '\n').split('\n').map(lineOnScreen).join('\n');
}

/** Each carriage return begins the line anew, over what stands there. */
function lineOnScreen(line: string): string {
  const characters: string[] = [];
  for (const piece of line.split('\r')) [...piece].forEach((character, i) => (characters[i] = character));
  return characters.join('').trimEnd();
}
