// The manifest of a recovery: everything that is needed to trust it and to do it again.
import { crc32 } from 'node:zlib';
import { formatCrc32 } from '../io/checksum.js';
import type { FileSummary } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import type { OutputFile } from '../io/output.js';
import { formatInstant, type Instant } from '../model/instant.js';
import { VERSION } from '../model/version.js';
import type { Corrections } from './corrections.js';
import { decidingSettings, type RecoverSettings } from './options.js';
import type { Recovery } from './recover.js';

/**
 * The text of the manifest in pieces: indented JSON, the same for the same input, options and version. The series come one by one: a million of
 * them are more than a string can hold. Behind all stands the checksum of what comes before it.
 */
export function* encodeManifest(
  command: string,
  log: Log,
  settings: RecoverSettings,
  recovery: Recovery,
  outputs: readonly OutputFile[],
  corrections?: Corrections,
): Generator<string, void, undefined> {
  const { files, profiles, from, to, accounting, grid, checks } = recovery;
  const { seed, ...options } = decidingSettings(settings);
  const manifest = {
    telemend: VERSION,
    command,
    seed,
    options,
    window: { from: spellInstant(from), to: spellInstant(to) },
    inputs: files.map((file, i) => describeInput(file, log.files[i].losses, corrections !== undefined && i === files.length - 1)),
    outputs: outputs.map((file) => ({ name: file.name, byteCount: file.byteCount, crc32: formatCrc32(file.crc32), sha256: file.sha256 })),
    accounting,
    grid,
    checks,
  };
  let sum = 0;
  const signed = (text: string): string => {
    sum = crc32(text, sum);
    return text;
  };
  yield signed(`${JSON.stringify(manifest, undefined, 2).slice(0, -2)},\n  "series": [`); // without "\n}"
  for (let i = 0; i < profiles.length; i++) yield signed(`${i > 0 ? ',' : ''}\n${JSON.stringify(profiles[i], undefined, 2).replace(/^/gm, '    ')}`);
  yield signed(profiles.length > 0 ? '\n  ]' : ']');
  yield `,\n  "manifestCrc32": "${formatCrc32(sum)}"\n}\n`;
}

const SIGNATURE = /,\n {2}"manifestCrc32": "([0-9a-f]{8})"\n\}\n$/;

/** Whether the text of a manifest is as it was written. */
export function isIntactManifest(text: string): boolean {
  const found = SIGNATURE.exec(text);
  return found !== null && found[1] === formatCrc32(crc32(text.slice(0, found.index)));
}

function describeInput({ name, byteCount, crc32, torn, headLines }: FileSummary, losses: Log['files'][number]['losses'], isCorrections: boolean): object {
  return { name, byteCount, crc32: formatCrc32(crc32), torn, losses, ...(headLines > 0 && { headLines }), ...(isCorrections && { corrections: true }) };
}

function spellInstant(instant: Instant | undefined): string | undefined {
  return instant && formatInstant(instant.timeMs, instant.timeNs, { kind: 'text', separator: 'T', zone: 'Z', digits: 9 });
}
