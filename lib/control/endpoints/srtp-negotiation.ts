import { newSrtpSecret, type SrtpSuite } from '../../core/index.js';
import { CommandError } from '../../protocol/control/index.js';
import { type CryptoAttribute, parseCryptoAttribute, writeCryptoAttribute } from '../../protocol/sdp/index.js';

const suiteOfOffers: SrtpSuite = 'AES_CM_128_HMAC_SHA1_80';
const tagOfOffers = 1;

/** The keys of an endpoint with SRTP: one to send with, which is ours, and one to receive with, which is the peer's. */
export class SrtpNegotiation {
  readonly suite: SrtpSuite;
  #tag: number;
  #sendKey: Uint8Array;
  #receiveKey: Uint8Array | null;

  private constructor(suite: SrtpSuite, tag: number, receiveKey: Uint8Array | null) {
    this.suite = suite;
    this.#tag = tag;
    this.#sendKey = newSrtpSecret(suite);
    this.#receiveKey = receiveKey;
  }

  /**
   * For an offer with these `a=crypto` values: the last one that can be used is taken. Null when none can: plain RTP.
   *
   * @throws CommandError ENDPOINT_ERROR for a key that is none.
   */
  static answering(cryptos: readonly string[]): SrtpNegotiation | null {
    const offered = lastOf(cryptos);
    return offered === undefined ? null : new SrtpNegotiation(offered.suite, offered.tag, offered.secret);
  }

  static offering(): SrtpNegotiation {
    return new SrtpNegotiation(suiteOfOffers, tagOfOffers, null);
  }

  get sendKey(): Uint8Array {
    return this.#sendKey;
  }

  /** Null while the peer's is not known. */
  get receiveKey(): Uint8Array | null {
    return this.#receiveKey;
  }

  /** The value of our `a=crypto`. */
  get attribute(): string {
    return writeCryptoAttribute({ tag: this.#tag, suite: this.suite, secret: this.#sendKey });
  }

  /**
   * The key in an answer with these `a=crypto` values; the present one when it brings none.
   *
   * @throws CommandError ENDPOINT_ERROR for a key that is none, or none at all so far.
   */
  keyIn(cryptos: readonly string[]): Uint8Array {
    const answered = lastOf(cryptos);
    const key = answered?.suite === this.suite ? answered.secret : this.#receiveKey;
    if (key === null) throw new CommandError('ENDPOINT_ERROR', `The answer has no a=crypto of ${this.suite}.`);
    return key;
  }

  receiveWith(key: Uint8Array): void {
    this.#receiveKey = key;
  }

  /** A new key to send with, which our next description offers. */
  rekey(): void {
    this.#tag = tagOfOffers;
    this.#sendKey = newSrtpSecret(this.suite);
  }
}

function lastOf(cryptos: readonly string[]): CryptoAttribute | undefined {
  let last: CryptoAttribute | undefined;
  for (const value of cryptos) {
    const line = parseCryptoAttribute(value);
    if (line.outcome === 'malformed') throw new CommandError('ENDPOINT_ERROR', `a=crypto: ${line.reason}.`);
    if (line.outcome === 'accepted') last = line;
  }
  return last;
}
