import { expect, test } from 'vitest';
import type { OssicleError } from '../../../lib/core/index.js';
import { callNative } from '../../../lib/native/index.js';

function thrownBy(error: unknown): OssicleError {
  try {
    callNative('Cannot do it', () => {
      throw error;
    });
  } catch (thrown) {
    return thrown as OssicleError;
  }
  throw new Error('nothing was thrown');
}

const nativeError = (status: string, errno = 0): Error => Object.assign(new Error('the reason'), { status, errno });

test.each([
  ['invalidArgument', 'INVALID_ARGUMENT'],
  ['malformed', 'FORMAT_INVALID'],
  ['full', 'LIMIT_REACHED'],
  ['noPorts', 'NO_RTP_PORTS'],
  ['notFound', 'NOT_FOUND'],
  ['unsupported', 'UNSUPPORTED'],
  ['io', 'NETWORK_FAILED'],
  ['state', 'INVALID_STATE'],
  ['something new', 'INVALID_STATE'],
])('status %s becomes %s', (status, code) => {
  const cause = nativeError(status);
  expect(thrownBy(cause)).toMatchObject({ code, message: 'Cannot do it: the reason.', cause, details: {} });
});

test('an errno is told', () => {
  expect(thrownBy(nativeError('io', 98))).toMatchObject({
    message: 'Cannot do it: the reason (errno 98).',
    details: { errno: 98 },
  });
});

test('what is not from the addon passes as it is, and so does a result', () => {
  const error = new TypeError('ours');
  expect(thrownBy(error)).toBe(error);
  expect(callNative('Cannot', () => 42)).toBe(42);
});
