import { expect, test } from 'vitest';
import {
  aborted,
  errorMessage,
  invalidArgument,
  OssicleError,
  systemErrorCode,
  throwIfAborted,
} from '../../../lib/core/errors.js';

test('an error carries its code, and from the catalogue its category and whether to try again', () => {
  const cause = new Error('below');
  const error = new OssicleError('NO_RTP_PORTS', 'All taken.', { cause, details: { min: 1 } });
  expect(error).toMatchObject({
    name: 'OssicleError',
    category: 'resource',
    retryable: true,
    cause,
    details: { min: 1 },
  });
  expect(new OssicleError('CLOSED', 'x')).toMatchObject({ category: 'usage', retryable: false, details: {} });
  expect('cause' in new OssicleError('CLOSED', 'x')).toBe(false);
});

test('a refused argument names itself, what was expected and what came, at bounded length', () => {
  expect(invalidArgument('rate', 'a number', 'x').message).toBe('rate must be a number, but is "x".');
  expect(invalidArgument('rate', 'a number', [1, 2]).message).toContain('an array of 2');
  expect(invalidArgument('rate', 'a number', new Map()).message).toContain('a Map');
  expect(invalidArgument('rate', 'a number', undefined).message).toContain('undefined');
  expect(invalidArgument('rate', 'a number', 'y'.repeat(10_000)).message.length).toBeLessThan(150);
});

test('aborting, system errors and anything thrown', () => {
  expect(() => throwIfAborted(undefined)).not.toThrow();
  expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
  expect(() => throwIfAborted(AbortSignal.abort())).toThrow(OssicleError);
  expect(aborted(AbortSignal.abort('why')).cause).toBe('why');
  expect(systemErrorCode(Object.assign(new Error('x'), { code: 'EADDRINUSE' }))).toBe('EADDRINUSE');
  expect(systemErrorCode(Object.assign(new Error('x'), { code: 5 }))).toBeUndefined();
  expect(systemErrorCode('x')).toBeUndefined();
  expect(errorMessage('plain')).toBe('plain');
  expect(errorMessage(new Error('said'))).toBe('said');
});
