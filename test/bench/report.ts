// The results as a page: targets first, then each section with its commands. The same text goes to the terminal and to RESULTS.md.
import type { Bench } from './bench.js';
import type { Command } from './measure.js';
import { isReached, type Row, type Section, type Target } from './section.js';

const MIBIBYTE = 2 ** 20;
/** Longer arguments are statements of peers/sql.ts. */
const LONGEST_SHOWN = 120;

/** One section: what was checked, a table of the runs, the commands. */
export function sectionText(section: Section, bench: Bench): string {
  const [first] = section.rows;
  return [
    `## ${section.title}`,
    `Checked first: ${section.checked}`,
    '',
    '| | median s | least to most | processor s | peak MB | M events/s | time, of the first |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...section.rows.map((row) => rowText(row, first)),
    '',
    ...(section.notes ?? []).flatMap((note) => [note, '']),
    ...section.commands.map((command) => `- ${command.name}: \`${spell(command, bench)}\``),
    '',
  ].join('\n');
}

/** All targets, reached or missed, and what held back those that were missed. */
export function targetsText(targets: readonly Target[]): string {
  const missed = targets.filter((target) => !isReached(target, target.atLeast) && target.heldBack !== undefined);
  return [
    '| work | measured | at least | aim | |',
    '|---|---:|---:|---:|---|',
    ...targets.map((target) => {
      const { work, measured, atLeast, aim, unit } = target;
      const verdict = isReached(target, aim) ? 'aim reached' : isReached(target, atLeast) ? 'reached' : '**missed**';
      return `| ${work} | ${figure(measured)} ${unit} | ${atLeast} | ${aim} | ${verdict} |`;
    }),
    '',
    ...missed.flatMap(({ work, heldBack }) => [`Missed, ${work}: ${heldBack}`, '']),
  ].join('\n');
}

function rowText({ name, seconds, least, most, cpuSeconds, peakBytes, events }: Row, first: Row): string {
  const cells = [
    name,
    seconds.toFixed(2),
    `${least.toFixed(2)} - ${most.toFixed(2)}`,
    known(cpuSeconds, (value) => value.toFixed(2)),
    known(peakBytes / MIBIBYTE, (value) => value.toFixed(0)),
    figure(events / seconds / 1e6),
    figure(seconds / first.seconds),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** As a person would type it in the temporary folder. */
function spell({ argv, env }: Command, bench: Bench): string {
  const variables = Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`);
  const words = argv.map((word) => (word.length > LONGEST_SHOWN ? `'... (peers/sql.ts)'` : quoted(word))).join(' ');
  return [...variables, words]
    .join(' ')
    .replace(bench.telemend().join(' '), 'telemend')
    .replaceAll(`${bench.folder}/`, '')
    .replaceAll(bench.folder, '.')
    .replace(/^\S*node \S*\/peers\//, 'node peers/')
    .replace(`${bench.dist} `, 'dist ');
}

/** For a shell, where it needs that. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function known(value: number, spelled: (value: number) => string): string {
  return Number.isNaN(value) ? '-' : spelled(value);
}

function figure(value: number): string {
  return value.toPrecision(3).replace(/e\+?(\d+)$/, 'e$1');
}
