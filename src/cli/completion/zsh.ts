// Completion for zsh, by its own _arguments.
import type { CommandWords, OptionWords } from './command-words.js';

/** A script that zsh finds as `_telemend` in its fpath, or that is sourced after compinit. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  return `#compdef telemend
# zsh completion for telemend; source it in ~/.zshrc after compinit, or save it as _telemend in a folder of $fpath
_telemend() {
  local line state
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${escapeColons(summary)}`)}`).join('\n')}
    'help:show help for a command'
  )
  _arguments -C '(- *)'{-h,--help}'[show help]' '(- *)'{-V,--version}'[print the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $line[1] in
        help) _describe -t commands command commands ;;
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _telemend ]]; then _telemend "$@"; else compdef _telemend telemend; fi
`;
}

function commandCase({ name, options, choices }: CommandWords): string {
  const rest = choices.length > 0 ? `'*:word:(${choices.join(' ')})'` : "'*:file:_files'";
  return `        ${name}) _arguments -s ${[...options.map(optionSpec), rest].join(' \\\n          ')} ;;`;
}

// '*' since many options may be given again, and none is harmed by it.
function optionSpec({ long, short, description, takes, choices }: OptionWords): string {
  const names = short ? `'*'{${short},${long}}` : quote(`*${long}`);
  const after = { nothing: '', choice: `:value:(${choices.join(' ')})`, file: ':file:_files', value: ':value:' }[takes];
  return `${names}${quote(`[${description.replace(/[[\]\\]/g, '\\$&')}]${after}`)}`;
}

function escapeColons(text: string): string {
  return text.replace(/[:\\]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
