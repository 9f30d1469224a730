// The report as one file: everything in it, nothing loaded, no script but its own.
import { createHash } from 'node:crypto';
import type { RecoveryReport } from '../../model/recovery-report.js';
import { packSeries } from '../chart-data.js';
import { formatNoun } from '../number-format.js';
import { booksSection } from './books-section.js';
import { chartSection } from './chart-section.js';
import { courseSection } from './course-section.js';
import { findingsSection } from './findings-section.js';
import { html, scriptJson, trusted, type Html } from './html.js';
import { runSection } from './run-section.js';

/** The page's own script and style, as the build made them. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** A file that is not there, and what is not shown for it. */
export interface Absence {
  readonly what: string;
  readonly consequence: string;
}

/** The page. The same report gives the same bytes. O(points). */
export function reportPage(report: RecoveryReport, absences: readonly Absence[], { script, style }: PageParts): string {
  const { name, run, events, series } = report;
  const title = `Recovery: ${baseName(name)}`;
  // Only what was hashed here may run or style, and nothing may be loaded from anywhere.
  const policy = `default-src 'none'; script-src '${digest(script)}'; style-src '${digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${trusted(style)}</style></head><body>
<header><h1>${title}</h1><p>${formatNoun(events, 'event')} of ${formatNoun(series.length + report.seriesLeft, 'series', 'series')}${run && run.inputs.length > 0 && html`, from ${inputText(run.inputs)}`}</p></header>
<main>${absences.map(({ what, consequence }) => html`<p class="notice"><strong>${what} is not there:</strong> ${consequence}</p>`)}
${chartSection(report)}${series.length > 0 && courseSection(report)}${run && booksSection(run)}${findingsSection(report)}${run && runSection(run)}</main>
<script type="application/json" id="data">${scriptJson(series.map(packSeries))}</script>
<script>${trusted(script)}</script></body></html>
`.markup;
}

function inputText(inputs: readonly { readonly name: string }[]): Html {
  const [first, ...others] = inputs;
  return html`${first.name}${others.length > 0 && ` and ${formatNoun(others.length, 'more file')}`}`;
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
