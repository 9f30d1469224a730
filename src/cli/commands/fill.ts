// telemend fill: gaps only. Failed readings stay as they are, and only the series is written unless more is asked for.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import {
  addExitOption, addFormatOption, addInputOptions, addOutputOption, addSideFileOptions, addWindowOptions, inputSettings, memoryOption,
  type ExitFlags, type FormatFlags, type InputFlags, type OutputFlags, type SideFileFlags, type WindowFlags,
} from '../options.js';
import { addTalkOptions } from '../talk.js';
import { addMendOptions, mendSettings, type MendFlags } from '../mend-options.js';

interface FillFlags extends InputFlags, WindowFlags, MendFlags, OutputFlags, FormatFlags, SideFileFlags, ExitFlags {
  readonly memory?: number;
}

const EXAMPLES = `
Examples:
  telemend fill log.jsonl > filled.jsonl
  telemend fill --interval 1h --max-gap 48h --range 50:95 --field temperature=value office.jsonl -o filled.jsonl

Failed readings stay as they are (recover replaces them), and no value is estimated from them.
Exits 3 where lines are no events or a file is torn.`;

export function fillCommand(): Command {
  const command = new Command('fill')
    .addArgument(logArgument())
    .addHelpText('after', EXAMPLES);
  addMendOptions(command);
  addWindowOptions(addInputOptions(command).addOption(memoryOption()));
  return addTalkOptions(addExitOption(addSideFileOptions(addFormatOption(addOutputOption(command)), 'not written'))).action(fill);
}

async function fill(inputs: string[], flags: FillFlags): Promise<void> {
  const { runRecovery } = await import('../run-recovery.js');
  const { output = '-', dead, audit, manifest, memory: memoryBytes, from, to, exitZero, format } = flags;
  await runRecovery({
    command: 'fill',
    format,
    inputs,
    options: { ...inputSettings(flags), ...(await mendSettings(flags)), repair: 'keep', memoryBytes, from, to },
    model: flags.model,
    outputs: { output, dead, audit, manifest },
    exitZero,
  });
}
