// telemend replay: the original lines of a log, in exact event-time order.
import { Command } from 'commander';
import { addGridOptions } from '../grid-option.js';
import { logArgument } from '../log-argument.js';
import { TelemendError } from '../../model/errors.js';
import { addExitOption, addFormatOption, addInputOptions, addOutputOption, addUnitOptions, addWindowOptions, addWindowsOption, inputSettings, memoryOption, valueOption } from '../options.js';
import { addTalkOptions } from '../talk.js';
import { LIVE_FORMAT_HINT, type ReplayFlags } from '../replay-flags.js';
import { parsePositiveDuration } from '../values.js';

const EXAMPLES = `
The lines come out byte for byte, ordered by event time, then sensor_id, then input position: duplicates once, conflicts all.
--from is included, --to is not; -2h is two hours before the latest event of the log.
Beside logs over 64 MiB a time index is written (LOG.tidx, see telemend index): the next replay reads only what it needs.

Examples:
  telemend replay log.jsonl -o ordered.jsonl
  telemend replay monday.jsonl tuesday.jsonl.gz --from 2026-01-01T06:00:00Z --to -2h
  telemend replay log.jsonl --from -10m --speed 60x | ./dashboard
  mosquitto_sub -t 'sensors/#' | telemend replay --follow --lateness 30s --late late.jsonl -

Exits 3 where lines are no events or events came late.`;

export function replayCommand(): Command {
  const command = new Command('replay')
    .addArgument(logArgument())
    .addHelpText('after', EXAMPLES);
  addWindowsOption(addWindowOptions(command))
    .addOption(valueOption('--speed <SPEED>', 'max (default), 1x (as it happened), 60x', parseSpeed))
    .optionsGroup('Live input:')
    .option('--follow', 'read stdin as it arrives, without an end')
    .addOption(valueOption('--lateness <TIME>', 'how late an event may be (default 1m)', parsePositiveDuration))
    .option('--late <FILE>', 'events that came later still');
  addUnitOptions(addInputOptions(command))
    .option('--no-index', 'neither use nor write a time index beside the log')
    .addOption(memoryOption());
  addGridOptions(addFormatOption(addOutputOption(command))).option('--dead <FILE>', 'lines that are no events');
  return addTalkOptions(addExitOption(command)).action(replay);
}

async function replay(inputs: string[], flags: ReplayFlags): Promise<void> {
  refuseMixed(inputs, flags);
  const { runReplay, runLiveReplay } = await import('../run-replay.js');
  await (flags.follow ? runLiveReplay : runReplay)(inputs, flags, inputSettings(flags));
}

/** Options of live input and of logs do not go together. */
function refuseMixed(inputs: readonly string[], flags: ReplayFlags): void {
  const { follow, lateness, late, speed, limit, memory, from, to, windows, outputUnit, format, inputFormat, columns, delimiter, skip, headerLine, decimalComma, wide, encoding, grid } = flags;
  const refuse = (what: string, hint: string) => {
    throw new TelemendError('usage', what, { hint });
  };
  if (!follow) {
    if (lateness !== undefined) refuse('--lateness is for --follow', 'a log is put in exact order, however late an event is');
    if (late !== undefined) refuse('--late is for --follow', 'in a log, no event is late');
    return;
  }
  if (inputs.join() !== '-') refuse('--follow reads stdin only', 'name - as the input: tail -f log.jsonl | telemend replay --follow -');
  if (speed !== undefined) refuse('--speed is for logs', 'live events leave as they arrive');
  if (limit !== undefined) refuse('--limit is for logs', 'put head -n N in front');
  if (windows !== undefined) refuse('--windows is for logs', 'write --from and --to');
  if (memory !== undefined) refuse('--memory is for logs', 'a smaller --lateness holds fewer events');
  if (grid !== undefined) refuse('--grid is for logs', 'telemend replay --grid of the log that is written');
  if (outputUnit !== undefined) refuse('--output-unit is for logs', 'live events leave as they came');
  if (format === 'csv') refuse('--format csv is for logs', 'live events leave as they came');
  const isTable = inputFormat === 'csv' || columns || wide || decimalComma || [delimiter, skip, headerLine].some((option) => option !== undefined);
  if (isTable) refuse('--follow reads JSONL', LIVE_FORMAT_HINT);
  if (encoding !== undefined) refuse('--follow reads UTF-8', 'put iconv -f ENCODING in front');
  if (from?.kind === 'fromEnd' || to?.kind === 'fromEnd') refuse('--follow has no end to count from', 'write --from and --to as instants');
}

/** Times as fast as it happened; undefined for no pace at all. */
function parseSpeed(text: string): number | undefined {
  if (text === 'max') return undefined;
  const speed = /^\d+(\.\d+)?x$/.test(text) ? Number(text.slice(0, -1)) : 0;
  if (speed === 0) throw new TelemendError('usage', `"${text}" is not a speed`, { hint: 'write max, 1x or 60x' });
  return speed;
}
