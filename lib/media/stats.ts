/**
 * A snapshot of one endpoint, at most 100 ms old. What happens between network and ear has the names of W3C's "Identifiers
 * for WebRTC's Statistics API" and of RFC 3611, as in `JitterBufferStats` of `ossicle/audio`.
 */
export interface EndpointStats {
  readonly packetsReceived: number;
  readonly bytesReceived: number;
  /** Packets that never came (RFC 3550 A.3). */
  readonly packetsLost: number;
  /** Packets that came after their time had been played, or were left out to keep the delay within bounds. */
  readonly packetsDiscarded: number;
  readonly packetsDuplicated: number;
  /** Packets that the decoder refused. */
  readonly packetsUndecodable: number;
  /** Datagrams that were no acceptable RTP or RTCP and were dropped. */
  readonly datagramsDropped: number;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Interarrival jitter (RFC 3550 6.4.1). */
  readonly jitterMs: number;
  /** From RTCP; null until a report came back. */
  readonly roundTripMs: number | null;
  /** What the peer reports about our stream; null until a report came. */
  readonly remoteLossRatio: number | null;
  readonly remoteJitterMs: number | null;
  /** How far playout is behind the pace of the fastest recent packet; 0 in pauses. */
  readonly jitterBufferDelayMs: number;
  /** What the jitter of the network asks for now, within the bounds of the jitter buffer and without. */
  readonly jitterBufferTargetDelayMs: number;
  readonly jitterBufferMinimumDelayMs: number;
  /** Audio made in place of what was not there, in all. */
  readonly concealedMs: number;
  /** The same in samples of the codec's audio, of these the ones that had faded to silence, and the gaps. */
  readonly concealedSamples: number;
  readonly silentConcealedSamples: number;
  readonly concealmentEvents: number;
  /** Samples by which audio was stretched to wait for packets, and shortened to bring the delay down. */
  readonly insertedSamplesForDeceleration: number;
  readonly removedSamplesForAcceleration: number;
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
  /** Conversational quality by the E-model (ITU-T G.107), 1 to 4.5. */
  readonly mos: number;
  /** Level of what comes in and goes out, dBFS, -127 is silence. */
  readonly levelInDbfs: number;
  readonly levelOutDbfs: number;
  /** How much weaker the echo leaves the canceller, in dB; null without echo cancellation or as long as there was none. */
  readonly echoReturnLossEnhancementDb: number | null;
  /** Level of the noise behind the voice, in dBov; null without noise suppression. */
  readonly noiseLevelDbfs: number | null;
  /** What gain control adds now, in dB; null without it. */
  readonly gainDb: number | null;
  /** Packets that were not sent because the peer had not been heard yet (`awaitsPeer`). */
  readonly packetsHeldBack: number;
  /** Of a source: where it is. */
  readonly positionMs: number;
  /** Since the last packet came; null before the first. */
  readonly lastReceivedMsAgo: number | null;
  /** Datagrams of RTCP that were used. */
  readonly reportsReceived: number;
  /** Datagrams that SRTP and SRTCP refused: the sum of the next three. */
  readonly srtpErrors: number;
  /** They came again, or later than the replay window of 128 reaches back. */
  readonly srtpReplayed: number;
  /** Their tag was wrong; plain packets on an endpoint with SRTP are among them. */
  readonly srtpForged: number;
  /** They were too short or no RTP at all. */
  readonly srtpMalformed: number;
  /** Where media goes now, `address:port`; null while unknown. */
  readonly remote: string | null;
}

/** A snapshot of the engine. */
export interface EngineStats {
  readonly threads: number;
  readonly sessions: number;
  readonly endpoints: number;
  /** 20 ms periods a session could not be served in time. */
  readonly missedTicks: number;
  /** Events that found the queue full and were dropped. */
  readonly eventsDropped: number;
  /** Commands that found the queue full and were refused. */
  readonly commandsRefused: number;
  /** Datagrams that SRTP and SRTCP refused, on all endpoints there ever were. */
  readonly srtpErrors: number;
}
