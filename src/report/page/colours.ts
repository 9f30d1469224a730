// The colours of the chart, which are those of the page: light, dark, or for paper.

export interface Colours {
  readonly good: string;
  readonly made: string;
  readonly band: string;
  readonly failed: string;
  readonly void: string;
  readonly text: string;
  readonly grid: string;
}

const NAMES = ['good', 'made', 'band', 'failed', 'void', 'text', 'grid'] as const satisfies readonly (keyof Colours)[];

/** As the style sheet has them now. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as unknown as Colours;
}

/** Calls back whenever they may have changed: dark and light, screen and paper. */
export function onColourChange(changed: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', 'print']) matchMedia(query).addEventListener('change', changed);
}
