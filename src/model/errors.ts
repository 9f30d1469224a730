// The one error type of the project: a closed list of codes, a hint that says what to do, and where it happened.

/** What kind of failure it is. Closed: a caller may switch over it. */
export type ErrorCode =
  /** An option or argument that cannot be used (exit 2). */
  | 'usage'
  /** A path that is not there. */
  | 'not-found'
  /** A path that is there, but is no file or may not be read or written. */
  | 'not-usable'
  /** An output that is also an input. */
  | 'same-file'
  /** An output that another run is writing. */
  | 'locked'
  /** No room on the device. */
  | 'no-space'
  /** Any other failure of the file system. */
  | 'io'
  /** Stopped because it was asked to, at a point from which it can go on (exit 130). */
  | 'interrupted'
  /** Input that cannot be worked with as a whole (a single bad line is a dead letter, not an error). */
  | 'bad-input'
  /** A check of telemend on itself failed: a defect of ours, the old output stays. */
  | 'internal';

/** Where an error happened, as far as it is known. */
export interface ErrorContext {
  readonly file?: string;
  /** 1-based line number. */
  readonly line?: number;
  /** Byte offset in the file. */
  readonly byte?: number;
  /** What to do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * A failure that a person can act on.
 *
 * @example
 * throw new TelemendError('not-found', 'cannot read log.jsonl: no such file', { file: 'log.jsonl', hint: 'check the path' });
 */
export class TelemendError extends Error {
  override readonly name = 'TelemendError';
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly byte?: number;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.code = code;
    this.hint = context.hint;
    this.file = context.file;
    this.line = context.line;
    this.byte = context.byte;
  }
}
