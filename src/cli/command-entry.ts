// What is known of a command before it is loaded, since loading all takes longer than many a run.
import type { Command } from 'commander';

/** A command before it is loaded. */
export interface CommandEntry {
  /** Heading in the help. */
  readonly group: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** Its options and action. A command's file imports only what its options need; the rest is imported by its action. */
  readonly load: () => Promise<Command>;
}
