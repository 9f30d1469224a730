// The frame of the chart: which series, what is drawn, and how to move. The page's script brings it to life.
import type { RecoveryReport, SeriesReport } from '../../model/recovery-report.js';
import { formatCount, formatNoun } from '../number-format.js';
import { html, type Html } from './html.js';

/** With so many series a search is of use. */
const SEARCHED_FROM = 10;

const LAYERS = [
  { name: 'observed', label: 'observed', className: 'good' },
  { name: 'made', label: 'filled and repaired, 90 % band', className: 'made' },
  { name: 'aside', label: 'failed or set aside', className: 'failed' },
  { name: 'voids', label: 'left open', className: 'void' },
] as const;

export function chartSection({ series }: RecoveryReport): Html {
  if (series.length === 0) return html`<section id="chart-section"><h2>Chart</h2><p>There is no event to draw.</p></section>`;
  const search = series.length >= SEARCHED_FROM && html`<label>Search <input type="search" id="search" autocomplete="off" aria-controls="series"></label>`;
  return html`<section id="chart-section"><h2>Raw against recovered</h2>
<noscript><p>The chart needs scripts, which are off; the tables do not.</p></noscript>
<div class="controls" role="group" aria-label="Series">${search}
<label>Series <select id="series">${series.map((one, i) => html`<option value="${i}">${one.sensorId}: ${seriesText(one)}</option>`)}</select></label>
<button type="button" id="previous-series" title="The series before">◂</button><button type="button" id="next-series" title="The next series">▸</button></div>
<div class="controls" role="group" aria-label="What is drawn">${LAYERS.map(({ name, label, className }) => html`<label><input type="checkbox" data-layer="${name}" checked> <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="${className}" width="10" height="10"></rect></svg> ${label}</label>`)}
<label><input type="checkbox" id="fit-aside"> scale to the failed ones too</label></div>
<div class="controls" role="group" aria-label="View"><button type="button" data-view="in" title="Zoom in (+)">+</button><button type="button" data-view="out" title="Zoom out (−)">−</button><button type="button" data-view="left" title="Earlier (Shift and left)">←</button><button type="button" data-view="right" title="Later (Shift and right)">→</button><button type="button" data-view="reset" title="All of it (0)">reset</button><span id="span"></span></div>
<div id="chart" tabindex="0" role="group" aria-label="Chart of the series. Left and right go from point to point, with Shift they move the view, plus and minus zoom, 0 shows all."></div>
<p id="point" aria-live="polite">Drag to zoom, double click for all. With the chart in focus: wheel or + and − zoom, ← and → go from point to point, with Shift they move.</p>
<p id="thinning"></p>
<details id="points"><summary>What is in view, as a table</summary><div class="scrolls"></div></details></section>`;
}

function seriesText({ counts: { observed, repaired, filled, kept, left } }: SeriesReport): string {
  const parts = [formatNoun(observed, 'reading'), repaired > 0 && `${formatCount(repaired)} repaired`, kept > 0 && `${formatCount(kept)} failed`,
    filled > 0 && `${formatCount(filled)} filled`, left > 0 && `${formatCount(left)} left`];
  return parts.filter(Boolean).join(', ');
}
