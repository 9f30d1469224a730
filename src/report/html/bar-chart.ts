// A histogram as a drawing, with the same numbers as a table below it for those who cannot see it, or want to copy them.
import { formatCount } from '../number-format.js';
import { html, type Html } from './html.js';

/** One bar; several counts stand one on the other. */
export interface Bar {
  readonly label: string;
  readonly counts: readonly number[];
}

export interface BarChartOptions {
  readonly title: string;
  /** What the bars are, for the table. */
  readonly what: string;
  /** What the parts of a bar are, and the class that colours each. */
  readonly parts: readonly { readonly name: string; readonly className: string }[];
  readonly bars: readonly Bar[];
}

const WIDTH = 440;
const HEIGHT = 170;
const BASE = HEIGHT - 40;
const TOP = 16;
/** For labels that are wider than their bar. */
const MARGIN = 24;
const MOST_LABELS = 9;

/** The figure. O(bars). */
export function barChart({ title, what, parts, bars }: BarChartOptions): Html {
  const sums = bars.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
  const most = Math.max(1, ...sums);
  const step = WIDTH / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / MOST_LABELS);
  const columns = bars.map(({ label, counts }, i) => {
    let y = BASE;
    const rectangles = counts.map((count, part) => {
      const height = (count / most) * (BASE - TOP);
      y -= height;
      return count > 0 && html`<rect class="${parts[part].className}" x="${px(i * step + step * 0.1)}" y="${px(y)}" width="${px(step * 0.8)}" height="${px(Math.max(height, 1))}"></rect>`;
    });
    const x = px(i * step + step / 2);
    return html`<g><title>${label}: ${counts.map((count, part) => `${formatCount(count)} ${parts[part].name}`).join(', ')}</title>${rectangles}
${bars.length <= MOST_LABELS && sums[i] > 0 && html`<text x="${x}" y="${px(y - 4)}">${formatCount(sums[i])}</text>`}
${i % every === 0 && html`<text x="${x}" y="${BASE + 15}">${label}</text>`}</g>`;
  });
  const legend = parts.length > 1 && html`<p class="legend">${parts.map(({ name, className }) => html`<span><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="${className}" width="10" height="10"></rect></svg> ${name}</span> `)}</p>`;
  return html`<figure>
<figcaption>${title}</figcaption>
<svg class="bars" viewBox="${-MARGIN} 0 ${WIDTH + 2 * MARGIN} ${HEIGHT}" role="img" aria-label="${title}; the table below has the numbers"><line x1="0" x2="${WIDTH}" y1="${BASE}" y2="${BASE}"></line>${columns}
<text x="${WIDTH / 2}" y="${HEIGHT - 6}" class="axis">${what}</text></svg>${legend}
<details><summary>As a table</summary><table><thead><tr><th scope="col">${what}</th>${parts.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${bars.map(({ label, counts }) => html`<tr><th scope="row">${label}</th>${counts.map((count) => html`<td class="number">${formatCount(count)}</td>`)}</tr>`)}</tbody></table></details>
</figure>`;
}

/** A tenth of a unit is as fine as anybody sees. */
export function px(length: number): string {
  return String(Math.round(length * 10) / 10);
}
