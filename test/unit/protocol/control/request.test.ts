import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequest } from '../../../../lib/protocol/control/index.js';

/** Code and id of the failure that a text is answered with. */
function failureOf(text: string): [string, string] | undefined {
  const request = readRequest(text);
  return 'failure' in request ? [request.failure.code, request.id] : undefined;
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('the envelope of a request', () => {
  test('is read, with params absent as null, and further members ignored', () => {
    expect(readRequest('{"id":"q","method":"m","more":1}')).toEqual({
      id: 'q',
      method: 'm',
      params: null,
      sessionId: undefined,
    });
    expect(readRequest('{"id":"q","method":"m","params":[1],"session_id":"s"}')).toMatchObject({
      params: [1],
      sessionId: 's',
    });
  });

  test.each([
    ['', ''],
    ['{', ''],
    ['null', ''],
    ['[]', ''],
    ['"id"', ''],
    ['{"method":"m"}', ''],
    ['{"id":5,"method":"m"}', ''],
    ['{"id":"q"}', 'q'],
    ['{"id":"q","method":5}', 'q'],
    [`{"id":"${'x'.repeat(1025)}"}`, ''],
    [`{"id":"q","method":"m","params":${nested(128)}}`, 'q'],
    [nested(131_072), ''],
    ['['.repeat(262_144), ''],
  ])('%.40s… is a PARSE_ERROR', (text, id) => {
    expect(failureOf(text)).toEqual(['PARSE_ERROR', id]);
  });

  test('may nest 128 deep, and brackets in strings do not count', () => {
    expect(failureOf(`{"id":"q","method":"m","params":${nested(127)}}`)).toBeUndefined();
    expect(failureOf(JSON.stringify({ id: 'q', method: 'm', params: `"\\${'['.repeat(500)}` }))).toBeUndefined();
  });

  test.each([
    ['x'.repeat(1025), 1024],
    ['é'.repeat(513), 512],
    [`x${'é'.repeat(512)}`, 512],
    ['€'.repeat(342), 341],
    ['😀'.repeat(257), 512],
  ])('cuts an id that is too long at a character (%#)', (id, kept) => {
    const request = readRequest(JSON.stringify({ id, method: 'm' }));
    expect(request.id).toBe(id.slice(0, kept));
    expect(Buffer.byteLength(request.id)).toBeLessThanOrEqual(1024);
    expect(request).toMatchObject({ failure: { code: 'INVALID_PARAMS' } });
    expect('failure' in request && request.failure.message).toContain('maximum length of 1024');
  });

  test.each(['x'.repeat(1024), 'é'.repeat(512), '😀'.repeat(256)])('takes an id of 1024 bytes (%#)', (id) => {
    expect(readRequest(JSON.stringify({ id, method: 'm' }))).toMatchObject({ id, method: 'm' });
  });

  test('whatever comes, a request or a failure with a short id comes out', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .object({ key: fc.constantFrom('id', 'method', 'params', '__proto__', 'session_id') })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const request = readRequest(text);
        expect(Buffer.byteLength(request.id)).toBeLessThanOrEqual(1024);
      }),
      { numRuns: 2000 },
    );
  });
});
