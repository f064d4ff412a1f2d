import type { BridgeEndpoint as BridgeMedia } from '../../media/index.js';
import type { Direction } from '../../protocol/control/index.js';
import type { ControlSession } from '../control-session.js';
import { removeEndpoint } from '../endpoint-lifecycle.js';
import { SessionEndpoint } from './session-endpoint.js';

/** How the far end takes part in its session when the near end does so in its own. */
const mirrored: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
};

/** One end of a bridge between two sessions. */
export class BridgeEndpoint extends SessionEndpoint {
  readonly codec = 'L16/48000';
  readonly media: BridgeMedia;
  #other: BridgeEndpoint | undefined;

  private constructor(session: ControlSession, direction: Direction, media: BridgeMedia) {
    super(session, 'bridge', direction, 'connected');
    this.media = media;
  }

  /** Both ends of a new bridge; `direction` is the near one's. @throws OssicleError of the media sessions. */
  static pair(
    near: ControlSession,
    far: ControlSession,
    direction: Direction,
  ): readonly [BridgeEndpoint, BridgeEndpoint] {
    const media = near.media.bridge(far.media, { direction });
    const ends = [
      new BridgeEndpoint(near, direction, media.near),
      new BridgeEndpoint(far, mirrored[direction], media.far),
    ] as const;
    ends[0].#other = ends[1];
    ends[1].#other = ends[0];
    return ends;
  }

  /** Takes the other end along, out of its session. */
  close(): void {
    const other = this.#other;
    this.#other = undefined;
    this.media.close();
    if (!other) return;
    other.#other = undefined;
    removeEndpoint(other.session, other.id);
    other.close();
  }
}
