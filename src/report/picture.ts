// The picture of the README: a damaged stretch of a series above, the recovered one below, as an SVG that fits light and dark pages.
import { timeTicks, valueTicks } from './axis-ticks.js';
import { printable } from './printable.js';
import { extentOf, positionIn, type Extent, type Stretch } from './stretch.js';

/** A recovered stretch: bounds of the 90 % interval where a value is synthetic, NaN elsewhere. */
export interface RecoveredStretch extends Stretch {
  readonly lo: readonly number[];
  readonly hi: readonly number[];
}

/** What is drawn, and how large. */
export interface PictureOptions {
  readonly title: string;
  readonly damaged: Stretch;
  readonly recovered: RecoveredStretch;
  /** °C; drawn as a band. */
  readonly range: Extent;
  /** Pixels; 860 by 460 by default. */
  readonly width?: number;
  readonly height?: number;
}

interface Panel {
  readonly top: number;
  readonly height: number;
  readonly x: (timeMs: number) => number;
  readonly y: (value: number) => number;
}

const MARGIN = { left: 46, right: 14, top: 30, bottom: 50, between: 34 } as const;

const STYLE = `
text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;fill:#24292f}
.grid{stroke:#8b949e;stroke-opacity:.25}.range{fill:#2da44e;fill-opacity:.08}.void{fill:#8b949e;fill-opacity:.22}
.line{fill:none;stroke:#0969da;stroke-width:1.5;stroke-linejoin:round}.good{fill:#0969da}
.failed{fill:none;stroke:#cf222e;stroke-width:1.8}.band{fill:#bc4c00;fill-opacity:.2}.made{fill:#bc4c00}
@media(prefers-color-scheme:dark){text{fill:#9ea7b3}.title{fill:#e6edf3}.line{stroke:#58a6ff}.good{fill:#58a6ff}
.failed{stroke:#ff7b72}.band{fill:#ffa657}.made{fill:#ffa657}.range{fill:#3fb950;fill-opacity:.12}}`;

/**
 * Both panels have the same axes. Good readings, the range and the intervals set the scale; failed readings beyond it are marked at its
 * edge. Failed readings are crosses, runs of missing ones grey, synthetic ones dots in their 90 % band. O(points).
 *
 * @returns an SVG document, ASCII but for what the title holds.
 */
export function recoveryPicture(options: PictureOptions): string {
  const { title, damaged, recovered, range, width = 860, height = 460 } = options;
  const time = extentOf([...damaged.timeMs, ...recovered.timeMs]) ?? { low: 0, high: 0 };
  const inScale = (stretch: Stretch) => stretch.value.filter((_, i) => stretch.kind[i] !== 'failed');
  const values = padded(extentOf([range.low, range.high, ...inScale(damaged), ...inScale(recovered), ...recovered.lo, ...recovered.hi])!);
  const panelHeight = (height - MARGIN.top - MARGIN.between - MARGIN.bottom) / 2;
  const panel = (top: number): Panel => ({
    top,
    height: panelHeight,
    x: (timeMs) => MARGIN.left + positionIn(time, timeMs) * (width - MARGIN.left - MARGIN.right),
    y: (value) => top + (1 - Math.min(1, Math.max(0, positionIn(values, value)))) * panelHeight,
  });
  const above = panel(MARGIN.top);
  const below = panel(MARGIN.top + panelHeight + MARGIN.between);
  const heading = escapeXml(printable(title));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    `role="img" aria-label="${heading}">`,
    `<title>${heading}</title>`,
    `<style>${STYLE}\n</style>`,
    frame(above, `${heading}: as it came`, time, values, range),
    voids(above, damaged),
    observed(above, damaged),
    failed(above, damaged),
    frame(below, 'recovered', time, values, range),
    band(below, recovered),
    observed(below, recovered),
    made(below, recovered),
    ...timeTicks(time, 9).map(({ at, label }) => textAt(below.x(at), below.top + panelHeight + 16, label, 'middle')),
    legend(height - 10),
    '</svg>',
    '',
  ].join('\n');
}

function frame({ top, x, y }: Panel, title: string, time: Extent, values: Extent, range: Extent): string {
  const [left, right] = [x(time.low), x(time.high)];
  const ticks = valueTicks(values, 6).map(
    ({ at, label }) => `<path class="grid" d="M${px(left)} ${px(y(at))}H${px(right)}"/>${textAt(left - 6, y(at) + 4, label, 'end')}`,
  );
  const heading = `<text class="title" x="${px(left)}" y="${px(top - 10)}">${title}</text>`;
  return rectangle('range', left, y(range.high), right, y(range.low)) + ticks.join('') + heading;
}

