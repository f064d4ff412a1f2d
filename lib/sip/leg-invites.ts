import type { IncomingInvite } from './incoming-invite.js';

/** A caller that never acknowledges may not pile up re-INVITEs. */
const maximumUnacknowledged = 4;

/** The INVITEs of one leg that are not finished: the first one, and re-INVITEs, until their ACKs. */
export class LegInvites {
  #open: IncomingInvite[] = [];

  /** The one that waits for its final response; only ever the newest. */
  get pending(): IncomingInvite | undefined {
    return this.#open.find((invite) => invite.pending);
  }

  /** Whether some 2xx waits for its ACK. */
  get unacknowledged(): boolean {
    return this.#open.some((invite) => invite.unacknowledged);
  }

  /** Whether there is room for one more. */
  get full(): boolean {
    return this.#open.length >= maximumUnacknowledged;
  }

  add(invite: IncomingInvite): void {
    this.#open.push(invite);
  }

  remove(invite: IncomingInvite): void {
    this.#open = this.#open.filter((other) => other !== invite);
  }

  /** Ends the retransmission of the 2xx that the ACK with this sequence number is for, and returns its INVITE. */
  acknowledge(cseqNumber: number | undefined): IncomingInvite | undefined {
    const invite = this.#open.find((candidate) => candidate.cseqNumber === cseqNumber && candidate.unacknowledged);
    if (invite) {
      invite.stop();
      this.remove(invite);
    }
    return invite;
  }

  /** No more ACKs are awaited. */
  clear(): void {
    for (const invite of this.#open) invite.stop();
    this.#open = [];
  }
}
