import type { EndpointStats } from './stats.js';

/** Order of the doubles in `native/session/endpoint_stats.h`. */
const names = [
  'packetsReceived',
  'bytesReceived',
  'packetsLost',
  'packetsDiscarded',
  'packetsDuplicated',
  'packetsUndecodable',
  'datagramsDropped',
  'packetsSent',
  'bytesSent',
  'jitterMs',
  'roundTripMs',
  'remoteLossRatio',
  'remoteJitterMs',
  'jitterBufferDelayMs',
  'jitterBufferTargetDelayMs',
  'jitterBufferMinimumDelayMs',
  'concealedMs',
  'concealedSamples',
  'silentConcealedSamples',
  'concealmentEvents',
  'insertedSamplesForDeceleration',
  'removedSamplesForAcceleration',
  'discardRate',
  'burstDensity',
  'gapDensity',
  'burstDurationMs',
  'gapDurationMs',
  'mos',
  'levelInDbfs',
  'levelOutDbfs',
  'echoReturnLossEnhancementDb',
  'noiseLevelDbfs',
  'gainDb',
  'packetsHeldBack',
  'positionMs',
  'lastReceivedMsAgo',
  'reportsReceived',
  'srtpErrors',
  'srtpReplayed',
  'srtpForged',
  'srtpMalformed',
] as const satisfies readonly (keyof EndpointStats)[];

const mayBeUnknown: ReadonlySet<string> = new Set([
  'lastReceivedMsAgo',
  'roundTripMs',
  'remoteLossRatio',
  'remoteJitterMs',
  'echoReturnLossEnhancementDb',
  'noiseLevelDbfs',
  'gainDb',
]);

/** Room for one snapshot. */
export function endpointFigures(): Float64Array {
  return new Float64Array(names.length);
}

/** A snapshot as the engine wrote it; NaN stands for what is not known yet. */
export function toEndpointStats(figures: Float64Array, remote: string): EndpointStats {
  const stats: Record<string, number | string | null> = { remote: remote === '' ? null : remote };
  names.forEach((name, index) => {
    const figure = figures[index] ?? Number.NaN;
    stats[name] = Number.isNaN(figure) ? (mayBeUnknown.has(name) ? null : 0) : figure;
  });
  return stats as unknown as EndpointStats;
}
