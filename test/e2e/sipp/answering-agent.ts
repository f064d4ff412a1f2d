import { MediaEngine } from '../../../lib/media/index.js';
import { type SipLeg, UserAgent, type UserAgentOptions } from '../../../lib/sip/index.js';

/** What the agent does with each call. */
export interface AnsweringOptions extends Partial<UserAgentOptions> {
  /** Time to let it ring. */
  readonly answerAfterMs?: number;
}

/** A user agent on real sockets and real media that answers every call and notes what the legs tell. */
export class AnsweringAgent implements AsyncDisposable {
  readonly agent: UserAgent;
  readonly target: string;
  /** What the legs told, in order: `answered`, `held`, `ended hangup remote`, `digit 5 250`… */
  readonly told: string[] = [];
  readonly #engine: MediaEngine;

  private constructor(agent: UserAgent, engine: MediaEngine, answerAfterMs: number) {
    this.agent = agent;
    this.#engine = engine;
    this.target = `127.0.0.1:${agent.transports[0]?.local.port}`;
    agent.events.on('leg', (leg) => this.#take(leg, answerAfterMs));
  }

  static async open({ answerAfterMs = 0, ...options }: AnsweringOptions = {}): Promise<AnsweringAgent> {
    const address = '127.0.0.1';
    const engine = new MediaEngine({ threads: 1, bindAddress: address, rtpPorts: { min: 41_000, max: 41_999 } });
    // UDP and TCP on one number, as a server has it; the next free one of our range.
    for (let port = 15_060; port < 15_200; port += 2) {
      const listen = [{ protocol: 'udp', address, port } as const, { protocol: 'tcp', address, port } as const];
      const agent = await UserAgent.open({ listen, media: engine, ...options }).catch(() => undefined);
      if (agent) return new AnsweringAgent(agent, engine, answerAfterMs);
    }
    throw new Error('no free SIP port in 15060-15199');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent.close();
    await this.#engine.close();
  }

  #take(leg: SipLeg, answerAfterMs: number): void {
    leg.events.on('ended', ({ reason, by }) => this.told.push(`ended ${reason} ${by}`));
    leg.events.on('held', () => this.told.push('held'));
    leg.events.on('resumed', () => this.told.push('resumed'));
    leg.events.on('dtmf', ({ digit, durationMs }) => this.told.push(`digit ${digit} ${durationMs}`));
    const answer = (): void => {
      leg.answer().then(
        () => this.told.push('answered'),
        (error) => this.told.push(error.code),
      );
    };
    if (answerAfterMs === 0) answer();
    else setTimeout(answer, answerAfterMs);
  }
}
