// The report in a real Chromium: it draws, zooms and tells points, asks for nothing, complains of nothing, and shows data as text.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { telemend } from '../cli/binary.js';
import { chromiumPath, launchChromium, openReport } from './chromium.js';

const HOSTILE = '</script><img src=x onerror="console.error(1)"><!--<script>\u202e"\'&amp;';
const folder = mkdtempSync(join(tmpdir(), 'telemend-browser-'));
const paths = { small: join(folder, 'small.html'), large: join(folder, 'large.html'), hostile: join(folder, 'hostile.html') };

/** Simulates a log, recovers it, and reports on it. */
function makeReport(name: keyof typeof paths, generate: readonly string[], recover: readonly string[] = []): void {
  const [log, clean] = [join(folder, `${name}.jsonl`), join(folder, `${name}.clean.jsonl`)];
  telemend(['generate', ...generate, '-o', log]);
  expect(telemend(['recover', '--exit-zero', ...recover, log, '-o', clean])).toMatchObject({ exitCode: 0 });
  expect(telemend(['report', clean, '-o', paths[name]])).toMatchObject({ exitCode: 0 });
}

/** An hour of twelve sensors; one bears the hostile name, as does a line that is no event. */
function makeHostileReport(): void {
  const [log, clean] = [join(folder, 'names.jsonl'), join(folder, `names.clean.jsonl`)];
  telemend(['generate', '--sensors', '12', '--interval', '1m', '--duration', '1h', '--error-rate', '0.05', '--skip-rate', '0.1', '-o', log]);
  const text = readFileSync(log, 'utf8').replaceAll('"s1"', JSON.stringify(HOSTILE));
  writeFileSync(log, `${text}{"timestamp":${JSON.stringify(HOSTILE)}}\n`);
  telemend(['recover', '--exit-zero', log, '-o', clean]);
  telemend(['report', clean, '-o', paths.hostile]);
}

/** The pixels of the chart that have a colour of their own, as a share. */
function inkOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#chart canvas')!;
    const { width, height } = canvas;
    const copy = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    let drawn = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0) drawn++;
    return drawn / (data.length / 4);
  });
}

