// Runs the simulator into files, and says what it did.
import { createOutputs } from '../io/commit.js';
import { readText } from '../io/read-text.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { FAULT_NAMES } from '../simulate/faults/fault.js';
import { generateChunks, type GenerateCounts, type GenerateOptions, type ScenarioFault } from '../simulate/generate.js';
import { parseScenario } from '../simulate/parse-scenario.js';
import { note } from './notes.js';
import { finishEarlierCommits } from './output.js';

/** The faults of a scenario file. @throws TelemendError where it cannot be read or is none. */
export async function readScenario(path: string): Promise<readonly ScenarioFault[]> {
  return parseScenario(await readText(path), path);
}

/** Writes a simulated log and, where a name is given, its answer sheet: both or none. `inputs` are files that neither may be. */
export async function runGenerate(output: string, truth: string | undefined, options: GenerateOptions, inputs: readonly string[] = []): Promise<void> {
  await finishEarlierCommits(truth === undefined ? [output] : [output, truth]);
  const outputs = createOutputs({ inputs });
  let counts: GenerateCounts | undefined;
  try {
    const log = await outputs.open(output);
    const sheet = truth === undefined ? undefined : await outputs.open(truth);
    for (const chunk of generateChunks({ ...options, truth: truth !== undefined })) {
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
