// Walks through a page of the documentation: makes its files, runs its commands, and tells what each printed and what the page shows for it.
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { binaryPath } from '../cli/binary.js';

/** A block of commands, what they printed and left in their outputs, and the blocks of output that the page shows behind them. */
export interface Step {
  readonly commands: readonly string[];
  readonly printed: string;
  readonly shown: readonly string[];
}

/** Runs the blocks of a page in a folder: `sh` holds commands, `mjs` a module named in its first line, `text` and `json` are outputs. */
export function walkPage(path: string, folder: string): Step[] {
  const steps: (Step & { shown: string[] })[] = [];
  for (const [, language, block] of readFileSync(path, 'utf8').matchAll(/^```(sh|mjs|text|json)\n([^]*?)^```$/gm)) {
    if (language === 'mjs') {
      const name = /^\/\/ (\S+)/.exec(block)![1];
      writeFileSync(join(folder, name), block);
    } else if (language === 'sh') {
      const commands = block.trim().split('\n');
      steps.push({ commands, printed: commands.map((command) => run(command, folder)).join(''), shown: [] });
    } else {
      steps.at(-1)?.shown.push(block);
    }
  }
  return steps;
}

/** What a command prints, and what is in the file that it writes. */
function run(command: string, folder: string): string {
  const [program, ...args] = command.split(' ').map((word) => word.replace(/^'(.*)'$/, '$1'));
  if (program !== 'telemend') throw new Error(`a page runs telemend alone, not ${program}`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [binaryPath(), ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0 && status !== 3) throw new Error(`${command}: ${stderr}`);
  const output = args.indexOf('-o');
  return stdout + stderr + (output < 0 ? '' : readFileSync(join(folder, args[output + 1]), 'utf8'));
}
