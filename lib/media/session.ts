import type { Endpoint } from './endpoint.js';
import type { RtpEndpoint } from './rtp-endpoint.js';

/** A mix of endpoints: each hears all the others. */
export interface Session {
  readonly id: string;
  readonly endpoints: ReadonlySet<Endpoint>;
  readonly closed: boolean;
  /** Takes a pair of UDP ports. @throws OssicleError NO_RTP_PORTS, LIMIT_REACHED, CLOSED. */
  createEndpoint(): RtpEndpoint;
  /** Closes every endpoint in it. */
  close(): void;
}
