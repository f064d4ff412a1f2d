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
  /** What the network would have asked for without bounds, in seconds, summed over the samples emitted. */
  readonly jitterBufferMinimumDelay: number;
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
  /** What the network asks for now, within the bounds and without. */
  readonly jitterBufferTargetDelayMs: number;
  readonly jitterBufferMinimumDelayMs: number;
  /** Share of the packets expected that were discarded, 0 to 1 (RFC 3611 4.7.1). */
  readonly discardRate: number;
  /**
   * Share of packets lost or discarded within bursts and outside of them, 0 to 1, and the mean length of both (RFC 3611
   * 4.7.2). A burst has at least two such packets, and never 16 others in a row.
   */
  readonly burstDensity: number;
  readonly gapDensity: number;
  readonly burstDurationMs: number;
  readonly gapDurationMs: number;
}

const names = [
  'packetsReceived',
  'packetsDiscarded',
  'packetsDuplicated',
  'packetsLost',
  'jitterBufferDelay',
  'jitterBufferTargetDelay',
  'jitterBufferMinimumDelay',
  'jitterBufferEmittedCount',
  'concealedSamples',
  'silentConcealedSamples',
  'concealmentEvents',
  'insertedSamplesForDeceleration',
  'removedSamplesForAcceleration',
  'packetsUndecodable',
  'jitterMs',
  'jitterBufferTargetDelayMs',
  'jitterBufferMinimumDelayMs',
  'discardRate',
  'burstDensity',
  'gapDensity',
  'burstDurationMs',
  'gapDurationMs',
] as const satisfies readonly (keyof JitterBufferStats)[];

/** How many figures the native side writes. */
export const jitterBufferFigures = names.length;

/** The figures of `native/addon/bindings/jitter_buffer_binding.cc` by name. */
export function jitterBufferStatsOf(figures: Float64Array): JitterBufferStats {
  return Object.fromEntries(names.map((name, i) => [name, figures[i] ?? 0])) as unknown as JitterBufferStats;
}
