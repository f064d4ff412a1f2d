/**
 * What a jitter buffer did, with the names of W3C's "Identifiers for WebRTC's Statistics API" where it has one. Sums of
 * seconds are over samples: divided by `jitterBufferEmittedCount` they are means.
 */
export interface JitterBufferStats {
  /** Every packet of the stream that was offered. */
  readonly packetsReceived: number;
  /** Came too late, or were thrown out unheard for want of room or to keep the delay within its bounds. */
  readonly packetsDiscarded: number;
  readonly packetsDuplicated: number;
  /** Never came, as far as sequence numbers tell (RFC 3550 A.3); negative when the network duplicates. */
  readonly packetsLost: number;
  /** Delay above the pace of the fastest recent packet, in seconds, summed over the samples emitted. */
  readonly jitterBufferDelay: number;
  /** What the network asked for, in seconds, summed over the samples emitted. */
  readonly jitterBufferTargetDelay: number;
  /** Samples of packets. */
  readonly jitterBufferEmittedCount: number;
  /** Samples made in place of those that were not there. */
  readonly concealedSamples: number;
  /** Of these, those that had faded to silence. */
  readonly silentConcealedSamples: number;
  /** Gaps, of whatever length. */
  readonly concealmentEvents: number;
  readonly insertedSamplesForDeceleration: number;
  readonly removedSamplesForAcceleration: number;
  /** Packets that the decoder refused. */
  readonly packetsUndecodable: number;
  /** Interarrival jitter of RFC 3550 A.8. */
  readonly jitterMs: number;
  /** What the network asks for now. */
  readonly targetDelayMs: number;
}

const names = [
  'packetsReceived',
  'packetsDiscarded',
  'packetsDuplicated',
  'packetsLost',
  'jitterBufferDelay',
  'jitterBufferTargetDelay',
  'jitterBufferEmittedCount',
  'concealedSamples',
  'silentConcealedSamples',
  'concealmentEvents',
  'insertedSamplesForDeceleration',
  'removedSamplesForAcceleration',
  'packetsUndecodable',
  'jitterMs',
  'targetDelayMs',
] as const satisfies readonly (keyof JitterBufferStats)[];

/** How many figures the native side writes. */
export const jitterBufferFigures = names.length;

/** The figures of `native/addon/bindings/jitter_buffer_binding.cc` by name. */
export function jitterBufferStatsOf(figures: Float64Array): JitterBufferStats {
  return Object.fromEntries(names.map((name, i) => [name, figures[i] ?? 0])) as unknown as JitterBufferStats;
}
