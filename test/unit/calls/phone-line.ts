import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Call, type CallEvent, type CallOptions, Conferences, type LegDirection } from '../../../lib/calls/index.js';
import type { EndpointConfig, RtpEndpoint } from '../../../lib/media/index.js';
import { SteppedEngine } from '../../../lib/testing/index.js';
import { MemoryLeg } from './memory-leg.js';
import { VirtualClock } from './virtual-clock.js';

const address = '192.0.2.1';

/** A phone that called us: the call, its leg, the phone's own endpoint, and everything the call told. */
export interface PhoneCall {
  readonly call: Call;
  readonly leg: MemoryLeg;
  readonly phone: RtpEndpoint;
  readonly told: CallEvent[];
}

/** Calls between endpoints of one real media plane on virtual time. */
export class PhoneLine implements AsyncDisposable {
  readonly engine = new SteppedEngine({ bindAddress: address });
  readonly clock = new VirtualClock();
  readonly conferences = new Conferences(this.engine);
  /** For recordings; removed at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), 'ossicle-calls-'));

  dial(options: CallOptions = {}, direction: LegDirection = 'inbound'): PhoneCall {
    const phone = this.engine.createSession().createEndpoint();
    const leg = new MemoryLeg(
      this.engine.createSession(),
      (endpoint) => {
        endpoint.configure(towards(phone));
        phone.configure(towards(endpoint));
      },
      direction,
    );
    const call = new Call(leg, { clock: this.clock, conferences: this.conferences, ...options });
    const told: CallEvent[] = [];
    call.events.on('*', (event) => told.push(event));
    return { call, leg, phone, told };
  }

  async answered(options: CallOptions = {}): Promise<PhoneCall> {
    const dialled = this.dial(options);
    await dialled.call.answer();
    return dialled;
  }

  /** Lets time pass for audio and timers alike, giving promises their turn. */
  async run(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      this.engine.step(20);
      this.clock.advance(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Just the types, in order. */
export function typesOf(told: readonly CallEvent[]): string[] {
  return told.map(({ type }) => type);
}

function towards(peer: RtpEndpoint): EndpointConfig {
  return {
    remote: { address, port: peer.localPort },
    rtcpMux: false,
    codec: { name: 'PCMU', payloadType: 0 },
    telephoneEvent: { payloadType: 101, clockRateHz: 8000 },
  };
}
