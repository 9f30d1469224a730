// What the long runs counted, kept on a page: each run writes its own row of test/RELIABILITY.md, and nobody else does.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../RELIABILITY.md', import.meta.url));

/** What a run did and found, by name: `{ mutatedLines: 1_000_000, stackTraces: 0 }`. */
export type Counts = Readonly<Record<string, number>>;

/**
 * Records what a long run counted. Call it before anything is expected of the counts, so that the page shows bad ones too.
 *
 * @param run what was done, in a few words; a run of the same name is replaced
 * @param script what starts it: `npm run test:long`
 */
export function recordRun(run: string, script: string, counts: Counts): void {
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(PAGE, withRow(readFileSync(PAGE, 'utf8'), `| ${run} | ${countsText(counts)} | \`${script}\` | ${day}, Node ${process.versions.node} |`));
}

/** The page with a row in the place of the one that has the same first cell, or behind all rows. */
export function withRow(page: string, row: string): string {
  const lines = page.trimEnd().split('\n');
  const [, run] = row.split('|');
  const at = lines.findIndex((line) => line.split('|')[1] === run);
  lines.splice(at < 0 ? lines.length : at, at < 0 ? 0 : 1, row);
  return `${lines.join('\n')}\n`;
}

function countsText(counts: Counts): string {
  return Object.entries(counts).map(([name, count]) => `${count.toLocaleString('en')} ${wordsOf(name)}`).join(', ');
}

/** `stackTraces` as "stack traces"; capitals that stand together stay. */
function wordsOf(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}
