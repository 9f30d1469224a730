// All commands in the order of the help: what each does in a line, and where it is. Help, completion and the tests of the docs read this.
import type { CommandEntry } from './command-entry.js';

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  inspect: {
    group: 'Look:',
    summary: 'a first look at an unknown log, and the command to recover it',
    load: async () => (await import('./commands/inspect.js')).inspectCommand(),
  },
  validate: {
    group: 'Look:',
    summary: 'flag bad readings and say why',
    load: async () => (await import('./commands/validate.js')).validateCommand(),
  },
  suggest: {
    group: 'Look:',
    summary: 'propose thresholds for the checks of a log',
    load: async () => (await import('./commands/suggest.js')).suggestCommand(),
  },
  window: {
    group: 'Look:',
    summary: 'find where a log departs from its normal, and why',
    load: async () => (await import('./commands/window.js')).windowCommand(),
  },
  recover: {
    group: 'Recover:',
    summary: 'order, check, repair and fill a log, and account for every line',
    load: async () => (await import('./commands/recover.js')).recoverCommand(),
  },
  fill: {
    group: 'Recover:',
    summary: 'put plausible events into the gaps of a log',
    load: async () => (await import('./commands/fill.js')).fillCommand(),
  },
  replay: {
    group: 'Recover:',
    summary: 'the original lines in exact event-time order',
    load: async () => (await import('./commands/replay.js')).replayCommand(),
  },
  index: {
    group: 'Recover:',
    summary: 'a time index beside a log, so that replay can start anywhere',
    load: async () => (await import('./commands/index.js')).indexCommand(),
  },
  aggregate: {
    group: 'Recover:',
    summary: 'a log by windows of time, updated where it can have changed',
    load: async () => (await import('./commands/aggregate.js')).aggregateCommand(),
  },
  reconcile: {
    group: 'Recover:',
    summary: 'compare recomputed rows with existing ones: corrections',
    load: async () => (await import('./commands/reconcile.js')).reconcileCommand(),
  },
  apply: {
    group: 'Recover:',
    summary: 'apply corrections to existing rows, all or none',
    load: async () => (await import('./commands/apply.js')).applyCommand(),
  },
  report: {
    group: 'Look:',
    summary: 'a recovery as one HTML page: charts, books, options',
    load: async () => (await import('./commands/report.js')).reportCommand(),
  },
  verify: {
    group: 'Look:',
    summary: 'count anew from the files what a manifest says',
    load: async () => (await import('./commands/verify.js')).verifyCommand(),
  },
  explain: {
    group: 'Look:',
    summary: 'what happened to one instant: original line, checks, model',
    load: async () => (await import('./commands/explain.js')).explainCommand(),
  },
  generate: {
    group: 'Try:',
    summary: 'simulate a faulty log, and write what was done to it',
    load: async () => (await import('./commands/generate.js')).generateCommand(),
  },
  score: {
    group: 'Try:',
    summary: 'hold a clean series against the truth',
    load: async () => (await import('./commands/score.js')).scoreCommand(),
  },
  demo: {
    group: 'Try:',
    summary: 'simulate a faulty stream, recover it, show what was done',
    load: async () => (await import('./commands/demo.js')).demoCommand(),
  },
  config: {
    group: 'More:',
    summary: 'which options hold, and from where; the JSON Schema of telemend.json',
    load: async () => (await import('./commands/config.js')).configCommand(COMMANDS),
  },
  completion: {
    group: 'More:',
    summary: 'complete commands and options in bash, zsh and fish',
    load: async () => (await import('./commands/completion.js')).completionCommand(COMMANDS),
  },
};
