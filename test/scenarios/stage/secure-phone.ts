import type { StrayDatagram } from '../../../lib/testing/index.js';
import { Phone, type PhoneOptions } from './phone.js';
import { isRtcp } from './rtp.js';
import { ReferenceSrtp } from './srtp.js';

/** A phone that speaks and hears SRTP by the test's own implementation. */
export class SecurePhone extends Phone {
  /** What it encrypts with. */
  sending: ReferenceSrtp;
  /** What it decrypts with, tried in this order. */
  receiving: ReferenceSrtp[];
  /** Datagrams that none of its keys opened. */
  unopened = 0;

  /** Secrets of 30 bytes: its own, and the engine's. */
  constructor(options: PhoneOptions, own: Uint8Array, theirs: Uint8Array) {
    super(options);
    this.sending = new ReferenceSrtp(own);
    this.receiving = [new ReferenceSrtp(theirs)];
    this.onTheWay = (datagram) => [this.sending.protect(datagram)];
  }

  override take(stray: StrayDatagram): void {
    const { datagram } = stray;
    for (const keys of this.receiving) {
      const plain = isRtcp(datagram) ? keys.unprotectRtcp(datagram) : keys.unprotect(datagram);
      if (plain !== undefined) return super.take({ ...stray, datagram: plain });
    }
    this.unopened += 1;
  }
}
