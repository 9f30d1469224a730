// Runs a command inside of the test's own process, for sweeps of hundreds of runs; what the binary adds to it is tested on the binary.
import { vi } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.js';
import { describeFailure } from '../../src/cli/failure.js';
import type { Run } from './binary.js';

type Done = (error?: Error | null) => void;

/** Runs `telemend` with these arguments. */
export async function telemendInProcess([name, ...args]: readonly string[]): Promise<Run> {
  const stdout = captured(process.stdout);
  const stderr = captured(process.stderr);
  process.exitCode = 0;
  try {
    const command = await COMMANDS[name].load();
    await command.exitOverride().parseAsync(args, { from: 'user' });
  } catch (error) {
    const { text, exitCode } = describeFailure(error, false);
    process.stderr.write(text);
    process.exitCode = exitCode;
  } finally {
    vi.restoreAllMocks();
  }
  const { exitCode } = process;
  process.exitCode = 0;
  return { exitCode: Number(exitCode), stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

function captured(stream: NodeJS.WriteStream): Buffer[] {
  const pieces: Buffer[] = [];
  vi.spyOn(stream, 'write').mockImplementation((bytes: Uint8Array | string, encoding?: BufferEncoding | Done, done?: Done) => {
    pieces.push(Buffer.from(bytes as Uint8Array));
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  });
  return pieces;
}
