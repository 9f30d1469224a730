// Commands that people are told to run next: to be pasted as they stand.

/** A word as a POSIX shell takes it: quoted where it has to be; a file's name that begins with a dash is none of an option's. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command line of these words; undefined ones are left out.
 *
 * @example
 * shellCommand(['telemend', 'recover', "it's.jsonl"]); // telemend recover 'it'\''s.jsonl'
 */
export function shellCommand(words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined).map(shellWord).join(' ');
}

/** The name of a file as an operand: one that begins with a dash would be taken for an option. */
export function operand(name: string): string {
  return name.startsWith('-') && name !== '-' ? `./${name}` : name;
}
