// Brings the report to life: reads its data, draws the chosen series, and listens to the controls.
import type { PackedSeries } from '../chart-data.js';
import type { Move } from './movement.js';
import { fillPointTable } from './point-table.js';
import { timeText } from './point-text.js';
import { SeriesChart } from './series-chart.js';
import { createSeriesPicker } from './series-picker.js';

const all = JSON.parse(byId('data').textContent ?? '[]') as readonly PackedSeries[];
if (all.length > 0) start();

function start(): void {
  const table = byId<HTMLDetailsElement>('points');
  const chart = new SeriesChart(byId('chart'), {
    onView: ({ from, to }) => {
      byId('span').textContent = `${timeText(Math.round(from))} to ${timeText(Math.round(to))}`;
      updateTable();
    },
    onPoint: (lines) => (byId('point').textContent = lines.join('; ')),
  });
  let isTableDue = false;
  function updateTable(): void {
    if (!table.open || isTableDue) return;
    isTableDue = true;
    requestAnimationFrame(() => {
      isTableDue = false;
      const { rows } = chart;
      if (rows) fillPointTable(table.querySelector('div')!, rows, ...chart.inView());
    });
  }
  const picker = createSeriesPicker(all, (series) => {
    chart.show(series);
    byId('thinning').textContent = thinningText(series);
  });

  table.addEventListener('toggle', updateTable);
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-layer]')) {
    const apply = () => (chart.shown[box.dataset.layer as keyof typeof chart.shown] = box.checked);
    apply(); // a browser may remember what was chosen before
    box.addEventListener('change', () => {
      apply();
      chart.redraw();
    });
  }
  const fit = byId<HTMLInputElement>('fit-aside');
  chart.fitsAside = fit.checked;
  fit.addEventListener('change', () => {
    chart.fitsAside = fit.checked;
    chart.redraw();
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-view]')) {
    button.addEventListener('click', () => chart.move(button.dataset.view as Move));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-series]')) {
    button.addEventListener('click', () => {
      picker.choose(Number(button.dataset.series));
      byId('chart-section').scrollIntoView();
      byId('chart').focus({ preventScroll: true });
    });
  }
  picker.choose(0);
}

function thinningText({ thinned: [observed, made, aside] }: PackedSeries): string {
  const parts = [['observed readings', observed], ['made ones', made], ['failed ones', aside]] as const;
  const thinned = parts.filter(([, size]) => size > 1).map(([what, size]) => `of each ${size} ${what}`);
  return thinned.length === 0 ? 'Every reading is drawn.'
    : `Thinned: ${thinned.join(', ')} the least and the most are drawn. telemend report with --sensor, --from and --to draws a part in full.`;
}

function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}
