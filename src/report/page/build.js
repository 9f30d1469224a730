// Bundles the script and style of the report page, uPlot in them, for the command to put into the pages it writes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const licence = readFileSync(fileURLToPath(import.meta.resolve('uplot/package.json')).replace('package.json', 'LICENSE'), 'utf8');

await build({
  entryPoints: [pathOf('page.ts'), pathOf('page.css')],
  outdir: pathOf('../../../dist/report/page'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  // uPlot is in both.
  banner: Object.fromEntries(['js', 'css'].map((kind) => [kind, `/*! uPlot\n${licence}*/`])),
  logLevel: 'warning',
});
