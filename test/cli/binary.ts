// Runs the real command as a user does: the built binary in a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const BINARY = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a run of the command left behind. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `telemend` with these arguments, and with these options of Node, and waits for it. */
export function telemend(args: readonly string[], input: string | Buffer = '', nodeOptions: readonly string[] = []): Run {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is not there: npm run build makes it`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, BINARY, ...args], { input, encoding: 'utf8' });
  return { exitCode: status, stdout, stderr };
}

/** The path of the binary, for tests that need a process of their own making. */
export function binaryPath(): string {
  return BINARY;
}
