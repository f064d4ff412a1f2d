import type { Leg, LegDirection, LegEndReason, LegEvents, LegState, Party } from '../../../lib/calls/index.js';
import { EventEmitter, OssicleError } from '../../../lib/core/index.js';
import type { RtpEndpoint, Session } from '../../../lib/media/index.js';

/** A leg without a wire: signalling is a method call away, the endpoint is a real one. */
export class MemoryLeg implements Leg {
  readonly id = 'leg';
  readonly direction: LegDirection;
  readonly caller: Party = { user: 'alice', displayName: 'Alice', uri: 'sip:alice@192.0.2.9' };
  readonly called: Party = { user: 'desk', displayName: '', uri: 'sip:desk@192.0.2.1' };
  readonly flow = 'SIP/UDP 192.0.2.9:5060';
  readonly endpoint: RtpEndpoint;
  readonly events = new EventEmitter<LegEvents>();
  state: LegState = 'ringing';
  rejectedWith: number | undefined;
  readonly #session: Session;
  readonly #onAnswer: (endpoint: RtpEndpoint) => void;

  constructor(session: Session, onAnswer: (endpoint: RtpEndpoint) => void, direction: LegDirection = 'inbound') {
    this.#session = session;
    this.#onAnswer = onAnswer;
    this.direction = direction;
    this.endpoint = session.createEndpoint();
  }

  get codecName(): string | null {
    return this.state === 'ringing' ? null : 'PCMU';
  }

  answer(): Promise<void> {
    if (this.state !== 'ringing') return Promise.reject(new OssicleError('INVALID_STATE', this.state));
    this.state = 'answered';
    this.#onAnswer(this.endpoint);
    return Promise.resolve();
  }

  reject(statusCode: number): void {
    this.rejectedWith = statusCode;
    this.#end('rejected', 'local');
  }

  hangup(reason: LegEndReason = 'hangup'): Promise<void> {
    this.#end(reason, 'local');
    return Promise.resolve();
  }

  /** The other side says goodbye. */
  remoteHangup(): void {
    this.#end('hangup', 'remote');
  }

  #end(reason: LegEndReason, by: 'local' | 'remote'): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.events.emit('ended', { reason, by });
    this.endpoint.close();
    this.#session.close();
  }
}
