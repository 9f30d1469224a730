// Options from a file: telemend.json where the command is run, or the one that --config names. The command line stands above it.
import type { Command, Option } from 'commander';
import { nodeFileSystem } from '../io/file-system.js';
import { readText } from '../io/read-text.js';
import { isNotFound } from '../io/system-error.js';
import { TelemendError } from '../model/errors.js';
import { nearestWord } from '../report/nearest-word.js';
import type { Config } from './config-schema.js';
import { RuledOption } from './ruled-option.js';

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
  if (issue.code !== 'unrecognized_keys') {
    // A record is the library's word for what JSON calls an object.
    throw new TelemendError('usage', `${path}: ${place || 'it'}: ${issue.message.replace('expected record', 'expected object')}`, {
      file: path, hint: 'telemend config --schema tells what may stand there',
    });
  }
  const [key] = issue.keys;
  const known = knownKeys(configJsonSchema(), issue.path);
  const near = nearestWord(key, known);
  throw new TelemendError('usage', `${path}: there is no setting "${[...issue.path, key].join('.')}"`, {
    file: path, hint: near === undefined ? 'telemend config --schema lists them' : `did you mean ${near}?`,
  });
}

/** A setting as a word of the command line, and where it stands. */
interface Word {
  readonly text: string;
  readonly place: string;
}

/**
 * Gives a command the settings that it has options for and that its command line does not say.
 *
 * @throws TelemendError `usage` with the path of a value that an option cannot use.
 */
export function applyConfig(command: Command, { path, config }: ReadConfig): void {
  for (const option of command.options) {
    const key = option.attributeName();
    const words = wordsFor(option, config);
    const isSaid = command.getOptionValueSource(key) === 'cli';
    // Where nothing may be filled nothing is, whoever says so.
    if (!words || (isSaid && key !== 'maintenance')) continue;
    if (key === 'range') refuseOtherUnit(command, config, path);
    command.setOptionValueWithSource(key, valueOf(option, words, path, command.getOptionValue(key)), 'config');
  }
}

/** A range in the output unit is nothing to a command that looks at readings as they come. */
function refuseOtherUnit(command: Command, { unit = 'C', outputUnit = unit }: Config, path: string): void {
  if (outputUnit === unit || command.options.some((option) => option.attributeName() === 'outputUnit')) return;
  throw new TelemendError('usage', `${path}: range: it is in the output unit, which ${command.name()} does not convert into`, {
    file: path, hint: `give --range in ${unit}, the unit of the log, on the command line`,
  });
}

/** What the configuration says of an option; no word for one that takes no value, undefined where it says nothing. */
export function wordsFor(option: Option, config: Config): readonly Word[] | undefined {
  const key = option.attributeName();
  const { [key]: setting, series = {} } = config as Readonly<Record<string, unknown>> & Pick<Config, 'series'>;
  if (setting === true) return [];
  const words = setting === undefined || setting === false ? [] : wordsOf(setting, key);
  if (option instanceof RuledOption) {
    for (const [pattern, settings] of Object.entries(series)) {
      const own = (settings as Readonly<Record<string, unknown>>)[key];
      if (own !== undefined) words.push(...wordsOf(own, `series.${pattern}.${key}`).map(({ text, place }) => ({ text: `${pattern}=${text}`, place })));
    }
  }
  return words.length > 0 ? words : undefined;
}

function wordsOf(setting: unknown, place: string): Word[] {
  if (Array.isArray(setting)) return setting.map((one, i) => ({ text: typeof one === 'object' ? JSON.stringify(one) : String(one), place: `${place}.${i}` }));
  if (typeof setting !== 'object' || setting === null) return [{ text: String(setting), place }];
  return Object.entries(setting).map(([name, value]) => ({ text: `${name}=${value as string}`, place: `${place}.${name}` }));
}

function valueOf({ long, parseArg }: Option, words: readonly Word[], path: string, earlier: unknown): unknown {
  if (words.length === 0) return true;
  let value = earlier;
  for (const { text, place } of words) {
    try {
      value = parseArg ? parseArg(text, value) : text;
    } catch (error) {
      if (!(error instanceof TelemendError)) throw error;
      throw new TelemendError(error.code, `${path}: ${place}: ${error.message.replace(`${long}: `, '')}`, { file: path, hint: error.hint, cause: error });
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
