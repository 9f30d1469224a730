// The library: everything that is promised to users of the package, and nothing else.
export type { Event, SyntheticEvent, FieldNames, FieldName, Range, TimeUnit } from './model/event.js';
export { TelemendError, type ErrorCode } from './model/errors.js';
export { Flag } from './model/flag.js';
export type { DeadLetterCode } from './model/dead-letter.js';
export type { Moment } from './model/moment.js';
export { generate, generateChunks, type GenerateOptions, type GeneratedChunk, type ScenarioFault, type TruthRow } from './simulate/generate.js';
export { readEvents, writeEvents, type FaultyLine, type ReadEventsOptions } from './pipeline/read-events.js';
export { recover, fill, type RecoverEventsOptions } from './pipeline/recover-events.js';
export { validate, type FlaggedEvent } from './pipeline/validate-events.js';
export { replay, type ReplayEventsOptions } from './pipeline/replay-events.js';
export type { EventSource } from './pipeline/event-log.js';
export type { RecoverOptions, MendOptions, ReadOptions } from './pipeline/options.js';
export type { Accounting } from './pipeline/accounting.js';
export { recoverLog, sideFileNames, type RecoverLogOptions, type RecoverOutputs } from './pipeline/recover-log.js';
export { expandInputs, type ExpandedInputs, type LeftOut } from './io/expand-inputs.js';
export { openLog, type Log, type LogInput } from './io/log.js';
export type { Calculation, CalculationContext } from './aggregate/calculation.js';
