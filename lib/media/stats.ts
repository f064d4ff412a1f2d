/** A snapshot of one endpoint, at most 100 ms old. */
export interface EndpointStats {
  readonly packetsReceived: number;
  readonly bytesReceived: number;
  /** Packets that never came (RFC 3550 A.3). */
  readonly packetsLost: number;
  /** Packets that came after their time had been played. */
  readonly packetsLate: number;
  readonly packetsDuplicate: number;
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
  /** Audio waiting in the jitter buffer. */
  readonly bufferDelayMs: number;
  readonly concealedMs: number;
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
}
