import type { Call, CallEndFacts, RecordingFacts } from '../calls/index.js';
import type { LogFields } from '../core/index.js';
import type { EndpointStats } from '../media/index.js';
import { cutColumns, printable } from './printable.js';

const maxNameColumns = 40;

/** What an ended call left behind. */
export interface EndedCall {
  readonly call: Call;
  readonly end: CallEndFacts;
  readonly recordings: readonly RecordingFacts[];
}

/** One paragraph for people: who, how long, how it ended, how it sounded, what was recorded. */
export function callReport({ call, end, recordings }: EndedCall): string {
  const opening = `${callerName(call)} (${call.flow}) ${lengthOf(call)}; ${endOf(end)}.`;
  const quality = call.codec === null ? '' : ` ${qualityOf(call.codec, call.stats())}`;
  const files = recordings.map((facts) => ` ${recordingOf(facts)}`).join('');
  return opening + quality + files;
}

/** The same as facts for machines. */
export function callReportFields({ call, end, recordings }: EndedCall): LogFields {
  const stats = call.stats();
  return {
    callId: call.id,
    caller: call.caller.uri,
    called: call.called.uri,
    flow: call.flow,
    durationMs: Math.round(call.durationMs),
    ...end,
    codec: call.codec,
    packetsReceived: stats.packetsReceived,
    packetsSent: stats.packetsSent,
    packetsLost: stats.packetsLost,
    packetsDiscarded: stats.packetsDiscarded,
    jitterMs: round(stats.jitterMs),
    roundTripMs: stats.roundTripMs === null ? null : round(stats.roundTripMs),
    mos: round(stats.mos),
    recordings: recordings.map(({ path, reason, durationMs, error }) => ({ path, reason, durationMs, error })),
  };
}

/** How to call a caller: the name it gives, else its number, else its address; fit to be shown, whatever it sent. */
export function callerName({ caller }: Call): string {
  const name = caller.displayName || caller.user || caller.uri || 'anonymous';
  return cutColumns(printable(name), maxNameColumns);
}

/** Share of packets that never came, 0 to 1. */
export function lossRatio({ packetsLost, packetsReceived }: EndpointStats): number {
  const expected = packetsLost + packetsReceived;
  return expected > 0 ? packetsLost / expected : 0;
}

function lengthOf(call: Call): string {
  return call.durationMs > 0 ? `was here for ${(call.durationMs / 1000).toFixed(1)} s` : 'was not answered';
}

function endOf({ reason, by, detail }: CallEndFacts): string {
  const phrase = {
    hangup: by === 'remote' ? 'the caller hung up' : 'we hung up',
    cancelled: 'the caller gave up',
    rejected: 'the call was refused',
    timeout: 'the other side stopped answering',
    mediaTimeout: 'no audio came any more',
    shutdown: 'the server ended',
    error: 'something failed',
  }[reason];
  return detail ? `${phrase} (${detail})` : phrase;
}

function qualityOf(codec: string, stats: EndpointStats): string {
  const loss = `${stats.packetsLost} lost (${(lossRatio(stats) * 100).toFixed(1)} %)`;
  const roundTrip = stats.roundTripMs === null ? '' : `, round trip ${stats.roundTripMs.toFixed(0)} ms`;
  const packets = `${stats.packetsReceived} packets in, ${stats.packetsSent} out, ${loss}`;
  // Nothing can be said about the sound of a stream that never came.
  if (stats.packetsReceived === 0) return `${codec}: ${packets}.`;
  return `${codec}: ${packets}, jitter ${stats.jitterMs.toFixed(1)} ms${roundTrip}, MOS ${stats.mos.toFixed(1)}.`;
}

function recordingOf({ path, reason, durationMs, error }: RecordingFacts): string {
  const what = `${(durationMs / 1000).toFixed(1)} s to ${path}`;
  return reason === 'failed' ? `Recording failed after ${what}: ${error ?? 'unknown reason'}.` : `Recorded ${what}.`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
