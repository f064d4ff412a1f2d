import fc from 'fast-check';
import type { SessionDescription } from '../../../../lib/protocol/sdp/index.js';

const TOKEN_CHARACTERS = "!#$%&'*+-.0123456789ABCXYZ^_`abcxyz{|}~";

const token = fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 12 });
const digits = fc.bigInt({ min: 0n, max: 10n ** 24n }).map(String);
/** Anything a line may hold, odd white space and code points beyond the BMP included. */
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !/[\r\n\0]/.test(value));
const lines = fc.array(text, { maxLength: 2 });

const ip4 = fc.ipV4().map((address) => ({ addressType: 'IP4' as const, address }));
const ip6 = fc.ipV6().map((address) => ({ addressType: 'IP6' as const, address }));
const host = fc.domain().map((address) => ({ addressType: 'IP4' as const, address }));
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(
    value.map((v) => ({ [key]: v })),
    { nil: {} },
  );

const connection = fc.oneof(
  host,
  fc.tuple(ip4, optional('ttl', fc.nat(255))).map(([address, ttl]) => ({ ...address, ...ttl })),
  fc.tuple(ip6, optional('addressCount', fc.integer({ min: 1, max: 9 }))).map(([address, n]) => ({ ...address, ...n })),
);
const bandwidths = fc.array(fc.record({ type: token, value: fc.nat() }), { maxLength: 2 });
const attribute = fc.oneof(fc.record({ name: token }), fc.record({ name: token, value: text }));
const attributes = fc.array(attribute, { maxLength: 5 });
const timing = fc
  .tuple(fc.record({ start: digits, stop: digits, repeats: lines }), optional('zone', text))
  .map(([times, zone]) => ({ ...times, ...zone }));

const media = fc
  .tuple(
    fc.record({
      media: token,
      port: fc.nat(65_535),
      protocol: fc.array(token, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      formats: fc.array(token, { minLength: 1, maxLength: 6 }),
      connections: fc.array(connection, { maxLength: 2 }),
      bandwidths,
      attributes,
    }),
    optional('portCount', fc.integer({ min: 1, max: 65_535 })),
    optional('information', text),
    optional('key', text),
  )
  .map((parts) => Object.assign({}, ...parts));

/** Any description RFC 8866 can express, within moderate sizes. */
export const description: fc.Arbitrary<SessionDescription> = fc
  .tuple(
    fc.record({
      origin: fc
        .tuple(fc.record({ username: token, sessionId: digits, sessionVersion: digits }), fc.oneof(ip4, ip6, host))
        .map(([origin, address]) => ({ ...origin, ...address })),
      name: text,
      emails: lines,
      phones: lines,
      bandwidths,
      timings: fc.array(timing, { minLength: 1, maxLength: 3 }),
      attributes,
      media: fc.array(media, { maxLength: 4 }),
    }),
    optional('connection', connection),
    optional('information', text),
    optional('uri', text),
    optional('key', text),
  )
  .map((parts) => Object.assign({}, ...parts));
