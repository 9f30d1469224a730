// Compiles the kernel to WebAssembly: beside its loader in src/, for the tests, and into dist/, for the package.
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const kernel = pathOf('../kernel.wasm');

process.chdir(pathOf('.'));
const { error, stderr } = await asc.main([
  'kernel.ts', '--outFile', '../kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort=',
]);
if (error) {
  process.stderr.write(stderr.toString());
  process.exit(1);
}
mkdirSync(pathOf('../../../../dist/io/scanner'), { recursive: true });
copyFileSync(kernel, pathOf('../../../../dist/io/scanner/kernel.wasm'));
