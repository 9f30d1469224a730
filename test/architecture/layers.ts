// The layer rule of the design as a function over sources, so that it can be tried on made-up ones.
import ts from 'typescript';

/** Sources by their path under src/, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

const BELOW_PIPELINE = ['model', 'stats', 'io', 'simulate', 'replay', 'validate', 'fill', 'reconcile', 'aggregate'];

/** What each layer may import beside itself: folders, or single files of a folder. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: [],
  stats: ['model'],
  io: ['model'],
  simulate: ['model', 'stats', 'io/encode.ts'],
  replay: ['model', 'io'],
  validate: ['model', 'stats'],
  fill: ['model', 'stats'],
  reconcile: ['model'],
  aggregate: ['model', 'stats'],
  pipeline: BELOW_PIPELINE,
  report: ['model', 'stats'],
  connectors: ['model', 'io'],
  cli: [...BELOW_PIPELINE, 'pipeline', 'report', 'connectors', 'index.ts'],
  'index.ts': [...BELOW_PIPELINE, 'pipeline', 'report', 'connectors'],
};

const FILE_SYSTEM_MODULES = new Set(['fs', 'fs/promises', 'node:fs', 'node:fs/promises']);

/** Every violation of the rule, one sentence each; empty where it holds. */
export function layerViolations(sources: Sources): string[] {
  const imports = new Map<string, string[]>();
  const violations: string[] = [];
  for (const [path, text] of sources) {
    const targets: string[] = [];
    for (const name of importedNames(text)) {
      if (FILE_SYSTEM_MODULES.has(name) && layerOf(path) !== 'io') {
        violations.push(`${path} imports ${name}: only io/ touches the file system`);
      }
      if (!name.startsWith('.')) continue;
      const target = resolve(path, name);
      if (!sources.has(target)) violations.push(`${path} imports ${name}, which is no file of src/`);
      else targets.push(target);
    }
    violations.push(...targets.filter((target) => !isAllowed(path, target)).map((target) => `${path} may not import ${target}`));
    imports.set(path, targets);
  }
  return [...violations, ...cycles(imports)];
}

/** Module names in imports, re-exports and import(), type-only ones too. */
function importedNames(text: string): string[] {
  const names = new Set(ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName));
  return [...names];
}

/** `../model/flag.js`, seen from `io/decode.ts`, is `model/flag.ts`. */
function resolve(from: string, name: string): string {
  const { pathname } = new URL(name, `file:///src/${from}`);
  return pathname.replace(/^\/src\//, '').replace(/\.js$/, '.ts');
}

function layerOf(path: string): string {
  return path.split('/')[0];
}

function isAllowed(from: string, target: string): boolean {
  const layer = layerOf(from);
  if (layerOf(target) === layer) return true;
  return (ALLOWED[layer] ?? []).some((allowed) => allowed === target || allowed === layerOf(target));
}

/** One sentence for each import that closes a cycle, found depth first. */
function cycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(`cycle: ${[...trail.slice(at), path].join(' -> ')}`);
    if (at >= 0 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}
