// telemend completion: the script by which a shell completes commands, options and their values.
import { Argument, Command } from 'commander';
import type { CommandEntry } from '../command-entry.js';

const EXAMPLES = `
Examples:
  telemend completion fish > ~/.config/fish/completions/telemend.fish
  source <(telemend completion bash)      in ~/.bashrc
  source <(telemend completion zsh)       in ~/.zshrc`;

export function completionCommand(entries: Readonly<Record<string, CommandEntry>>): Command {
  return new Command('completion')
    .addArgument(new Argument('<SHELL>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { commandWords } = await import('../completion/command-words.js');
      process.stdout.write((await render(shell))(await commandWords(entries)));
    });
}

async function render(shell: 'bash' | 'zsh' | 'fish') {
  if (shell === 'bash') return (await import('../completion/bash.js')).bashCompletion;
  if (shell === 'zsh') return (await import('../completion/zsh.js')).zshCompletion;
  return (await import('../completion/fish.js')).fishCompletion;
}
