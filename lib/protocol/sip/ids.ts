/** Fills a view with random bytes; cryptographic in production, seeded in tests. */
export type RandomBytes = (size: number) => Uint8Array;

/** The magic cookie that marks a branch as unique (RFC 3261, section 8.1.1.7). */
export const branchCookie = 'z9hG4bK';

const poolBytes = 4096;

/** Makes the identifiers a SIP element invents. Each holds at least 64 random bits. */
export class SipIds {
  readonly #randomBytes: RandomBytes;
  #pool = '';
  #used = 0;

  constructor(randomBytes: RandomBytes) {
    this.#randomBytes = randomBytes;
  }

  /** A Via branch: the cookie and 96 random bits. */
  branch(): string {
    return branchCookie + this.#hex(24);
  }

  /** A From or To tag: 64 random bits. */
  tag(): string {
    return this.#hex(16);
  }

  /** A Call-ID: 128 random bits. */
  callId(): string {
    return this.#hex(32);
  }

  /** A number from 0 to `limit` - 1, for jitter and first sequence numbers; `limit` at most 2^32. */
  number(limit: number): number {
    return Number.parseInt(this.#hex(8), 16) % limit;
  }

  // Drawn from a pool: one call for random bytes serves hundreds of identifiers.
  #hex(digits: number): string {
    if (this.#used + digits > this.#pool.length) {
      this.#pool = Buffer.from(this.#randomBytes(poolBytes)).toString('hex');
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += digits;
    return this.#pool.slice(start, this.#used);
  }
}
