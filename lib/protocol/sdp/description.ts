/** `IP4` or `IP6`; the only address types of RFC 8866 that carry RTP. */
export type AddressType = 'IP4' | 'IP6';

/** `o=`: who made the description and which revision of it this is. */
export interface Origin {
  /** `-` when the host knows no user names. */
  readonly username: string;
  /** Decimal digits; may exceed 64 bits, hence text. */
  readonly sessionId: string;
  /** Decimal digits, one higher with each changed description (RFC 3264 section 8). */
  readonly sessionVersion: string;
  readonly addressType: AddressType;
  /** An address literal or a host name. */
  readonly address: string;
}

/** `c=`: where media is to be sent. */
export interface Connection {
  readonly addressType: AddressType;
  /** An address literal or a host name. */
  readonly address: string;
  /** Multicast over IP4 only, 0 to 255. */
  readonly ttl?: number;
  /** Number of consecutive multicast addresses. */
  readonly addressCount?: number;
}

/** `b=`: a proposed limit, in kbit/s for `AS` and `CT`, in bit/s for `TIAS`. */
export interface Bandwidth {
  readonly type: string;
  readonly value: number;
}

/** `t=` with the `r=` and `z=` lines that belong to it. Times are decimal NTP seconds; `0` means unbounded. */
export interface Timing {
  readonly start: string;
  readonly stop: string;
  readonly repeats: readonly string[];
  readonly zone?: string;
}

/** `a=name` or `a=name:value`. */
export interface Attribute {
  readonly name: string;
  readonly value?: string;
}

/** One `m=` line and what follows it. */
export interface MediaDescription {
  /** `audio`, `video`, `application`… */
  readonly media: string;
  /** 0 refuses or removes the stream. */
  readonly port: number;
  readonly portCount?: number;
  /** `RTP/AVP`, `RTP/SAVPF`, `udptl`… */
  readonly protocol: string;
  /** Payload types for RTP profiles, in order of preference; else names of that protocol's own. */
  readonly formats: readonly string[];
  readonly information?: string;
  /** More than one only for layered multicast. */
  readonly connections: readonly Connection[];
  readonly bandwidths: readonly Bandwidth[];
  readonly key?: string;
  readonly attributes: readonly Attribute[];
}

/** A session description (RFC 8866). Lists keep the order of the text. */
export interface SessionDescription {
  readonly origin: Origin;
  /** `-` when there is no meaningful name. */
  readonly name: string;
  readonly information?: string;
  readonly uri?: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly connection?: Connection;
  readonly bandwidths: readonly Bandwidth[];
  /** At least one. */
  readonly timings: readonly Timing[];
  readonly key?: string;
  readonly attributes: readonly Attribute[];
  readonly media: readonly MediaDescription[];
}
