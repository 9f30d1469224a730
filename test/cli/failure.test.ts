import { describe, expect, test } from 'vitest';
import { describeFailure } from '../../src/cli/failure.js';
import { systemError } from '../../src/io/system-error.js';
import { TelemendError } from '../../src/model/errors.js';

describe('a failure', () => {
  test.each([
    ['usage', 2],
    ['not-found', 1],
    ['no-space', 1],
    ['bad-input', 1],
  ] as const)('with code %s exits %d, with its hint and no stack trace', (code, exitCode) => {
    const failure = describeFailure(new TelemendError(code, 'it went wrong', { hint: 'do this' }), true);
    expect(failure).toEqual({ exitCode, text: 'telemend: it went wrong\nhint: do this\n' });
  });

  test('cannot smuggle control characters of a path into the terminal', () => {
    expect(describeFailure(new TelemendError('io', 'cannot read a\u001b[2Jb'), false).text).toBe('telemend: cannot read a\\x1b[2Jb\n');
  });

  test('that is a closed pipe ends quietly with 0', () => {
    const closed = systemError(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), 'write', 'stdout');
    expect(describeFailure(closed, true)).toEqual({ exitCode: 0, text: '' });
  });
});

describe('a defect of ours', () => {
  test.each([
    ['an error of the language', new TypeError('x is undefined')],
    ['a check of telemend on itself', new TelemendError('internal', 'x is undefined')],
  ])('(%s) asks to be reported, with a stack trace on demand only', (_, error) => {
    const quiet = describeFailure(error, false);
    expect(quiet.exitCode).toBe(1);
    expect(quiet.text).toMatch(/^telemend: internal error: x is undefined\nhint: .*report.*TELEMEND_DEBUG.*\n$/);
    expect(describeFailure(error, true).text).toMatch(/\n {4}at /);
  });

  test('that is no error at all is told all the same', () => {
    expect(describeFailure('boom', true).text).toContain('internal error: boom');
  });
});
