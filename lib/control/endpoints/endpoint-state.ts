import { OssicleError } from '../../core/index.js';
import type { EndpointState, EndpointType } from '../../protocol/control/index.js';

type Followers = Readonly<Partial<Record<EndpointState, readonly EndpointState[]>>>;

/** What may follow what, per type. */
const transitions: Readonly<Record<EndpointType, Followers>> = {
  webrtc: { connecting: ['connected', 'disconnected'], connected: ['disconnected'], disconnected: ['connected'] },
  rtp: { connecting: ['connected'] },
  file: {
    buffering: ['playing'],
    playing: ['paused', 'finished'],
    paused: ['playing', 'finished'],
  },
  tone: { playing: ['finished'] },
  bridge: {},
  stream: {},
};

/** The state of one endpoint. */
export class EndpointStateMachine {
  readonly #type: EndpointType;
  #state: EndpointState;

  constructor(type: EndpointType, initial: EndpointState) {
    this.#type = type;
    this.#state = initial;
  }

  get state(): EndpointState {
    return this.#state;
  }

  /** @throws OssicleError INVALID_STATE when `next` cannot follow; nothing changes then. */
  moveTo(next: EndpointState): void {
    if (!transitions[this.#type][this.#state]?.includes(next)) {
      throw new OssicleError('INVALID_STATE', `A ${this.#type} endpoint cannot go from ${this.#state} to ${next}.`);
    }
    this.#state = next;
  }
}
