// Scenarios as they are written: a file of JSON, or one fault in the short form of the command line.
import { TelemendError } from '../model/errors.js';
import type { ScenarioFault } from './scenario.js';

/**
 * The faults of a scenario file, `{"faults": [...]}`. What each of them holds is checked by `generate`, since it depends on the other options.
 *
 * @param name what the file is called in messages
 * @throws TelemendError `usage` where the text is no scenario.
 */
export function parseScenario(text: string, name: string): readonly ScenarioFault[] {
  let scenario: unknown;
  try {
    scenario = JSON.parse(text);
  } catch (error) {
    throw new TelemendError('usage', `${name} is not JSON: ${(error as Error).message}`, { file: name, cause: error });
  }
  const hint = 'a scenario is {"faults": [{"fault": "spike", "rate": 0.01}, ...]}';
  if (typeof scenario !== 'object' || scenario === null || Array.isArray(scenario)) {
    throw new TelemendError('usage', `${name} is no scenario`, { file: name, hint });
  }
  const unknown = Object.keys(scenario).find((key) => key !== 'faults');
  if (unknown !== undefined) throw new TelemendError('usage', `${name}: "${unknown}" is no key of a scenario`, { file: name, hint });
  const { faults } = scenario as { readonly faults?: unknown };
  if (!Array.isArray(faults)) throw new TelemendError('usage', `${name}: faults is not a list`, { file: name, hint });
  return faults as readonly ScenarioFault[];
}

/**
 * `spike:rate=0.01,magnitude=2:5` as the fault of a scenario; values that look like numbers become numbers.
 *
 * @throws TelemendError `usage` where the text has another form.
 */
export function parseFault(text: string): ScenarioFault {
  const [, fault, rest] = /^([^:=,]+):(.+)$/.exec(text) ?? [];
  const pairs = rest?.split(',').map((pair) => /^([^=]+)=(.+)$/.exec(pair));
  if (fault === undefined || !pairs || pairs.includes(null)) {
    throw new TelemendError('usage', `"${text}" is not a fault`, { hint: 'write NAME:KEY=VALUE,...: drift:rate=0.05,duration=10m,magnitude=2' });
  }
  const values = pairs.map((pair) => [pair![1], /^-?\d+(\.\d+)?(e-?\d+)?$/.test(pair![2]) ? Number(pair![2]) : pair![2]] as const);
  return { fault, ...Object.fromEntries(values) };
}
