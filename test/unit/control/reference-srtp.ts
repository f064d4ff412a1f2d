import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

interface Suite {
  readonly keyBytes: number;
  readonly saltBytes: number;
  /** Of SRTP; SRTCP of the suites of RFC 3711 has ten bytes. */
  readonly tagBytes: number;
  readonly isGcm: boolean;
}

const suites: Readonly<Record<string, Suite>> = {
  AES_CM_128_HMAC_SHA1_80: { keyBytes: 16, saltBytes: 14, tagBytes: 10, isGcm: false },
  AES_CM_128_HMAC_SHA1_32: { keyBytes: 16, saltBytes: 14, tagBytes: 4, isGcm: false },
  AEAD_AES_128_GCM: { keyBytes: 16, saltBytes: 12, tagBytes: 16, isGcm: true },
  AEAD_AES_256_GCM: { keyBytes: 32, saltBytes: 12, tagBytes: 16, isGcm: true },
};

const RTP_HEADER_BYTES = 12;
const RTCP_HEADER_BYTES = 8;
const RTCP_TAG_BYTES = 10;

/** Bytes of key and salt of a suite by its name in SDP. */
export function masterBytes(suite: string): number {
  const { keyBytes, saltBytes } = suiteOf(suite);
  return keyBytes + saltBytes;
}

/**
 * One direction of SRTP, from RFC 3711 (sections 4.1.1, 4.2.1, 4.3) and RFC 7714 (sections 8, 9) by the ciphers of Node:
 * slow, and nothing of it shared with the engine. Packets have headers of 12 bytes, and no sequence number wraps.
 */
export class ReferenceSrtp {
  readonly #suite: Suite;
  readonly #key: Buffer;
  readonly #salt: Buffer;
  readonly #auth: Buffer;
  readonly #rtcpKey: Buffer;
  readonly #rtcpSalt: Buffer;
  readonly #rtcpAuth: Buffer;

