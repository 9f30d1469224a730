// Brings the compiled kernel to life, where this machine can run it.
import { readFileSync } from 'node:fs';

/** A variable of the kernel. */
interface Global {
  value: number;
}

/** What assembly/kernel.ts exports; described there. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly rowCount: Global;
  readonly missedAt: Global;
  readonly missedLength: Global;
  readonly defaultSeries: Global;
  heapBase(): number;
  configure(shapesAt: number, longestLine: number): void;
  setShapeCount(count: number): void;
  place(chunkAt: number, columnsAt: number, rows: number): void;
  scanLines(from: number, to: number, arrival: number, chunkOffset: number): number;
  addSensor(at: number, length: number, series: number): number;
  moveSensors(target: number, slots: number): void;
  gatherLines(bytes: number, starts: number, lengths: number, count: number, target: number): number;
  gatherRuns(runs: number, count: number, sources: number, text: number, textLength: number, target: number): number;
  readonly gatheredEnd: Global;
  writeForm(form: number, slots: number, at: number): number;
  sumLines(bytes: number, starts: number, lengths: number, count: number): number;
  foldWords(bytes: number, words: number, quotients: number): void;
  foldRemainder(bytes: number, quotients: number): void;
  placeWaiting(columnsAt: number, rows: number, orderAt: number, spareAt: number, ranksAt: number): void;
  mergeRows(columnsAt: number, rows: number, count: number, chunkAt: number, head: number, tail: number): void;
  readonly matchedAt: Global;
  readonly matchedEnd: Global;
  readonly almostAt: Global;
  readonly almostEnd: Global;
  forgetMembers(): void;
  matchMembers(lines: number, starts: number, lengths: number, count: number, from: number, end: number): number;
  countEarlier(head: number, tail: number, boundMs: number, bytes: number): number;
  moveAside(from: number, to: number, target: number, room: number, head: number, tail: number): number;
}

/** What is used of WebAssembly: Node's types leave it out, and a Node without a compiler (--jitless) does so too. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

let bytes: Uint8Array | undefined;
let compiled: object | undefined;

/** A kernel with a memory of its own, or undefined where there is no WebAssembly with SIMD, or no room for it. A millisecond. */
export function createKernel(): Kernel | undefined {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  bytes ??= readFileSync(new URL('./kernel.wasm', import.meta.url));
  if (!api) return undefined;
  try {
    compiled ??= new api.Module(bytes);
    return new api.Instance(compiled).exports as Kernel;
  } catch {
    return undefined; // no SIMD; or V8 reserves gigabytes of addresses for each memory, which `ulimit -v` may deny
  }
}
