import { describe, expect, test } from 'vitest';
import { accountingTable } from '../../src/report/accounting-table.js';
import { timeTicks, valueTicks } from '../../src/report/axis-ticks.js';
import { beforeAfter } from '../../src/report/before-after.js';
import { createBrailleCanvas } from '../../src/report/braille-canvas.js';
import { recoveryPicture } from '../../src/report/picture.js';
import type { PointKind, Stretch } from '../../src/report/stretch.js';
import { wantsColour } from '../../src/report/terminal-style.js';
import { textWidth } from '../../src/report/text-width.js';

const START_MS = Date.UTC(2026, 0, 1);

function stretch(points: readonly (readonly [value: number, kind: PointKind])[]): Stretch {
  return {
    timeMs: points.map((_, i) => START_MS + i * 1000),
    value: points.map(([value]) => value),
    kind: points.map(([, kind]) => kind),
  };
}

const damaged = stretch([[50, 'good'], [55, 'good'], [99, 'failed'], [NaN, 'missing'], [NaN, 'missing'], [51, 'good']]);
const repaired = stretch([[50, 'good'], [55, 'good'], [54, 'repaired'], [53, 'filled'], [52, 'filled'], [51, 'good']]);
const recovered = { ...repaired, lo: [NaN, NaN, 53.5, 52.5, 51.5, NaN], hi: [NaN, NaN, 54.5, 53.5, 52.5, NaN] };
const range = { low: 50, high: 55 };

describe('the canvas', () => {
  test('sets the dot it is told, cell by cell', () => {
    const canvas = createBrailleCanvas(2, 1);
    canvas.dot(0, 0);
    canvas.dot(3, 3);
    canvas.dot(-1, 0);
    canvas.dot(4, 0);
    expect(canvas.rows()).toEqual(['\u2801\u2880']);
  });

  test('draws a line with both its ends, blank cells as blanks', () => {
    const canvas = createBrailleCanvas(3, 2);
    canvas.line(0, 0, 3, 3);
    expect(canvas.rows()).toEqual(['\u2811\u2884 ', '   ']);
  });
});

describe('before and after in the terminal', () => {
  const picture = beforeAfter({ title: 's1', damaged, recovered, range, width: 30, height: 3 });

  test('looks like this', () => {
    expect(`\n${picture}`).toMatchInlineSnapshot(`
      "
      s1  2026-01-01T00:00:00.000Z …
      damaged  · missing  × failed
      55 │    ⢠⠊    ⠈
         │  ⢀⠔⠁
      50 │ ⡠⠃                     ⠐
         └          ×    ·    ·
      recovered  + filled  * repaired
      55 │    ⢠⠊⠉⠒⠒⠢⠤⠤⣀⣀
         │  ⢀⠔⠁         ⠉⠉⠒⠢⠤⢄⣀⡀
      50 │ ⡠⠃                  ⠈⠉⠑⠒
         └          *    +    +
      "
    `);
  });

  test('fits its width, without colour unless asked for', () => {
    expect(Math.max(...picture.split('\n').map(textWidth))).toBeLessThanOrEqual(60);
    expect(picture).not.toContain('\u001b');
    expect(beforeAfter({ title: 's1', damaged, recovered, range, coloured: true })).toContain('\u001b[31m×\u001b[39m failed');
  });

  test('takes an empty stretch and a single reading', () => {
    const empty = stretch([]);
    expect(beforeAfter({ title: 's1', damaged: empty, recovered: empty, range })).toContain('damaged');
    const single = stretch([[52, 'good']]);
    expect(beforeAfter({ title: 's1', damaged: single, recovered: single, range })).toMatch(/[\u2801-\u28ff]/);
  });
});

test('colour is for terminals that can, and NO_COLOR turns it off', () => {
  expect(wantsColour(true, {})).toBe(true);
  expect(wantsColour(true, { NO_COLOR: '' })).toBe(true);
  expect(wantsColour(true, { NO_COLOR: '0' })).toBe(false);
  expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
  expect(wantsColour(false, {})).toBe(false);
});

