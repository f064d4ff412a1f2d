import { isSrtpSuite, type SrtpSuite, srtpSecretBytes } from '../../core/index.js';

/** One usable `a=crypto` (RFC 4568). */
export interface CryptoAttribute {
  /** Tells the lines of one description apart; an answer repeats the one it takes. 0 to 999 999 999. */
  readonly tag: number;
  readonly suite: SrtpSuite;
  /** Master key and salt of who wrote the line, `srtpSecretBytes[suite]` bytes. It belongs into no log and no error. */
  readonly secret: Uint8Array;
}

/** What became of one line. */
export type CryptoLine =
  | ({ readonly outcome: 'accepted' } & CryptoAttribute)
  /** To be read as if it were not there: a suite or a parameter that is not supported, or no key at all. */
  | { readonly outcome: 'skipped'; readonly reason: string }
  /** Of a supported suite, with a key that is none. */
  | { readonly outcome: 'malformed'; readonly reason: string };

/** The line's value: tag, suite, key parameters, session parameters. */
const LINE = /^([0-9]{1,9})[ \t]+([^ \t]+)[ \t]+([^ \t]+)(?:[ \t]+(.*?))?[ \t]*$/;
const INLINE = /^inline:([^|]*)/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const MAX_LENGTH = 1024;

/** Session parameters without effect on what is sent or received. A `-` marks one that may be ignored. */
const HARMLESS = /^(?:WSH=[0-9]+|KDR=0|-.*)$/i;

/**
 * Reads the value of an `a=crypto` attribute (`1 AES_CM_128_HMAC_SHA1_80 inline:...`). Never throws, and no reason
 * repeats any of the key. Lifetime and MKI, which may follow the key after `|`, are not read: a peer that puts an MKI into
 * its packets will not be understood. Suites are looked up without regard to case, as in the grammar of RFC 4568.
 */
export function parseCryptoAttribute(value: string): CryptoLine {
  const [, tag, name = '', keys = '', session = ''] = (value.length <= MAX_LENGTH && LINE.exec(value)) || [];
  if (tag === undefined) return skipped('no tag, suite and key');
  const suite = name.toUpperCase();
  if (!isSrtpSuite(suite)) return skipped('a suite that is not supported');
  const [, key = ''] = INLINE.exec(keys) ?? [];
  if (key === '') return skipped('no key');
  if (keys.includes(';')) return skipped('several keys, which only an MKI could tell apart');
  const parameters = session.split(/[ \t]+/).filter((parameter) => parameter !== '');
  if (!parameters.every((parameter) => HARMLESS.test(parameter))) return skipped('a parameter that is not supported');
  const secret = decode(key);
  if (secret === undefined) return { outcome: 'malformed', reason: 'the key is not base64' };
  const expected = srtpSecretBytes[suite];
  if (secret.length !== expected) {
    return { outcome: 'malformed', reason: `${suite} needs ${expected} bytes of key and salt, got ${secret.length}` };
  }
  return { outcome: 'accepted', tag: Number(tag), suite, secret };
}

/** The value of an `a=crypto` attribute. */
export function writeCryptoAttribute({ tag, suite, secret }: CryptoAttribute): string {
  return `${tag} ${suite} inline:${btoa(String.fromCharCode(...secret))}`;
}

function skipped(reason: string): CryptoLine {
  return { outcome: 'skipped', reason };
}

function decode(text: string): Uint8Array | undefined {
  return BASE64.test(text) ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0)) : undefined;
}
