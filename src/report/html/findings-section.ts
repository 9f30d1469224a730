// What was wrong with the log: how long voids were, how far off failed readings, which checks they failed, and lines that are no events.
import { DEAD_LETTER_TEXT } from '../../model/dead-letter.js';
import type { HistogramBin, RecoveryReport } from '../../model/recovery-report.js';
import { formatCount } from '../number-format.js';
import { barChart, type Bar } from './bar-chart.js';
import { html, type Html } from './html.js';

/** Histograms and tables; of what the log has none a sentence says so. */
export function findingsSection(report: RecoveryReport): Html {
  return html`<section id="findings"><h2>What was wrong</h2>
<div class="figures">${voidFigure(report)}${errorFigure(report)}</div>${reasonTable(report)}${deadLetterTable(report)}</section>`;
}

function voidFigure({ filledVoids, openVoids }: RecoveryReport): Html {
  if (!filledVoids || !openVoids) return html`<p>Without the audit nobody knows how long the voids were.</p>`;
  const length = Math.max(filledVoids.length, openVoids.length);
  if (length === 0) return html`<p>No voids: every event that was due is there, and none failed.</p>`;
  const bars = Array.from({ length }, (_, i): Bar => {
    const { from, to } = (filledVoids[i] ?? openVoids[i]);
    return { label: to - from === 1 ? formatCount(from) : `${formatCount(from)}–${formatCount(to - 1)}`, counts: [filledVoids[i]?.count ?? 0, openVoids[i]?.count ?? 0] };
  });
  return barChart({
    title: 'Voids by their length', what: 'events missing in a void',
    parts: [{ name: 'filled', className: 'made' }, { name: 'left open', className: 'hole' }], bars,
  });
}

function errorFigure({ errors }: RecoveryReport): Html {
  if (errors.length === 0) return html`<p>No failed reading was replaced.</p>`;
  return barChart({
    title: 'Replaced readings by how far they lay from what was expected', what: 'reading minus expected mean',
    parts: [{ name: 'readings', className: 'failed' }], bars: errors.map((bin) => ({ label: signedLabel(bin), counts: [bin.count] })),
  });
}

/** A bin is named by its bounds; at an open end by the one that it has. */
function signedLabel({ from, to }: HistogramBin): string {
  if (from === -Infinity) return `below ${to}`;
  if (to === Infinity) return `above ${from}`;
  return from < 0 && to > 0 ? `±${to}` : `${from} to ${to}`;
}

function reasonTable({ reasons, run }: RecoveryReport): Html {
  const along = run?.checks ?? [];
  if (reasons.length === 0 && along.length === 0) return html`<p>No reading failed a check.</p>`;
  const rows = reasons.map(({ name, failed, suspect }) => html`<tr><th scope="row">${name}</th><td class="number">${formatCount(failed)}</td><td class="number">${formatCount(suspect)}</td></tr>`);
  return html`<h3>Checks</h3>
<table><thead><tr><th scope="col">check</th><th scope="col" class="number">failed</th><th scope="col" class="number">suspect</th></tr></thead><tbody>${rows}</tbody></table>${alongTable(along)}`;
}

function alongTable(checks: readonly Readonly<Record<string, unknown>>[]): Html | undefined {
  if (checks.length === 0) return undefined;
  const columns = ['pass', 'suspect', 'fail', 'notEvaluated'];
  return html`<table><caption>Checks along the series, over all readings</caption><thead><tr><th scope="col">check</th>${columns.map((name) => html`<th scope="col" class="number">${name === 'notEvaluated' ? 'not evaluated' : name}</th>`)}</tr></thead>
<tbody>${checks.map((check) => html`<tr><th scope="row">${String(check.check)}</th>${columns.map((name) => html`<td class="number">${formatCount(Number(check[name] ?? 0))}</td>`)}</tr>`)}</tbody></table>`;
}

function deadLetterTable({ deadLetters }: RecoveryReport): Html {
  if (!deadLetters) return html`<p>The dead letters are not there to be shown.</p>`;
  if (deadLetters.length === 0) return html`<p>Every line was an event.</p>`;
  const rows = deadLetters.map(({ code, count, file, line, raw }) => html`<tr><th scope="row">${code}</th><td class="number">${formatCount(count)}</td><td>${DEAD_LETTER_TEXT[code]}</td><td>${file}:${line} <code>${raw}</code></td></tr>`);
  return html`<h3>Lines that are no events</h3>
<div class="scrolls"><table><thead><tr><th scope="col">code</th><th scope="col" class="number">lines</th><th scope="col">why</th><th scope="col">the first</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
