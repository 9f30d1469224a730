// Runs the simulator into files, and says what it did.
import { createOutputs } from '../io/commit.js';
import { delimiterOfName, formatOfName } from '../io/open-event-log.js';
import { readText } from '../io/read-text.js';
import { TelemendError } from '../model/errors.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { FAULT_NAMES } from '../simulate/faults/fault.js';
import { generateChunks, type GenerateCounts, type GenerateOptions, type ScenarioFault, type SimulatedFormat } from '../simulate/generate.js';
import { parseScenario } from '../simulate/parse-scenario.js';
import { note } from './notes.js';
import { finishEarlierCommits } from './output.js';

/** The faults of a scenario file. @throws TelemendError where it cannot be read or is none. */
export async function readScenario(path: string): Promise<readonly ScenarioFault[]> {
  return parseScenario(await readText(path), path);
}

/** Writes a simulated log and, where a name is given, its answer sheet: both or none. `inputs` are files that neither may be. */
export async function runGenerate(output: string, truth: string | undefined, options: GenerateOptions, inputs: readonly string[] = []): Promise<void> {
  if (truth !== undefined && formatOfName(truth) === 'csv') {
    throw new TelemendError('usage', `the answer sheet is JSON lines, which ${truth} does not say`, { hint: 'name it truth.jsonl' });
  }
  await finishEarlierCommits(truth === undefined ? [output] : [output, truth]);
  const outputs = createOutputs({ inputs });
  let counts: GenerateCounts | undefined;
  try {
    const log = await outputs.open(output);
    const sheet = truth === undefined ? undefined : await outputs.open(truth);
    for (const chunk of generateChunks({ ...options, format: formatOf(output, options.format), truth: truth !== undefined })) {
      await log.write(chunk.lines);
      await sheet?.write(chunk.truth);
      ({ counts } = chunk);
    }
    await outputs.commit();
  } catch (error) {
    await outputs.abort();
    throw error;
  }
  const { instants, lines, ...faults } = counts!;
  const done = FAULT_NAMES.filter((name) => faults[name] > 0).map((name) => `${formatCount(faults[name])} ${name}`);
  note(`${formatNoun(lines, 'line')} of ${formatNoun(instants, 'reading')}: ${done.join(', ') || 'no faults'}`);
}

/** As asked for, or by the name of the log. */
function formatOf(output: string, asked: SimulatedFormat | undefined): SimulatedFormat {
  if ((asked ?? formatOfName(output)) !== 'csv') return 'jsonl';
  return delimiterOfName(output) === '\t' ? 'tsv' : 'csv';
}
