// Completion for fish.
import type { CommandWords, OptionWords } from './command-words.js';

/** A script that fish finds as completions/telemend.fish, or that is sourced. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  const isFirst = '-n __fish_use_subcommand';
  return `# fish completion for telemend; save it as ~/.config/fish/completions/telemend.fish
complete -c telemend -f
complete -c telemend ${isFirst} -s h -l help -d 'show help'
complete -c telemend ${isFirst} -s V -l version -d 'print the version'
complete -c telemend ${isFirst} -a help -d 'show help for a command'
${commands.map(({ name, summary }) => `complete -c telemend ${isFirst} -a ${name} -d ${quote(summary)}`).join('\n')}
complete -c telemend -n '__fish_seen_subcommand_from help' -a ${quote(commands.map(({ name }) => name).join(' '))}
${commands.map(commandLines).join('\n')}
`;
}

function commandLines({ name, options, choices }: CommandWords): string {
  const start = `complete -c telemend -n '__fish_seen_subcommand_from ${name}'`;
  const rest = choices.length > 0 ? `-a ${quote(choices.join(' '))}` : '-F';
  return [`${start} ${rest}`, ...options.map((option) => `${start} ${optionSpec(option)}`)].join('\n');
}

function optionSpec({ long, short, description, takes, choices }: OptionWords): string {
  const names = `${short ? `-s ${short.slice(1)} ` : ''}-l ${long.slice(2)}`;
  const after = { nothing: '', choice: ` -x -a ${quote(choices.join(' '))}`, file: ' -r -F', value: ' -x' }[takes];
  return `${names}${after} -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
