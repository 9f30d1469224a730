// The manifest of a view: what it was made of, and from which bytes of the log each of its windows was computed.
import { blocksBetween, type BlockIndex } from '../io/block-index.js';
import { formatCrc32, type Checksum } from '../io/checksum.js';
import { combineCrc32 } from '../io/crc32-combine.js';
import type { TumblingWindow } from '../aggregate/tumbling-windows.js';
import { TelemendError } from '../model/errors.js';
import { VERSION } from '../model/version.js';
import type { LoadedCalculation, ViewSettings } from './aggregate-options.js';
import type { LearnedCadence } from './learn-cadence.js';
import { readWindowLines, type KnownWindows, type SourceRange, type WindowLines } from './window-lines.js';

/** A block of the log as it was when the view was made; the times are those of all its events. */
export interface SourceBlock extends Checksum {
  readonly file: number;
  readonly offset: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export interface ViewManifest {
  readonly settings: ViewSettings;
  readonly calculation: Omit<LoadedCalculation, 'calculation'> | undefined;
  readonly inputs: readonly (Checksum & { readonly name: string })[];
  readonly view: Checksum & { readonly rows: number };
  readonly cadences: ReadonlyMap<string, LearnedCadence>;
  readonly blocks: readonly SourceBlock[];
}

/** A manifest that is to be written. */
export interface MadeManifest extends ViewManifest {
  readonly windows: WindowLines;
}

/** A manifest that was read. */
export interface KnownManifest extends ViewManifest {
  readonly windows: KnownWindows;
}

/** The name of the manifest of a view: view.manifest.json of view.jsonl. */
export function viewManifestPath(view: string): string {
  return `${view.replace(/\.(jsonl|csv)$/, '')}.manifest.json`;
}

/** The blocks of an index, each with the span of its events, outliers too. O(blocks + outliers). */
export function sourceBlocks(index: BlockIndex): SourceBlock[] {
  const blocks: { -readonly [K in keyof SourceBlock]: SourceBlock[K] }[] = [];
  for (let i = 0; i < index.count; i++) {
    const { fileIndex, offset, byteLength, crc32, minMs, maxMs } = index;
    blocks.push({ file: fileIndex[i], offset: offset[i], byteCount: byteLength[i], crc32: crc32[i], minMs: minMs[i], maxMs: maxMs[i] });
  }
  const { outliers } = index;
  let block = 0;
  for (let i = 0; i < outliers.count; i++) {
    while (block + 1 < index.count && index.firstArrival[block + 1] <= outliers.arrival[i]) block++;
    blocks[block].minMs = Math.min(blocks[block].minMs, outliers.timeMs[i]);
    blocks[block].maxMs = Math.max(blocks[block].maxMs, outliers.timeMs[i]);
  }
  return blocks;
}

/** The parts of the log that hold the events of a window: neighbouring blocks as one part. O(blocks). */
export function sourcesOf(index: BlockIndex, { startMs, endMs }: TumblingWindow): SourceRange[] {
  const ranges: { file: number; offset: number; byteCount: number; crc32: number }[] = [];
  for (const i of blocksBetween(index, startMs, endMs - 1)) {
    const last = ranges.at(-1);
    const [file, offset, byteCount, crc32] = [index.fileIndex[i], index.offset[i], index.byteLength[i], index.crc32[i]];
    if (last?.file === file && last.offset + last.byteCount === offset) {
      last.crc32 = combineCrc32(last.crc32, crc32, byteCount);
      last.byteCount += byteCount;
    } else {
      ranges.push({ file, offset, byteCount, crc32 });
    }
  }
  return ranges.map((range) => ({ ...range, crc32: formatCrc32(range.crc32) }));
}

const WINDOWS = '\n"windows": ';
const BLOCKS = '\n"blocks": ';
const NO_WINDOWS = '[],';

/** A manifest in pieces: JSON, a line for each window and block. */
export function* encodeViewManifest(manifest: MadeManifest): Generator<Buffer, void, undefined> {
  const { settings, calculation, inputs, view, cadences, blocks, windows } = manifest;
  const head: [string, string][] = [
    ['telemend', JSON.stringify(VERSION)],
    ['command', '"aggregate"'],
    ['options', JSON.stringify(settings)],
    ['calculation', JSON.stringify(calculation ?? null)],
    ['inputs', list(inputs.map(({ name, byteCount, crc32 }) => ({ name, byteCount, crc32: formatCrc32(crc32) })))],
    ['view', JSON.stringify({ ...view, crc32: formatCrc32(view.crc32) })],
    ['cadences', list(encodeCadences(cadences))],
  ];
  yield Buffer.from(`{${head.map(([name, text]) => `\n"${name}": ${text},`).join('')}${WINDOWS}`);
  const pieces = windows.pieces();
  if (pieces.length === 0) yield Buffer.from(NO_WINDOWS);
  else {
    yield Buffer.from('[\n');
    yield* pieces.slice(0, -1);
    yield pieces.at(-1)!.subarray(0, -',\n'.length);
    yield Buffer.from('\n],');
  }
  const rows = blocks.map(({ file, offset, byteCount, crc32, minMs, maxMs }) => [file, offset, byteCount, crc32, minMs, maxMs]);
  yield Buffer.from(`${BLOCKS}${list(rows)}\n}\n`);
}

/** Reads a manifest back. @throws TelemendError `bad-input` where it is none of this version. */
export function decodeViewManifest(bytes: Buffer, path: string): KnownManifest {
  const refuse = (why: string) => new TelemendError('bad-input', `${path} ${why}`, { file: path, hint: 'compute the view anew: telemend aggregate LOG -o VIEW' });
  let json: EncodedManifest;
  let windows: KnownWindows;
  try {
    const [windowsAt, blocksAt] = [bytes.indexOf(WINDOWS), bytes.lastIndexOf(BLOCKS)];
    const listAt = windowsAt + WINDOWS.length;
    json = JSON.parse(`${bytes.toString('utf8', 0, listAt)}${NO_WINDOWS}${bytes.toString('utf8', blocksAt)}`) as EncodedManifest;
    if (json.command !== 'aggregate') throw new Error('another command');
    windows = readWindowLines(linesOfList(bytes.subarray(listAt, blocksAt)));
  } catch {
    throw refuse('is no manifest of a view');
  }
  if (json.telemend !== VERSION) throw refuse(`is of telemend ${json.telemend}, and this is ${VERSION}`);
  return {
    settings: json.options,
    calculation: json.calculation ?? undefined,
    inputs: json.inputs.map((input) => ({ ...input, crc32: parseInt(input.crc32, 16) })),
    view: { ...json.view, crc32: parseInt(json.view.crc32, 16) },
    cadences: new Map(json.cadences.map(({ sensor_id, cadenceMs, untilMs }) => [sensor_id, { cadenceMs: cadenceMs ?? NaN, untilMs: untilMs ?? Infinity }])),
    blocks: json.blocks.map(([file, offset, byteCount, crc32, minMs, maxMs]) => (
      { file, offset, byteCount, crc32, minMs: minMs ?? Infinity, maxMs: maxMs ?? -Infinity }
    )),
    windows,
  };
}

/** The items of a list as it stands in a manifest, each with `,\n` behind it. Writes into `list`. */
function linesOfList(list: Buffer): Buffer {
  if (list.toString('latin1', 0, NO_WINDOWS.length) === NO_WINDOWS) return list.subarray(0, 0);
  list.write(',\n', list.length - '\n],'.length, 'latin1');
  return list.subarray('[\n'.length, list.length - 1);
}

interface EncodedManifest {
  readonly telemend: string;
  readonly command: string;
  readonly options: ViewSettings;
  readonly calculation: ViewManifest['calculation'] | null;
  readonly inputs: readonly { readonly name: string; readonly byteCount: number; readonly crc32: string }[];
  readonly view: { readonly byteCount: number; readonly crc32: string; readonly rows: number };
  readonly cadences: readonly { readonly sensor_id: string; readonly cadenceMs: number | null; readonly untilMs: number | null }[];
  /** File, offset, bytes, CRC-32 and the span of its events. Arrays, since a large log has thousands. */
  readonly blocks: readonly (readonly [number, number, number, number, number | null, number | null])[];
}

/** Those that were learned; the given ones stand in the options. */
function encodeCadences(cadences: ViewManifest['cadences']): object[] {
  const learned = [...cadences].filter(([, { untilMs }]) => untilMs !== -Infinity).sort(([a], [b]) => (a < b ? -1 : 1));
  return learned.map(([sensor_id, { cadenceMs, untilMs }]) => ({ sensor_id, cadenceMs, untilMs }));
}

function list(items: readonly object[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