/** Tells how long the page's thread has computed since now: its own time, however busy the machine is. */
async function startClock(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async () => (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value;
  const before = await seconds();
  return async () => (await seconds()) - before;
}

const spanOf = async (page: Page): Promise<number> => {
  const [from, to] = (await page.textContent('#span'))!.split(' to ').map((text) => Date.parse(text));
  return to - from;
};

describe.skipIf(chromiumPath === undefined)('report in Chromium', () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    makeReport('small', ['--sensors', '2', '--interval', '1m', '--duration', '8h', '--error-rate', '0.05', '--skip-rate', '0.1', '--fault', 'outage:from=2h,to=4h'], ['--max-gap', '30m']);
    makeReport('large', ['--count', '160000', '--error-rate', '0.05', '--skip-rate', '0.1']);
    makeHostileReport();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('draws, in light and in dark, and neither complains nor asks for anything', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints, requests } = await openReport(browser!, paths.small, { colorScheme });
      expect(await inkOf(page)).toBeGreaterThan(0.01);
      const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(dark).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');
      expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    }
  });

  it('may not load anything, even if it tried', async () => {
    const { page } = await openReport(browser!, paths.small);
    const refused = await page.evaluate(() => new Promise<string[]>((resolve) => {
      const directives: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (directives.push(effectiveDirective) === 3) resolve(directives.sort());
      });
      fetch('http://127.0.0.1:9/').catch(() => undefined);
      document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/x.png' }));
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "ran"' }));
    }));
    expect(refused).toEqual(['connect-src', 'img-src', 'script-src-elem']);
    expect(await page.title()).not.toBe('ran');
  });

  it('zooms by drag, wheel, keys and buttons, moves, and goes back to all', async () => {
    const { page, complaints } = await openReport(browser!, paths.small);
    const all = await spanOf(page);
    const { x, y, width } = (await page.locator('#chart .u-over').boundingBox())!;
    await page.mouse.move(x + width * 0.2, y + 50);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.4, y + 50, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => spanOf(page)).toBeCloseTo(all * 0.2, -5);
    await page.mouse.dblclick(x + width / 2, y + 50);
    await expect.poll(() => spanOf(page)).toBe(all);

    await page.focus('#chart');
    await page.mouse.wheel(0, -100);
    await expect.poll(() => spanOf(page)).toBeLessThan(all * 0.51);
    await page.keyboard.press('-');
    await expect.poll(() => spanOf(page)).toBeGreaterThan(all * 0.99);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await expect.poll(() => spanOf(page)).toBeLessThan(all * 0.26);
    const before = await page.textContent('#span');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => page.textContent('#span')).not.toBe(before);
    await page.click('[data-view=reset]');
    await expect.poll(() => spanOf(page)).toBe(all);
    expect(complaints).toEqual([]);
  });

  it('tells of a made point its value, origin, flag and interval, and of a repaired one what it replaced', async () => {
    const { page } = await openReport(browser!, paths.small);
    await page.focus('#chart');
    const seen = new Set<string>();
    for (let step = 0; step < 120; step++) {
      await page.keyboard.press('ArrowRight');
      seen.add((await page.textContent('#point'))!);
    }
    const texts = [...seen].join('\n');
    expect(texts).toMatch(/Z; -?[\d.]+ {2}observed, flag 1 \(pass\)/);
    expect(texts).toMatch(/filled \(\w+\), flag 1 \(pass\); 90 %: [\d.]+ to [\d.]+/);
    expect(texts).toMatch(/repaired \(\w+\), flag 1 \(pass\); 90 %: [\d.]+ to [\d.]+; -?[\d.]+ {2}read, replaced \(range\), flag 4 \(fail\)/);
  });

  it('shows a tip under the pointer, over an open void too', async () => {
    const { page } = await openReport(browser!, paths.small);
    const { x, y, width, height } = (await page.locator('#chart .u-over').boundingBox())!;
    await page.mouse.move(x + width * 0.1, y + height / 2);
    await expect.poll(() => page.textContent('.tip')).toMatch(/2026-01-01T00:.*flag/);
    await page.mouse.move(x + width * 0.375, y + height / 2);
    await expect.poll(() => page.textContent('.tip')).toMatch(/left open \(max-gap\): \d+ events are missing/);
  });

  it('changes the series, hides layers, and lists what is in view', async () => {
    const { page, complaints } = await openReport(browser!, paths.small);
    await page.click('#points summary');
    await expect.poll(() => page.locator('#points tbody tr').count()).toBeGreaterThan(100);
    const first = await page.textContent('#points tbody');
    await page.selectOption('#series', { index: 1 });
    await expect.poll(() => page.textContent('#points tbody')).not.toBe(first);
    const ink = await inkOf(page);
    for (const layer of ['observed', 'made', 'aside', 'voids']) await page.uncheck(`[data-layer=${layer}]`);
    await expect.poll(() => inkOf(page)).toBeLessThan(ink / 2);
    expect(complaints).toEqual([]);
  });

  it('shows hostile names as text, in the page and in the chart', async () => {
    const { page, complaints, requests } = await openReport(browser!, paths.hostile);
    const shown = HOSTILE.replace('\u202e', '\\u{202e}');
    expect(await page.textContent('#series')).toContain(shown);
    expect(await page.textContent('main')).toContain(`\\"timestamp\\"`.replaceAll('\\', ''));
    expect(await page.locator('img, script[src], iframe, object').count()).toBe(0);
    await page.fill('#search', '<img');
    await expect.poll(() => page.locator('#series option').count()).toBe(1);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  });

  it('stays small and quick where the log is large, and says what was thinned', async () => {
    expect(statSync(paths.large).size).toBeLessThan(10e6);
    const { page } = await openReport(browser!, paths.large);
    expect(await page.textContent('#thinning')).toMatch(/^Thinned: of each \d+ observed readings/);
    await page.focus('#chart');
    const busySeconds = await startClock(page);
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press(i % 2 === 0 ? 'Shift+ArrowRight' : 'Shift+ArrowLeft');
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    }
    const perMove = (await busySeconds()) / 10;
    expect(perMove).toBeGreaterThan(0.001);
    expect(perMove).toBeLessThan(0.1);
  });

  it('fits a phone, and paper', async () => {
    const phone = await openReport(browser!, paths.small, { viewport: { width: 360, height: 700 }, isMobile: true, hasTouch: true });
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const { page } = await openReport(browser!, paths.small, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.isVisible('.controls')).toBe(false);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });
});
