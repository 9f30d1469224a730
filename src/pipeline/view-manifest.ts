// The manifest of a view: what it was made of, and from which bytes of the log each of its windows was computed.
import { blocksBetween, type BlockIndex } from '../io/block-index.js';
import { formatCrc32, type Checksum } from '../io/checksum.js';
import { combineCrc32 } from '../io/crc32-combine.js';
import type { TumblingWindow } from '../aggregate/tumbling-windows.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant, parseInstantArgument } from '../model/instant.js';
import { VERSION } from '../model/version.js';
import type { LoadedCalculation, ViewSettings } from './aggregate-options.js';
import type { LearnedCadence } from './learn-cadence.js';

/** A part of a file of the log, by its number, as it stands in the manifest: most of these are never looked at, but passed on. */
export interface SourceRange {
  readonly file: number;
  readonly offset: number;
  readonly byteCount: number;
  /** In hexadecimal. */
  readonly crc32: string;
}

/** One window of a view: how many rows and bytes of it, from which parts of the log. */
export interface ViewWindow extends TumblingWindow {
  readonly rows: number;
  readonly bytes: number;
  readonly sources: readonly SourceRange[];
}

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
  readonly windows: readonly ViewWindow[];
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

/** The text of a manifest: JSON, a line for each window and block. */
export function encodeViewManifest(manifest: ViewManifest): string {
  const { settings, calculation, inputs, view, cadences, blocks, windows } = manifest;
  const parts: [string, string][] = [
    ['telemend', JSON.stringify(VERSION)],
    ['command', '"aggregate"'],
    ['options', JSON.stringify(settings)],
    ['calculation', JSON.stringify(calculation ?? null)],
    ['inputs', list(inputs.map(({ name, byteCount, crc32 }) => ({ name, byteCount, crc32: formatCrc32(crc32) })))],
    ['view', JSON.stringify({ ...view, crc32: formatCrc32(view.crc32) })],
    ['cadences', list(encodeCadences(cadences))],
    ['windows', list(windows.map(({ startMs, endMs, rows, bytes, sources }) => (
      { from: formatInstant(startMs, 0), to: formatInstant(endMs, 0), rows, bytes, sources }
    )))],
    ['blocks', list(blocks.map(({ file, offset, byteCount, crc32, minMs, maxMs }) => [file, offset, byteCount, crc32, minMs, maxMs]))],
  ];
  return `{\n${parts.map(([name, text]) => `"${name}": ${text}`).join(',\n')}\n}\n`;
}

/** Reads a manifest back. @throws TelemendError `bad-input` where it is none of this version. */
export function decodeViewManifest(text: string, path: string): ViewManifest {
  const refuse = (why: string) => new TelemendError('bad-input', `${path} ${why}`, { file: path, hint: 'compute the view anew: telemend aggregate LOG -o VIEW' });
  let json: EncodedManifest;
  try {
    json = JSON.parse(text) as EncodedManifest;
    if (json.command !== 'aggregate') throw new Error('another command');
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
    windows: json.windows.map(({ from, to, rows, bytes, sources }) => (
      { startMs: decodeInstant(from), endMs: decodeInstant(to), rows, bytes, sources }
    )),
    blocks: json.blocks.map(([file, offset, byteCount, crc32, minMs, maxMs]) => (
      { file, offset, byteCount, crc32, minMs: minMs ?? Infinity, maxMs: maxMs ?? -Infinity }
    )),
  };
}

interface EncodedManifest {
  readonly telemend: string;
  readonly command: string;
  readonly options: ViewSettings;
  readonly calculation: ViewManifest['calculation'] | null;
  readonly inputs: readonly { readonly name: string; readonly byteCount: number; readonly crc32: string }[];
  readonly view: { readonly byteCount: number; readonly crc32: string; readonly rows: number };
  readonly cadences: readonly { readonly sensor_id: string; readonly cadenceMs: number | null; readonly untilMs: number | null }[];
  readonly windows: readonly { readonly from: string; readonly to: string; readonly rows: number; readonly bytes: number; readonly sources: readonly SourceRange[] }[];
  /** File, offset, bytes, CRC-32 and the span of its events. Arrays, since a large log has thousands. */
  readonly blocks: readonly (readonly [number, number, number, number, number | null, number | null])[];
}

/** Those that were learned; the given ones stand in the options. */
function encodeCadences(cadences: ViewManifest['cadences']): object[] {
  const learned = [...cadences].filter(([, { untilMs }]) => untilMs !== -Infinity).sort(([a], [b]) => (a < b ? -1 : 1));
  return learned.map(([sensor_id, { cadenceMs, untilMs }]) => ({ sensor_id, cadenceMs, untilMs }));
}

/** Epoch milliseconds of an instant as formatInstant writes it; there are two in each line, and Date.parse is quick. */
function decodeInstant(text: string): number {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? parseInstantArgument(text).timeMs : timeMs;
}

function list(items: readonly object[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
