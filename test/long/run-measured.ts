// Runs the built program in a process of its own, and tells how much memory it took at most.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface MeasuredRun {
  readonly exitCode: number;
  readonly stderr: string;
  readonly maxResidentBytes: number;
  readonly seconds: number;
}

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
// Linux and macOS alike: libuv gives kibibytes on both.
const REPORT = 'data:text/javascript,process.on("exit",()=>process.stderr.write(`maxRSS ${process.resourceUsage().maxRSS}\\n`))';

export async function runMeasured(args: readonly string[]): Promise<MeasuredRun> {
  const start = performance.now();
  const { stderr, code } = await promisify(execFile)(process.execPath, ['--import', REPORT, MAIN, ...args]).then(
    (output) => ({ ...output, code: 0 }),
    (error: { stderr: string; code: number }) => error,
  );
  const seconds = (performance.now() - start) / 1000;
  return { exitCode: code, stderr, seconds, maxResidentBytes: Number(/maxRSS (\d+)/.exec(stderr)?.[1]) * 1024 };
}
