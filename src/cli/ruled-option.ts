// Options whose value may differ by series: `--range 10:40`, `--range 'mote-*=10:40'`. Of several that match a series the last counts.
import { Option } from 'commander';
import { withOptionName } from './option-errors.js';
import { parseRuled, type Ruled } from './values.js';

/** An option that takes patterns of sensor ids. */
export class RuledOption extends Option {}

/** An option whose value `parse` understands, for all series or by pattern; may be repeated. Completion offers the choices. */
export function ruledOption<T>(flags: string, description: string, parse: (text: string) => T, choices: readonly string[] = []): Option {
  const option = withOptionName(new RuledOption(flags, description), parseRuled(parse));
  option.argChoices = [...choices];
  return option;
}

/** What was said of all series before anything was said of some, and everything behind that. */
export function settled<T>(ruled: readonly Ruled<T>[] = []): { readonly all?: T; readonly rules: readonly Ruled<T>[] } {
  const first = ruled.findIndex(({ pattern }) => pattern !== '*');
  const ofAll = first < 0 ? ruled.length : first;
  return { all: ruled[ofAll - 1]?.value, rules: ruled.slice(ofAll) };
}