  constructor(suite: string, master: Uint8Array) {
    this.#suite = suiteOf(suite);
    const derive = (label: number, bytes: number): Buffer => derived(this.#suite, master, label, bytes);
    const { keyBytes, saltBytes } = this.#suite;
    [this.#key, this.#auth, this.#salt] = [derive(0, keyBytes), derive(1, 20), derive(2, saltBytes)];
    [this.#rtcpKey, this.#rtcpAuth, this.#rtcpSalt] = [derive(3, keyBytes), derive(4, 20), derive(5, saltBytes)];
  }

  /** With the key in the `a=crypto` of a description. */
  static of(sdp: string): ReferenceSrtp {
    const [, suite = '', key = ''] = /^a=crypto:\d+ (\S+) inline:(\S+)/m.exec(sdp) ?? [];
    return new ReferenceSrtp(suite, Buffer.from(key, 'base64'));
  }

  protect(packet: Buffer): Buffer {
    const header = packet.subarray(0, RTP_HEADER_BYTES);
    const plain = packet.subarray(RTP_HEADER_BYTES);
    if (this.#suite.isGcm) return Buffer.concat([header, sealed(this.#key, this.#gcmIv(packet), header, plain)]);
    const body = Buffer.concat([header, this.#counterMode(packet, plain)]);
    return Buffer.concat([body, this.#tag(body)]);
  }

  /** The plain packet, or null when it does not authenticate. */
  open(packet: Buffer): Buffer | null {
    const header = packet.subarray(0, RTP_HEADER_BYTES);
    const rest = packet.subarray(RTP_HEADER_BYTES);
    if (this.#suite.isGcm) {
      const plain = unsealed(this.#key, this.#gcmIv(packet), header, rest);
      return plain && Buffer.concat([header, plain]);
    }
    const body = packet.subarray(0, packet.length - this.#suite.tagBytes);
    const tag = packet.subarray(packet.length - this.#suite.tagBytes);
    if (packet.length < RTP_HEADER_BYTES + this.#suite.tagBytes || !timingSafeEqual(tag, this.#tag(body))) return null;
    return Buffer.concat([header, this.#counterMode(packet, body.subarray(RTP_HEADER_BYTES))]);
  }

  /** The plain compound packet, or null when it does not authenticate. */
  openRtcp(packet: Buffer): Buffer | null {
    const header = packet.subarray(0, RTCP_HEADER_BYTES);
    if (this.#suite.isGcm) {
      const trailer = packet.subarray(-4);
      const iv = Buffer.alloc(12);
      header.copy(iv, 2, 4, 8);
      iv.writeUInt32BE(trailer.readUInt32BE() & 0x7fffffff, 8);
      const associated = Buffer.concat([header, trailer]);
      const plain = unsealed(this.#rtcpKey, mixed(iv, this.#rtcpSalt), associated, packet.subarray(8, -4));
      return plain && Buffer.concat([header, plain]);
    }
    const body = packet.subarray(0, -RTCP_TAG_BYTES);
    const tag = createHmac('sha1', this.#rtcpAuth).update(body).digest().subarray(0, RTCP_TAG_BYTES);
    if (!timingSafeEqual(tag, packet.subarray(-RTCP_TAG_BYTES))) return null;
    const iv = Buffer.alloc(16);
    header.copy(iv, 4, 4, 8);
    iv.writeUInt32BE(body.readUInt32BE(body.length - 4) & 0x7fffffff, 10);
    const cipher = createCipheriv('aes-128-ctr', this.#rtcpKey, mixed(iv, this.#rtcpSalt));
    return Buffer.concat([header, cipher.update(body.subarray(RTCP_HEADER_BYTES, -4))]);
  }

  /** Encrypts and decrypts (RFC 3711 section 4.1.1); the roll-over counter is 0. */
  #counterMode(packet: Buffer, text: Buffer): Buffer {
    const iv = Buffer.alloc(16);
    packet.copy(iv, 4, 8, 12);
    packet.copy(iv, 12, 2, 4);
    return createCipheriv('aes-128-ctr', this.#key, mixed(iv, this.#salt)).update(text);
  }

  #tag(body: Buffer): Buffer {
    const rollOver = Buffer.alloc(4);
    return createHmac('sha1', this.#auth).update(body).update(rollOver).digest().subarray(0, this.#suite.tagBytes);
  }

  /** RFC 7714 section 8.1. */
  #gcmIv(packet: Buffer): Buffer {
    const iv = Buffer.alloc(12);
    packet.copy(iv, 2, 8, 12);
    packet.copy(iv, 10, 2, 4);
    return mixed(iv, this.#salt);
  }
}

function suiteOf(name: string): Suite {
  const suite = suites[name];
  if (!suite) throw new Error(`no suite ${name}`);
  return suite;
}

/** RFC 3711 section 4.3.1, at a derivation rate of 0. */
function derived({ keyBytes }: Suite, master: Uint8Array, label: number, bytes: number): Buffer {
  const iv = Buffer.alloc(16);
  Buffer.from(master.subarray(keyBytes)).copy(iv);
  iv[7] = (iv[7] as number) ^ label;
  return createCipheriv(`aes-${keyBytes * 8}-ctr`, master.subarray(0, keyBytes), iv).update(Buffer.alloc(bytes));
}

/** `iv` with the salt over its beginning. */
function mixed(iv: Buffer, salt: Buffer): Buffer {
  return Buffer.from(iv.map((byte, index) => byte ^ (salt[index] ?? 0)));
}

function sealed(key: Buffer, iv: Buffer, associated: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, iv);
  cipher.setAAD(associated);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unsealed(key: Buffer, iv: Buffer, associated: Buffer, text: Buffer): Buffer | null {
  if (text.length < 16) return null;
  const decipher = createDecipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, iv);
  decipher.setAAD(associated);
  decipher.setAuthTag(text.subarray(-16));
  try {
    return Buffer.concat([decipher.update(text.subarray(0, -16)), decipher.final()]);
  } catch {
    return null;
  }
}