describe('the SVG picture', () => {
  const svg = recoveryPicture({ title: 's1 <&">\u001b', damaged, recovered, range });

  test('is well-formed, with the title escaped', () => {
    const open: string[] = [];
    for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (closing) expect(open.pop()).toBe(name);
      else if (!selfClosing) open.push(name);
    }
    expect(open).toEqual([]);
    expect(svg).toContain('<title>s1 &#60;&#38;&#34;&#62;\\x1b</title>');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('marks each failed reading, each void once, each synthetic reading and its band', () => {
    const count = (pattern: RegExp) => svg.split('<g transform')[0].match(pattern)?.length ?? 0;
    expect(count(/l7 7m0-7l-7 7/g)).toBe(1);
    expect(count(/class="void"/g)).toBe(1);
    expect(count(/class="made"/g)).toBe(3);
    expect(count(/class="band"/g)).toBe(1);
    // Two readings before the damage in each panel, the single one behind it as a dot.
    expect(count(/class="line"/g)).toBe(2);
    expect(count(/class="good"/g)).toBe(2);
  });

  test('keeps everything inside', () => {
    const numbers = [...svg.matchAll(/ c?[x]="([^"]+)"/g)].map(([, x]) => Number(x));
    expect(Math.max(...numbers)).toBeLessThanOrEqual(860);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  });

  test('has colours for light and for dark pages', () => {
    expect(svg).toContain('@media(prefers-color-scheme:dark)');
  });
});

describe('axes', () => {
  test.each([
    [0, 10, 6, '0 2 4 6 8 10'],
    [49.8, 55.2, 6, '50 52 54'],
    [-0.3, 0.3, 7, '-0.3 -0.2 -0.1 0.0 0.1 0.2 0.3'],
    [1000, 1001, 3, '1000.0 1000.5 1001.0'],
  ])('values from %d to %d have the round ticks of at most %d', (low, high, most, expected) => {
    expect(valueTicks({ low, high }, most).map(({ label }) => label).join(' ')).toBe(expected);
  });

  test.each([
    [60_000, 5, '00:00:00 00:00:15 00:00:30 00:00:45 00:01:00'],
    [3_600_000, 5, '00:00 00:15 00:30 00:45 01:00'],
    [2 * 86_400_000, 3, '2026-01-01 2026-01-02 2026-01-03'],
    [10, 3, '00:00:00.000 00:00:00.005 00:00:00.010'],
  ])('a span of %d ms has the round times of at most %d', (span, most, expected) => {
    expect(timeTicks({ low: START_MS, high: START_MS + span }, most).map(({ label }) => label).join(' ')).toBe(expected);
  });

  test('a single point has no endless axis', () => {
    expect(valueTicks({ low: 5, high: 5 }, 5).length).toBeLessThanOrEqual(5);
    expect(timeTicks({ low: START_MS, high: START_MS }, 5).length).toBeLessThanOrEqual(5);
  });
});

test('the accounting shows the usual buckets and those that hold lines, and their sum', () => {
  const zero = { blank: 0, deadLetters: 0, outside: 0, late: 0, duplicates: 0, conflicts: 0, missing: 0, synthetic: 0 };
  const lines = { ...zero, missing: 2, observed: 1_000, repaired: 48, dropped: 0, kept: 0, lines: 1_050 };
  const table = accountingTable({ ...lines, filled: 60, gaps: 7, gapsLeft: 1 });
  expect(table.split('\n').map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '))).toEqual([
    'what count',
    'deadLetters 0',
    'duplicates 0',
    'conflicts 0',
    'missing 2',
    'observed 1,000',
    'repaired 48',
    'lines 1,050',
    'filled 60',
    'gaps 7',
    'gapsLeft 1',
    '',
  ]);
  expect(Math.max(...table.split('\n').map(textWidth))).toBeLessThanOrEqual(80);
});
