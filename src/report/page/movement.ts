// Moving in the chart: by buttons, keys, wheel and fingers. Dragging with a mouse is uPlot's own.
import type uPlot from 'uplot';

/** A view of the time axis, epoch ms. */
export interface View {
  readonly from: number;
  readonly to: number;
}

export type Move = 'in' | 'out' | 'left' | 'right' | 'reset';

/** The view after a move; `all` is what reset shows, `leastMs` the narrowest. `at` is a share of the width that stays where it is. */
export function moved({ from, to }: View, move: Move, all: View, leastMs: number, at = 0.5): View {
  const width = to - from;
  switch (move) {
    case 'reset': return all;
    case 'left': return { from: from - width / 4, to: to - width / 4 };
    case 'right': return { from: from + width / 4, to: to + width / 4 };
    default: {
      const wider = Math.max(leastMs, Math.min(2 * (all.to - all.from), width * (move === 'in' ? 0.5 : 2)));
      const start = from + (width - wider) * at;
      return { from: start, to: start + wider };
    }
  }
}

const KEYS: Readonly<Record<string, Move>> = { '+': 'in', '=': 'in', '-': 'out', '−': 'out', 0: 'reset', Escape: 'reset' };

/** Keys of the chart: moves, or steps from point to point. */
export function listenToKeys(chart: HTMLElement, onMove: (move: Move) => void, onStep: (step: 'next' | 'previous' | 'first' | 'last') => void): void {
  chart.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey } = event;
    if (key in KEYS) onMove(KEYS[key]);
    else if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const isLeft = key === 'ArrowLeft';
      if (shiftKey) onMove(isLeft ? 'left' : 'right');
      else onStep(isLeft ? 'previous' : 'next');
    } else if (key === 'Home') onStep('first');
    else if (key === 'End') onStep('last');
    else return;
    event.preventDefault();
  });
}

/** The wheel zooms where the chart is in focus, or with Ctrl; otherwise it scrolls the page. */
export function listenToWheel(chart: HTMLElement, plot: uPlot, onZoom: (move: Move, at: number) => void): void {
  plot.over.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !chart.contains(document.activeElement)) return;
    event.preventDefault();
    if (event.deltaY === 0) return;
    onZoom(event.deltaY < 0 ? 'in' : 'out', event.offsetX / plot.over.clientWidth);
  }, { passive: false });
}

/** One finger moves the view, two widen or narrow it; up and down scroll the page. */
export function listenToFingers(plot: uPlot, viewOf: () => View, setView: (view: View) => void): void {
  const { over } = plot;
  const fingers = new Map<number, number>();
  over.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, event.offsetX);
  });
  over.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const { from, to } = viewOf();
    const msPerPixel = (to - from) / over.clientWidth;
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, event.offsetX);
    if (other === undefined) {
      const by = (before - event.offsetX) * msPerPixel;
      setView({ from: from + by, to: to + by });
    } else {
      // What lies under each finger stays there.
      const still = from + other * msPerPixel;
      const under = from + before * msPerPixel;
      const scale = Math.abs(event.offsetX - other) < 1 ? msPerPixel : (under - still) / (event.offsetX - other);
      if (scale > 0) setView({ from: still - other * scale, to: still + (over.clientWidth - other) * scale });
    }
  });
  for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const) over.addEventListener(type, ({ pointerId }) => fingers.delete(pointerId));
}
