// Bundles the command line into few files of CommonJS: loading some 140 modules took longer than many a replay does.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const outdir = pathOf('../../dist/cli');
const commands = readdirSync(pathOf('commands')).map((file) => file.replace(/\.ts$/, ''));

/** Programs with these commands alone, in files of their own: what a start takes is mostly the text that is read. */
const PROGRAMS = { names: [], seek: ['replay', 'index'], view: ['aggregate'], rows: ['reconcile', 'apply'], all: commands };

/** A program is the whole of main.ts but for other programs' commands, which it knows by name only. */
const only = (kept) => ({
  name: 'only',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/commands\// }, ({ path }) => (kept.some((name) => path === `./commands/${name}.js`) ? undefined : { path, external: true }));
    // By it, commander starts commands that are programs of their own, which telemend has none of; loading it takes five milliseconds.
    onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace: 'empty' }));
  },
});
const empty = {
  name: 'empty',
  setup({ onLoad }) {
    onLoad({ filter: /./, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

const metafiles = [];
async function bundle(entryPoints, plugins = []) {
  const { metafile } = await build({
    entryPoints,
    plugins,
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Large, and seldom or never needed: they are loaded where they are.
    external: ['luxon', 'papaparse', 'tinyglobby', 'zod'],
    define: { 'import.meta.url': 'thisFile' },
    banner: { js: `const thisFile = require('node:url').pathToFileURL(__filename).href;` },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  metafiles.push(metafile);
}

mkdirSync(outdir, { recursive: true });
for (const [name, kept] of Object.entries(PROGRAMS)) await bundle({ [name]: pathOf('main.ts') }, [only(kept), empty]);
await bundle({ 'reader-thread': pathOf('../pipeline/reader-thread.ts'), 'weaver-thread': pathOf('../pipeline/weaver-thread.ts') });

const programOf = Object.fromEntries(commands.map((name) => [name, Object.keys(PROGRAMS).find((program) => PROGRAMS[program].includes(name))]));
writeFileSync(`${outdir}/main.js`, `#!/usr/bin/env node
const [first, second] = process.argv.slice(2);
const programs = new Map(Object.entries(${JSON.stringify(programOf)}));
require('./' + (programs.get(first === 'help' ? second : first) ?? 'names') + '.js');
`, { mode: 0o755 });
writeFileSync(`${outdir}/package.json`, '{ "type": "commonjs" }\n');
copyFileSync(pathOf('../io/scanner/kernel.wasm'), `${outdir}/kernel.wasm`);

// What is bundled is passed on, and so are the terms it stands under.
const packages = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs)).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
const licences = [...packages].sort().map((name) => {
  const folder = pathOf(`../../node_modules/${name}`);
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const files = readdirSync(folder);
  // Some have their licence at the end of their description only.
  const text = readFileSync(`${folder}/${files.find((file) => /^licen[cs]e/i.test(file)) ?? 'README.md'}`, 'utf8');
  return `${name} ${version}\n\n${text.slice(Math.max(text.search(/^licen[cs]e/im), 0)).trim()}\n`;
});
writeFileSync(`${outdir}/LICENSES.txt`, licences.join(`\n${'-'.repeat(40)}\n\n`));
