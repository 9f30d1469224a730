// A headless Chromium for the tests of the report, and what a page said and asked for while it was open.
import { accessSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CANDIDATES = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; undefined where there is none. */
export const chromiumPath = CANDIDATES.find((path) => {
  try {
    accessSync(path ?? '');
    return true;
  } catch {
    return false;
  }
});

/** Chromium without its sandbox, which containers do not let it have; the pages are of our own making. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}

/** An open report. */
export interface OpenReport {
  readonly page: Page;
  /** What the console was told, and errors that nobody caught. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for beside the file itself. */
  readonly requests: readonly string[];
}

/** Opens a report and waits for its chart. */
export async function openReport(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<OpenReport> {
  const page = await (await browser.newContext({ viewport: { width: 1000, height: 800 }, ...options })).newPage();
  const address = pathToFileURL(file).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => request.url() !== address && requests.push(request.url()));
  await page.goto(address);
  await page.waitForSelector('#chart canvas');
  return { page, complaints, requests };
}
