// All series at a glance: how much of each was observed, repaired, filled and left, and when.
import { formatInstant } from '../../model/instant.js';
import type { RecoveryReport, SeriesReport } from '../../model/recovery-report.js';
import { formatCount, formatNoun } from '../number-format.js';
import { spanText } from '../span-text.js';
import { px } from './bar-chart.js';
import { html, type Html } from './html.js';

const STRIPS = 200;
const VOIDS_A_STRIP = 200;
const WIDTH = 1000;
const HEIGHT = 16;

/** The table of series. O(series x bins). */
export function courseSection({ series, seriesLeft }: RecoveryReport): Html {
  const firstMs = Math.min(...series.map((one) => one.firstMs).filter(Number.isFinite));
  const lastMs = Math.max(...series.map((one) => one.lastMs).filter(Number.isFinite));
  const hasKept = series.some(({ counts }) => counts.kept > 0);
  const rows = series.map((one, i) => {
    const { counts, cadenceMs, sensorId } = one;
    return html`<tr><th scope="row"><button type="button" class="link" data-series="${i}">${sensorId}</button></th>
<td class="number">${cadenceMs === undefined ? 'none' : spanText(cadenceMs)}</td><td class="number">${formatCount(counts.observed)}</td><td class="number">${formatCount(counts.repaired)}</td>${hasKept && html`<td class="number">${formatCount(counts.kept)}</td>`}<td class="number">${formatCount(counts.filled)}</td><td class="number">${formatCount(counts.left)}</td>
<td class="number">${valueText(one.least)}</td><td class="number">${valueText(one.most)}</td><td class="strip">${i < STRIPS && Number.isFinite(firstMs) && strip(one, firstMs, lastMs)}</td></tr>`;
  });
  const span = Number.isFinite(firstMs) && html`<p>${formatInstant(firstMs, 0)} to ${formatInstant(lastMs, 0)}, ${spanText(lastMs - firstMs)}. In the last column: observed <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="good" width="10" height="10"></rect></svg>, repaired <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="failed" width="10" height="10"></rect></svg>, filled <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="made" width="10" height="10"></rect></svg>, left open <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="hole" width="10" height="10"></rect></svg>.</p>`;
  return html`<section id="all-series"><h2>Series</h2>${span}
<div class="scrolls"><table><thead><tr><th scope="col">series</th>${['cadence', 'observed', 'repaired', ...(hasKept ? ['failed, kept'] : []), 'filled', 'left', 'least', 'most'].map((title) => html`<th scope="col" class="number">${title}</th>`)}<th scope="col">when</th></tr></thead><tbody>${rows}</tbody></table></div>
${seriesLeft > 0 && html`<p>${formatNoun(seriesLeft, 'more series', 'more series')} left out: <code>--sensor</code> chooses which are shown.</p>`}</section>`;
}

/** One row of the drawing: what most of each bin is made of, the rest in proportion; open voids over it. */
function strip({ course, voids, sensorId, counts }: SeriesReport, firstMs: number, lastMs: number): Html {
  const scale = WIDTH / Math.max(1, lastMs - firstMs);
  const x = (ms: number) => Math.min(WIDTH, Math.max(0, (ms - firstMs) * scale));
  const bins = course.observed.map((observed, i) => {
    const sum = observed + course.repaired[i] + course.filled[i];
    if (sum === 0) return undefined;
    const from = course.fromMs + i * course.widthMs;
    const [left, right] = [x(from), x(from + course.widthMs)];
    const heights = [observed, course.repaired[i], course.filled[i]].map((count) => (count / sum) * HEIGHT);
    let y = HEIGHT;
    return heights.map((height, part) => {
      if (height === 0) return undefined;
      y -= height;
      return html`<rect class="${['good', 'failed', 'made'][part]}" x="${px(left)}" y="${px(y)}" width="${px(right - left)}" height="${px(height)}"></rect>`;
    });
  });
  const open = voids.slice(0, VOIDS_A_STRIP).map(({ afterMs, beforeMs }) => html`<rect class="hole" x="${px(x(afterMs))}" y="0" width="${px(Math.max(1, x(beforeMs) - x(afterMs)))}" height="${HEIGHT}"></rect>`);
  const label = `${sensorId}: ${formatCount(counts.observed)} observed, ${formatCount(counts.repaired)} repaired, ${formatCount(counts.filled)} filled, ${formatCount(counts.left)} left`;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${bins}${open}</svg>`;
}

/** Six digits at most. */
function valueText(value: number): string {
  return Number.isNaN(value) ? '-' : String(Number(value.toPrecision(6)));
}
