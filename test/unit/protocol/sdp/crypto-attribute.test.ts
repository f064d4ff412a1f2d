import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSrtpSecret, type SrtpSuite, srtpSecretBytes } from '../../../../lib/core/index.js';
import { parseCryptoAttribute, writeCryptoAttribute } from '../../../../lib/protocol/sdp/index.js';

const suites = Object.keys(srtpSecretBytes) as SrtpSuite[];
/** The key of RFC 4568's first example: 30 bytes. */
const rfcKey = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const suite80 = 'AES_CM_128_HMAC_SHA1_80';

describe('an a=crypto line', () => {
  it('is read as RFC 4568 writes it', () => {
    const line = parseCryptoAttribute(`1 ${suite80} inline:${rfcKey}|2^20|1:4 WSH=60 KDR=0 -x-vendor`);
    expect(line).toMatchObject({ outcome: 'accepted', tag: 1, suite: suite80 });
    if (line.outcome !== 'accepted') throw new Error(line.reason);
    expect(Buffer.from(line.secret).toString('latin1')).toBe('YS___semctl () {\t220;}\n}\nunles');
  });

  it.each(suites)('of %s comes back as it was written', (suite) => {
    const secret = newSrtpSecret(suite);
    const value = writeCryptoAttribute({ tag: 7, suite, secret });
    expect(value).toMatch(/^7 \w+ inline:[A-Za-z0-9+/]+={0,2}$/);
    expect(parseCryptoAttribute(value)).toEqual({ outcome: 'accepted', tag: 7, suite, secret });
    expect(parseCryptoAttribute(value.replaceAll('=', ''))).toMatchObject({ outcome: 'accepted', secret });
    expect(newSrtpSecret(suite)).not.toEqual(secret);
  });

  it.each([
    ['', 'nothing'],
    ['1', 'a tag alone'],
    [`1 ${suite80}`, 'no key'],
    [`1 ${suite80} inline:`, 'an empty key'],
    [`1 ${suite80} inline:|2^20`, 'a lifetime alone'],
    [`1 ${suite80} prompt:${rfcKey}`, 'another way to give a key'],
    [`x ${suite80} inline:${rfcKey}`, 'no tag'],
    [`1 F8_128_HMAC_SHA1_80 inline:${rfcKey}`, 'another suite'],
    [`1 ${suite80} inline:${rfcKey} UNENCRYPTED_SRTCP`, 'a parameter that changes the packets'],
    [`1 ${suite80} inline:${rfcKey} KDR=5`, 'a key derivation rate'],
    [`1 ${suite80} inline:${rfcKey}|1:4;inline:${rfcKey}|2:4`, 'two keys'],
    [`1 ${suite80} inline:${rfcKey} ${'-x '.repeat(1000)}`, 'far too long'],
    ['1 __proto__ inline:AAAA', 'a name that objects know'],
  ])('is skipped when it says %o (%s)', (value) => {
    expect(parseCryptoAttribute(value).outcome).toBe('skipped');
  });

  it.each(['QUJD', `${rfcKey}AAAA`, 'A', '!!!!', `${rfcKey.slice(0, -1)}=`, `=${rfcKey.slice(1)}`, 'AA=A'])(
    'is malformed with the key %o, and says so without it',
    (key) => {
      const line = parseCryptoAttribute(`1 ${suite80} inline:${key}`);
      if (line.outcome !== 'malformed') throw new Error(line.outcome);
      if (key.length > 2) expect(line.reason).not.toContain(key);
    },
  );

  it('never throws, whatever it holds, and gives no key of a wrong size', () => {
    const part = fc.oneof(fc.string(), fc.constantFrom(suite80, 'inline:', rfcKey, '|', ';', '1', ' ', '\t', '='));
    const value = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(value, fc.string({ unit: 'binary', maxLength: 2000 })), (text) => {
        const line = parseCryptoAttribute(text);
        if (line.outcome === 'accepted') expect(line.secret).toHaveLength(srtpSecretBytes[line.suite]);
        else expect(line.reason).not.toMatch(/inline|[A-Za-z0-9+/]{30}/);
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes every key of the right size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...suites).chain((suite) =>
          fc.record({
            tag: fc.nat(999_999_999),
            suite: fc.constant(suite),
            secret: fc.uint8Array({ minLength: srtpSecretBytes[suite], maxLength: srtpSecretBytes[suite] }),
          }),
        ),
        (attribute) => {
          expect(parseCryptoAttribute(writeCryptoAttribute(attribute))).toEqual({ outcome: 'accepted', ...attribute });
        },
      ),
    );
  });
});
