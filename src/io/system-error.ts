// Errors of the operating system in words a person can act on.
import { TelemendError, type ErrorCode } from '../model/errors.js';

interface Wording {
  readonly code: ErrorCode;
  readonly text: string;
  readonly hint?: string;
}

const WORDING: Readonly<Record<string, Wording>> = {
  ENOENT: { code: 'not-found', text: 'no such file or directory', hint: 'check the path for typing errors' },
  ENOTDIR: { code: 'not-found', text: 'a part of the path is not a directory', hint: 'check the path for typing errors' },
  EISDIR: { code: 'not-usable', text: 'it is a directory', hint: 'name a file in it' },
  EACCES: { code: 'not-usable', text: 'permission denied', hint: 'check who may read and write the file and its directory' },
  EPERM: { code: 'not-usable', text: 'operation not permitted', hint: 'check who may read and write the file and its directory' },
  EROFS: { code: 'not-usable', text: 'the file system is read-only', hint: 'write to another place' },
  ELOOP: { code: 'not-usable', text: 'the symbolic links go round in a circle', hint: 'name the file itself' },
  ENAMETOOLONG: { code: 'not-usable', text: 'the name is too long', hint: 'use a shorter name' },
  ENXIO: { code: 'not-usable', text: 'there is no device or reader behind it', hint: 'name a file, or - for stdin or stdout' },
  ENOSPC: { code: 'no-space', text: 'no space left on the device', hint: 'free some space or write to another place' },
  EDQUOT: { code: 'no-space', text: 'the disk quota is used up', hint: 'free some space or write to another place' },
  EFBIG: { code: 'no-space', text: 'the file would be too large', hint: 'write to another place' },
  EMFILE: { code: 'io', text: 'too many open files', hint: 'raise the limit (ulimit -n) or name fewer inputs at once' },
  EPIPE: { code: 'io', text: 'the reader closed the pipe' },
};

/** A system error as a TelemendError with the path and what to do; a TelemendError passes as it is. */
export function systemError(error: unknown, action: 'read' | 'write' | 'remove', path: string): TelemendError {
  if (error instanceof TelemendError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const wording: Wording = WORDING[code ?? ''] ?? { code: 'io', text: message };
  return new TelemendError(wording.code, `cannot ${action} ${path}: ${wording.text}`, { file: path, hint: wording.hint, cause: error });
}

/** Whether an error says that the reader of a pipe has gone, which ends a run quietly. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof TelemendError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EPIPE';
}

/** Whether an error says that a path is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof TelemendError && error.code === 'not-found';
}
