// How the recovery was made, as its manifest says: version, options, and the checksums of all files.
import { formatDuration } from '../../model/duration.js';
import type { ReportedFile, RunReport } from '../../model/recovery-report.js';
import { formatCount } from '../number-format.js';
import { html, type Html } from './html.js';

export function runSection({ version, command, seed, options, inputs, outputs }: RunReport): Html {
  const texts = Object.entries({ seed, ...options }).map(([name, value]) => [name, optionText(name, value)] as const);
  return html`<section id="run"><h2>How it was made</h2>
<p>By <code>telemend ${command}</code>, version ${version}. The same input, options and seed give the same bytes.</p>
<h3>Options</h3><dl>${texts.filter(([, text]) => text !== '').map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>
<h3>Files</h3>
<div class="scrolls"><table><thead><tr><th scope="col">file</th><th scope="col">what</th><th scope="col" class="number">bytes</th><th scope="col">CRC-32</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${inputs.map((file) => fileRow('input', file))}${outputs.map((file) => fileRow('output', file))}</tbody></table></div>
<p>These are as the manifest has them; <code>telemend verify</code> counts them anew from the files.</p></section>`;
}

function fileRow(what: string, { name, byteCount, crc32, sha256 }: ReportedFile): Html {
  return html`<tr><th scope="row">${name}</th><td>${what}</td><td class="number">${formatCount(byteCount)}</td><td><code>${crc32}</code></td><td><code class="long">${sha256 ?? '-'}</code></td></tr>`;
}

/** Ranges as LOW:HIGH, names as OURS=THEIRS, durations with a unit, as options take them. */
function optionText(name: string, value: unknown): string {
  if (typeof value === 'number' && name.endsWith('Ms')) return formatDuration(value);
  if (Array.isArray(value)) return value.map((item) => optionText('', item)).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value);
  if (members.length === 2 && 'low' in value && 'high' in value) return `${String(value.low)}:${String(value.high)}`;
  // A field that bears telemend's own name needs no saying.
  return members.filter(([key, each]) => key !== each).map(([key, each]) => `${key}=${optionText(key, each)}`).join(',');
}
