import { createCipheriv, createHmac } from 'node:crypto';

const TAG_BYTES = 10;
const HEADER_BYTES = 12;

interface SessionKeys {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  readonly authentication: Uint8Array;
}

/**
 * AES_CM_128_HMAC_SHA1_80 as RFC 3711 writes it, on node:crypto and on its own, so that the engine is not its own judge.
 * For streams whose sequence numbers do not wrap, and headers of twelve bytes.
 */
export class ReferenceSrtp {
  readonly #rtp: SessionKeys;
  readonly #rtcp: SessionKeys;
  #rtcpIndex = 0;

  /** @param secret Master key and salt, 30 bytes. */
  constructor(secret: Uint8Array) {
    this.#rtp = derive(secret, 0);
    this.#rtcp = derive(secret, 3);
  }

  protect(packet: Uint8Array): Uint8Array {
    const body = crypt(this.#rtp, packet, 8, HEADER_BYTES, indexOf(packet));
    return join(body, tagOf(this.#rtp, body, new Uint8Array(4)));
  }

  /** Undefined when the tag is wrong. */
  unprotect(datagram: Uint8Array): Uint8Array | undefined {
    const packet = datagram.slice(0, -TAG_BYTES);
    if (!same(tagOf(this.#rtp, packet, new Uint8Array(4)), datagram.slice(-TAG_BYTES))) return undefined;
    return crypt(this.#rtp, packet, 8, HEADER_BYTES, indexOf(packet));
  }

  protectRtcp(packet: Uint8Array): Uint8Array {
    const index = this.#rtcpIndex++;
    const word = new Uint8Array(4);
    new DataView(word.buffer).setUint32(0, (0x8000_0000 | index) >>> 0);
    const body = crypt(this.#rtcp, packet, 4, 8, index);
    return join(body, word, tagOf(this.#rtcp, body, word));
  }

  /** Undefined when the tag is wrong or the packet is not encrypted. */
  unprotectRtcp(datagram: Uint8Array): Uint8Array | undefined {
    const packet = datagram.slice(0, -TAG_BYTES - 4);
    const word = datagram.slice(-TAG_BYTES - 4, -TAG_BYTES);
    if (!same(tagOf(this.#rtcp, packet, word), datagram.slice(-TAG_BYTES))) return undefined;
    const index = new DataView(word.buffer).getUint32(0);
    return index >> 31 === 0 ? undefined : crypt(this.#rtcp, packet, 4, 8, index & 0x7fff_ffff);
  }
}

/** RFC 3711 section 4.3, rate 0. */
function derive(secret: Uint8Array, firstLabel: number): SessionKeys {
  const keystream = (label: number, bytes: number): Uint8Array => {
    const counter = new Uint8Array(16);
    counter.set(secret.subarray(16, 30));
    counter[7] = (counter[7] ?? 0) ^ label;
    return createCipheriv('aes-128-ctr', secret.subarray(0, 16), counter).update(new Uint8Array(bytes));
  };
  return {
    key: keystream(firstLabel, 16),
    authentication: keystream(firstLabel + 1, 20),
    salt: keystream(firstLabel + 2, 14),
  };
}

/** RFC 3711 section 4.1.1; the SSRC stands at `ssrcAt`. */
function crypt(keys: SessionKeys, packet: Uint8Array, ssrcAt: number, clear: number, index: number): Uint8Array {
  const counter = new Uint8Array(16);
  counter.set(keys.salt);
  for (let i = 0; i < 4; ++i) {
    counter[4 + i] = (counter[4 + i] ?? 0) ^ (packet[ssrcAt + i] ?? 0);
    counter[10 + i] = (counter[10 + i] ?? 0) ^ ((index >>> (24 - 8 * i)) & 0xff);
  }
  const cipher = createCipheriv('aes-128-ctr', keys.key, counter);
  return join(packet.subarray(0, clear), cipher.update(packet.subarray(clear)));
}

function tagOf(keys: SessionKeys, packet: Uint8Array, trailer: Uint8Array): Uint8Array {
  return createHmac('sha1', keys.authentication).update(packet).update(trailer).digest().subarray(0, TAG_BYTES);
}

function indexOf(packet: Uint8Array): number {
  return ((packet[2] ?? 0) << 8) | (packet[3] ?? 0);
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
