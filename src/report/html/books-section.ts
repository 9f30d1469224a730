// The accounting: what became of every line.
import { accountingRows } from '../accounting-table.js';
import { formatCount } from '../number-format.js';
import type { RunReport } from '../../model/recovery-report.js';
import { html, type Html } from './html.js';

const BESIDE_THE_SUM = new Set(['filled', 'gaps', 'gapsLeft']);

/** The table, each bucket with its share as a bar. */
export function booksSection({ accounting }: RunReport): Html {
  const { lines } = accounting;
  const rows = accountingRows(accounting as Parameters<typeof accountingRows>[0]).map(({ name, count, share, meaning }) => {
    const isPart = name !== 'lines' && !BESIDE_THE_SUM.has(name);
    const bar = isPart && lines > 0 && html`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${count > 0 ? 'good' : ''}" width="${(100 * count) / lines}" height="8"></rect></svg>`;
    return html`<tr${name === 'lines' && html` class="sum"`}><th scope="row">${name}</th><td class="number">${formatCount(count)}</td><td class="number">${share}</td><td class="wide">${bar}</td><td>${meaning}</td></tr>`;
  });
  return html`<section id="books"><h2>What became of every line</h2>
<div class="scrolls"><table><thead><tr><th scope="col">what</th><th scope="col" class="number">count</th><th scope="col" class="number">share</th><th scope="col" class="wide"><span class="unseen">share as a bar</span></th><th scope="col">meaning</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
