// Options from a file: telemend.json where the command is run, or the one that --config names. The command line stands above it.
import type { Command, Option } from 'commander';
import { nodeFileSystem } from '../io/file-system.js';
import { readText } from '../io/read-text.js';
import { isNotFound } from '../io/system-error.js';
import { TelemendError } from '../model/errors.js';
import { nearestWord } from '../report/nearest-word.js';
import type { Config } from './config-schema.js';

/** Looked for where no other file is named. */
export const CONFIG_NAME = 'telemend.json';

/** A configuration, and the file that it is from. */
export interface ReadConfig {
  readonly path: string;
  readonly config: Config;
}

/** What of a JSON Schema says which names there are. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
}

/**
 * Reads the configuration that --config names (`named`), or telemend.json; undefined where there is none, or where --no-config (false) was given.
 *
 * @throws TelemendError `usage` with the path of a value that cannot be used; as for any input where a named file cannot be read.
 */
export async function readConfig(named: string | false | undefined): Promise<ReadConfig | undefined> {
  if (named === false) return undefined;
  const path = named ?? CONFIG_NAME;
  if (named === undefined && !(await isThere(path))) return undefined;
  const text = await readText(path);
  const { configJsonSchema, CONFIG_SCHEMA } = await import('./config-schema.js'); // most runs have no such file
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new TelemendError('usage', `${path} is not valid JSON: ${(error as Error).message}`, { file: path, cause: error });
  }
  const parsed = CONFIG_SCHEMA.safeParse(json);
  if (parsed.success) return { path, config: parsed.data };
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]; // a misspelt name is missing too
  const place = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') throw new TelemendError('usage', `${path}: ${place || 'it'}: ${issue.message}`, { file: path });
  const [key] = issue.keys;
  const known = knownKeys(configJsonSchema(), issue.path);
  const near = nearestWord(key, known);
  throw new TelemendError('usage', `${path}: there is no setting "${[...issue.path, key].join('.')}"`, {
    file: path, hint: near === undefined ? 'telemend config --schema lists them' : `did you mean ${near}?`,
  });
}

/**
 * Gives a command the settings that it has options for and that its command line does not say.
 *
 * @throws TelemendError `usage` with the path of a value that an option cannot use.
 */
export function applyConfig(command: Command, { path, config }: ReadConfig): void {
  for (const [key, setting] of Object.entries(config)) {
    const option = command.options.find((one) => one.attributeName() === key);
    const isSaid = command.getOptionValueSource(key) === 'cli';
    if (!option || (isSaid && key !== 'maintenance') || setting === false) continue;
    const keys = Array.isArray(setting) ? setting.map((_, i) => `${key}.${i}`) : [];
    // Where nothing may be filled nothing is, whoever says so.
    const value = valueOf(option, wordsOf(setting), { key, keys, path, earlier: command.getOptionValue(key) });
    command.setOptionValueWithSource(key, value, 'config');
  }
}

/** A setting as the words of a command line; none for an option that takes no value. */
export function wordsOf(setting: unknown): string[] {
  if (setting === true) return [];
  if (Array.isArray(setting)) return setting.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)));
  if (typeof setting === 'object' && setting !== null) return Object.entries(setting).map(([name, value]) => `${name}=${value as string}`);
  return [String(setting)];
}

/** Where a setting stands: `keys` are the paths of its words, where they have some of their own; and what the command line says of it. */
interface SettingPlace {
  readonly key: string;
  readonly keys: readonly string[];
  readonly path: string;
  readonly earlier: unknown;
}

function valueOf({ long, parseArg }: Option, words: readonly string[], { key, keys, path, earlier }: SettingPlace): unknown {
  if (words.length === 0) return true;
  let value = earlier;
  for (const [i, word] of words.entries()) {
    try {
      value = parseArg ? parseArg(word, value) : word;
    } catch (error) {
      if (!(error instanceof TelemendError)) throw error;
      const message = `${path}: ${keys[i] ?? key}: ${error.message.replace(`${long}: `, '')}`;
      throw new TelemendError(error.code, message, { file: path, hint: error.hint, cause: error });
    }
  }
  return value;
}

/** The names that an object of the configuration may have, by its path. */
function knownKeys(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const found = path.reduce<JsonSchema | undefined>((at, key) => (typeof key === 'number' ? at?.items : at?.properties?.[String(key)] ?? at?.additionalProperties), schema);
  return Object.keys(found?.properties ?? {});
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await nodeFileSystem.stat(path)).kind === 'file';
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