/** From the reading before to the reading after each run of missing ones. */
function voids({ top, height, x }: Panel, { timeMs, kind }: Stretch): string {
  return runs(kind.length, (i) => kind[i] === 'missing')
    .map(([first, last]) => [timeMs[Math.max(0, first - 1)], timeMs[Math.min(kind.length - 1, last + 1)]])
    .map(([fromMs, toMs]) => rectangle('void', x(fromMs), top, x(toMs), top + height))
    .join('');
}

/** Lines through good readings that follow each other, a dot for one that stands alone. */
function observed({ x, y }: Panel, { timeMs, value, kind }: Stretch): string {
  return runs(kind.length, (i) => kind[i] === 'good')
    .map(([first, last]) => {
      if (first === last) return `<circle class="good" cx="${px(x(timeMs[first]))}" cy="${px(y(value[first]))}" r="1.5"/>`;
      return `<path class="line" d="${polyline(first, last, (i) => [x(timeMs[i]), y(value[i])])}"/>`;
    })
    .join('');
}

function failed({ x, y }: Panel, { timeMs, value, kind }: Stretch): string {
  const crosses = [...kind.keys()]
    .filter((i) => kind[i] === 'failed')
    .map((i) => `M${px(x(timeMs[i]) - 3.5)} ${px(y(value[i]) - 3.5)}l7 7m0-7l-7 7`);
  return crosses.length > 0 ? `<path class="failed" d="${crosses.join('')}"/>` : '';
}

/** The intervals of a run of synthetic readings, narrowing to the good readings beside it. */
function band({ x, y }: Panel, { timeMs, value, kind, lo, hi }: RecoveredStretch): string {
  const bound = (bounds: readonly number[], i: number) => y(Number.isNaN(bounds[i]) ? value[i] : bounds[i]);
  return runs(kind.length, isSynthetic(kind))
    .map(([first, last]) => {
      const from = first > 0 && kind[first - 1] === 'good' ? first - 1 : first;
      const to = last < kind.length - 1 && kind[last + 1] === 'good' ? last + 1 : last;
      const upper = polyline(from, to, (i) => [x(timeMs[i]), bound(hi, i)]);
      const lower = polyline(from, to, (i) => [x(timeMs[to - (i - from)]), bound(lo, to - (i - from))]);
      return `<path class="band" d="${upper}L${lower.slice(1)}Z"/>`;
    })
    .join('');
}

function made({ x, y }: Panel, { timeMs, value, kind }: Stretch): string {
  return [...kind.keys()]
    .filter(isSynthetic(kind))
    .map((i) => `<circle class="made" cx="${px(x(timeMs[i]))}" cy="${px(y(value[i]))}" r="1.8"/>`)
    .join('');
}

function legend(y: number): string {
  const entries = [
    [`<path class="line" d="M0 -4h16"/>`, 'observed', 90],
    [`<path class="failed" d="M5 -8l7 7m0-7l-7 7"/>`, 'failed', 76],
    [`<rect class="void" y="-10" width="16" height="12"/>`, 'missing', 84],
    [
      `<rect class="band" y="-10" width="16" height="12"/><circle class="made" cx="8" cy="-4" r="2"/>`,
      'filled or repaired, 90 % interval',
      236,
    ],
    [`<rect class="range" y="-10" width="16" height="12"/>`, 'range', 0],
  ] as const;
  let x: number = MARGIN.left;
  return entries
    .map(([symbol, label, step]) => {
      const entry = `<g transform="translate(${x} ${y})">${symbol}<text x="22">${label}</text></g>`;
      x += step;
      return entry;
    })
    .join('');
}

function isSynthetic(kind: Stretch['kind']): (i: number) => boolean {
  return (i) => kind[i] === 'filled' || kind[i] === 'repaired';
}

/** Maximal runs of indices that belong: pairs of first and last. */
function runs(count: number, belongs: (i: number) => boolean): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    if (!belongs(i)) continue;
    if (i > 0 && belongs(i - 1)) found[found.length - 1][1] = i;
    else found.push([i, i]);
  }
  return found;
}

function polyline(first: number, last: number, point: (i: number) => [x: number, y: number]): string {
  const points = Array.from({ length: last - first + 1 }, (_, k) => point(first + k).map(px).join(' '));
  return `M${points.join('L')}`;
}

function rectangle(name: string, left: number, top: number, right: number, bottom: number): string {
  return `<rect class="${name}" x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}"/>`;
}

function textAt(x: number, y: number, text: string, anchor: 'middle' | 'end'): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${text}</text>`;
}

/** A tenth of a pixel is as fine as anybody sees. */
function px(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

function padded({ low, high }: Extent): Extent {
  const margin = (high - low) * 0.04 || 1;
  return { low: low - margin, high: high + margin };
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
