// telemend generate: a simulated log, with faults of known place and kind.
import { Command } from 'commander';
import { TelemendError } from '../../model/errors.js';
import { parseInstantArgument } from '../../model/instant.js';
import type { Disorder, GenerateOptions, ScenarioFault, Season } from '../../simulate/generate.js';
import { parseFault } from '../../simulate/parse-scenario.js';
import { addFormatOption, addOutputOption, valueOption, type FormatFlags, type OutputFlags } from '../options.js';
import { parseNumber, parsePositiveDuration, parsePositiveInteger, parseRange, parseRate } from '../values.js';

/** Options that the command line calls or spells otherwise. */
type RenamedOption = 'intervalMs' | 'startMs' | 'durationMs' | 'seasons' | 'trendPerDay' | 'faults' | 'format' | 'truth' | 'chunkBytes';

interface GenerateFlags extends OutputFlags, FormatFlags, Omit<GenerateOptions, RenamedOption> {
  readonly interval?: number;
  readonly start?: number;
  readonly duration?: number;
  readonly season?: readonly Season[];
  readonly trend?: number;
  readonly fault?: readonly ScenarioFault[];
  /** Path of a file of further faults. */
  readonly scenario?: string;
  /** Path of the answer sheet. */
  readonly truth?: string;
}

const EXAMPLES = `
A rate is a share of all instants. The faults are independent of each other, but
a skipped instant has no other one. The first and last event of a sensor have
none. The same options and seed give the same bytes.

Faults of --scenario and --fault (aliases in brackets):
  of the value   spike (outlier, short), stuck (stuck-at, constant, flat-line),
                 noise (high-noise, precision-degradation), offset (bias), gain
                 (scale), drift, hard-over (hardover, rail), clipping
                 (saturation), precision-loss (quantization), deviated
                 (out-of-range)
  of the clock   clock-offset (clock-skew), clock-drift, clock-step
                 (clock-jump), clock-jitter
  on the way     skipped (dropped, missing), outage (connection, gap), late
                 (delayed), out-of-order (reordered, swapped), duplicated
                 (duplicate), conflicting (conflict), corrupted (truncated,
                 garbled, field-missing, wrong-type)
Keys: sensors (pattern), rate, from, to (since the start), magnitude, duration,
onset (abrupt, incipient, intermittent), direction (both, up, down). A scenario
file: {"faults": [{"fault": "drift", "rate": 0.05, "duration": "10m:1h"}]}

Examples:
  telemend generate --duration 10m > clean.jsonl
  telemend generate --sensors 2 --interval 1s --duration 1h --error-rate 0.05 \\
    --skip-rate 0.1 --seed demo -o log.jsonl --truth truth.jsonl
  telemend generate --count 1000000 --disorder 0.05:30s --duplicate-rate 0.01 \\
    --corrupt-rate 0.001 -o log.jsonl
  telemend generate --duration 2d --interval 1m --season 1d:1 --trend 0.1 \\
    --fault spike:rate=0.01,magnitude=2:4 --fault outage:from=5h,to=8h`;

export function generateCommand(): Command {
  const command = new Command('generate')
    .optionsGroup('Size:')
    .addOption(valueOption('--sensors <N>', 'how many: s1, s2, ... (default 1)', parsePositiveInteger))
    .addOption(valueOption('--interval <TIME>', 'between two readings of a sensor (default 1s)', parsePositiveDuration))
    .addOption(valueOption('--start <TIME>', 'of the first reading (default 2026-01-01T00:00:00Z)', parseStart))
    .addOption(valueOption('--duration <TIME>', 'how long the sensors read (default 1h)', parsePositiveDuration))
    .addOption(valueOption('--count <N>', 'readings of all sensors together, not --duration', parsePositiveInteger))
    .option('--seed <TEXT>', 'same seed, same bytes (default telemend)')
    .optionsGroup('Signal:')
    .addOption(valueOption('--range <LOW:HIGH>', 'what readings lie in, °C (default 50:55)', parseRange))
    .addOption(valueOption('--mean <C>', 'mean (default the middle of the range)', parseNumber))
    .addOption(valueOption('--spread <C>', 'standard deviation (default a tenth of the range)', parseNumber))
    .addOption(valueOption('--memory <R>', 'correlation with the next reading (default 0.95)', parseNumber))
    .addOption(valueOption('--decimals <N>', 'decimals of a reading, 0 to 6 (default 2)', parseNumber))
    .addOption(valueOption('--season <TIME:C>', 'period and amplitude, may be repeated: 1d:0.8', parseSeason))
    .addOption(valueOption('--trend <C>', 'how much the mean rises a day (default 0)', parseNumber))
    .optionsGroup('Faults:')
    .addOption(valueOption('--error-rate <RATE>', 'readings out of range, status deviated', parseRate))
    .addOption(valueOption('--skip-rate <RATE>', 'readings never written', parseRate))
    .addOption(valueOption('--disorder <RATE:TIME>', 'share that arrives late, by how much at most', parseDisorder))
    .addOption(valueOption('--duplicate-rate <RATE>', 'lines written again, up to 10 intervals later', parseRate))
    .addOption(valueOption('--corrupt-rate <RATE>', 'lines damaged: events no longer', parseRate))
    .addOption(valueOption('--fault <FAULT>', 'NAME:KEY=VALUE,..., may be repeated: see below', addFault))
    .option('--scenario <FILE>', 'faults from a JSON file: see below')
    .addHelpText('after', EXAMPLES);
  return addFormatOption(addOutputOption(command), 'jsonl or csv (default by the name, then jsonl)')
    .option('--truth <FILE>', 'the answer sheet: what was done to each instant')
    .action(generate);
}

async function generate({ interval, start, duration, season, trend, fault, scenario, truth, output = '-', format, ...rest }: GenerateFlags): Promise<void> {
  const { readScenario, runGenerate } = await import('../run-generate.js');
  const faults = [...(scenario === undefined ? [] : await readScenario(scenario)), ...(fault ?? [])];
  const options = { ...rest, intervalMs: interval, startMs: start, durationMs: duration, seasons: season, trendPerDay: trend, faults, format };
  await runGenerate(output, truth, options, scenario === undefined ? [] : [scenario]);
}

function addFault(text: string, earlier: readonly ScenarioFault[] = []): readonly ScenarioFault[] {
  return [...earlier, parseFault(text)];
}

function parseSeason(text: string, earlier: readonly Season[] = []): readonly Season[] {
  const [period, amplitude, ...more] = text.split(':');
  if (amplitude === undefined || more.length > 0) {
    throw new TelemendError('usage', `"${text}" is not a period and an amplitude`, { hint: 'write both: 1d:0.8 is 0.8 °C up and down in a day' });
  }
  return [...earlier, { periodMs: parsePositiveDuration(period), amplitude: parseNumber(amplitude) }];
}

function parseStart(text: string): number {
  const { timeMs, timeNs } = parseInstantArgument(text);
  if (timeNs !== 0) throw new TelemendError('usage', `"${text}" has digits below a millisecond`, { hint: 'leave them out' });
  return timeMs;
}

function parseDisorder(text: string): Disorder {
  const colon = text.indexOf(':');
  if (colon < 0) {
    throw new TelemendError('usage', `"${text}" is not a share and a delay`, { hint: 'write both: 0.05:30s is 5 %, up to 30 s late' });
  }
  return { share: parseRate(text.slice(0, colon)), maxDelayMs: parsePositiveDuration(text.slice(colon + 1)) };
}
