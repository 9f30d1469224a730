// A first look at tables of loggers: what is found, and the command that recovers them.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { telemend } from './binary.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../conformance/logger-files/${name}`, import.meta.url));

describe('inspect of a table', () => {
  it('finds table, decimal comma and names', () => {
    const { stdout, exitCode } = telemend(['inspect', '--encoding', 'latin1', fileOf('preamble-semicolon-comma/log.csv')]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('4 columns parted by ";", rows from line 7 on, decimal comma');
    expect(stdout.trim().split('\n').pop()).toMatch(
      /^telemend recover --encoding latin1 --field timestamp=Zeit,temperature=Temperatur --assume-utc --decimal-comma --range=\S+ \S+ -o log\.clean\.csv$/,
    );
  });

  it('finds readings that stand for none', () => {
    const { stdout } = telemend(['inspect', fileOf('sentinels/log.csv')]);
    expect(stdout).toContain('--time-unit s --missing=-127,85 --range=');
  });
});
