// telemend validate: which readings of a log are flagged, and why.
import { Command } from 'commander';
import { addExitOption, addInputOptions, addOutputOption, addRangeOptions } from '../options.js';

export function validateCommand(): Command {
  const command = new Command('validate').description('flag bad readings and say why').argument('<LOG...>', 'files, .gz too, or - for stdin');
  addRangeOptions(command);
  addInputOptions(command);
  addOutputOption(command);
  return addExitOption(command).action(async () => {});
}
