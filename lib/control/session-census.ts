import type { EndpointTotals } from './control-endpoint.js';
import type { ControlSession } from './control-session.js';

/** What lives now, summed over all sessions. */
export interface SessionCensus extends EndpointTotals {
  readonly sessions: number;
  readonly endpoints: number;
  readonly recordings: number;
  readonly packetsRecorded: number;
}

/** Counts what `sessions` hold. */
export function takeCensus(sessions: Iterable<ControlSession>): SessionCensus {
  const census = {
    sessions: 0,
    endpoints: 0,
    recordings: 0,
    packetsRouted: 0,
    srtpErrors: 0,
    transcodeErrors: 0,
    packetsRecorded: 0,
  };
  for (const session of sessions) {
    census.sessions++;
    census.endpoints += session.endpoints.size;
    census.recordings += session.recordings.size;
    for (const recording of session.recordings.values()) census.packetsRecorded += recording.packets;
    for (const endpoint of session.endpoints.values()) {
      const totals = endpoint.totals();
      census.packetsRouted += totals.packetsRouted;
      census.srtpErrors += totals.srtpErrors;
      census.transcodeErrors += totals.transcodeErrors;
    }
  }
  return census;
}
