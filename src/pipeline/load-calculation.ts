// Loads a calculation of the user's own from its module.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isCalculation } from '../aggregate/calculation.js';
import { sha256File } from '../io/checksum.js';
import { TelemendError } from '../model/errors.js';
import type { LoadedCalculation } from './aggregate-options.js';

/**
 * The default export of a module (or its export `calculation`), with the SHA-256 of the file. What the module itself imports is not in the
 * checksum.
 *
 * @throws TelemendError where the file cannot be read or run, or exports no calculation.
 */
export async function loadCalculation(path: string): Promise<LoadedCalculation> {
  const sha256 = await sha256File(path);
  let module: Record<string, unknown>;
  try {
    // A module is loaded once a process: by its checksum a file that has changed is another one.
    module = (await import(`${pathToFileURL(resolve(path)).href}?sha256=${sha256}`)) as Record<string, unknown>;
  } catch (error) {
    throw new TelemendError('bad-input', `${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {
      file: path,
      hint: 'give a module of JavaScript, an .mjs file',
      cause: error,
    });
  }
  const calculation = module.default ?? module.calculation;
  if (isCalculation(calculation)) return { path, sha256, version: calculation.version, calculation };
  throw new TelemendError('bad-input', `${path} exports no calculation`, {
    file: path,
    hint: 'export default { init() {...}, step(state, event) {...}, finish(state) {...} }',
  });
}
