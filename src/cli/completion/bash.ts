// Completion for bash 3.2 and later, without bash-completion.
import type { CommandWords, OptionWords } from './command-words.js';

/** A script to be sourced by bash. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  return `# bash completion for telemend; source it in ~/.bashrc
_telemend() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command= word words= option_words=
  # bash takes --fill=linear for three words
  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word != -* ]]; then command=$word; break; fi
  done
  COMPREPLY=()
  case $command in
    '') words='${[...commands.map(({ name }) => name), 'help', '--help', '--version'].join(' ')}' ;;
    help) words='${commands.map(({ name }) => name).join(' ')}' ;;
${commands.map(commandCase).join('\n')}
  esac
  if [[ $current == -* ]]; then words=$option_words; fi
  if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current")); compopt +o default 2>/dev/null; fi
}
complete -o default -F _telemend telemend
`;
}

function commandCase({ name, options, choices }: CommandWords): string {
  const optionWords = options.flatMap(({ long, short }) => (short ? [long, short] : [long])).join(' ');
  const cases = options.flatMap((option) => valueCase(option) ?? []);
  return `    ${name})
      option_words='${optionWords}'
      words='${choices.join(' ')}'
      case $previous in
${cases.map((line) => `        ${line}`).join('\n')}
      esac ;;`;
}

// Where no words are left, bash completes file names; after a value that nobody can guess, nothing.
function valueCase({ long, short, takes, choices }: OptionWords): string | undefined {
  const names = short ? `${long}|${short}` : long;
  if (takes === 'choice') return `${names}) words='${choices.join(' ')}' ;;`;
  if (takes === 'value') return `${names}) compopt +o default 2>/dev/null; return ;;`;
  return takes === 'file' ? `${names}) return ;;` : undefined;
}
