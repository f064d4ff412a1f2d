import type { Direction, EndpointRow, EndpointState, EndpointType, StatsRow } from '../protocol/control/index.js';

/** What an endpoint adds to the server's counters; each figure only grows. */
export interface EndpointTotals {
  /** Packets handed on, one per destination, those that the symmetric RTP gate held back included. */
  readonly packetsRouted: number;
  readonly srtpErrors: number;
  readonly transcodeErrors: number;
}

/** An endpoint as clients of the control protocol know it; one file per type implements it. */
export interface ControlEndpoint {
  /** A UUID; kept when the endpoint moves to another session. */
  readonly id: string;
  readonly type: EndpointType;
  readonly direction: Direction;
  readonly state: EndpointState;
  readonly codec: string | null;
  /** Its row of `session.info`. */
  describe(): EndpointRow;
  /** Its row of a `stats` event. */
  stats(): StatsRow;
  totals(): EndpointTotals;
  /**
   * A figure that differs from the last one when anything came from its peer since (RTP, RTCP, STUN, bridge audio), or
   * while it plays. The idle timeout watches it.
   */
  activity(): number;
  /** Stops it and frees its media. Idempotent; raises no event. */
  close(): void;
}
