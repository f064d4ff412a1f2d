import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EndpointConfig, RtpEndpoint, Session } from '../../../lib/media/index.js';
import { SteppedEngine, type SteppedEngineOptions } from '../../../lib/testing/index.js';
import { PCMA, PCMU, Phone, type PhoneOptions, TELEPHONE_EVENT } from './phone.js';

const STEP_MS = 5;
export const ENGINE_ADDRESS = '192.0.2.1';

/** An engine on virtual time with phones of the test's own around it. */
export class Stage implements AsyncDisposable {
  readonly engine: SteppedEngine;
  readonly #phones: Phone[] = [];
  #folder: string | undefined;

  constructor(options: SteppedEngineOptions = {}) {
    this.engine = new SteppedEngine(options);
  }

  /** A folder for the test's files, gone at the end. */
  get folder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'ossicle-scenario-'));
    return this.#folder;
  }

  /** A phone connected to a new endpoint of `session`, telephone-event and all. */
  connect(session: Session, options: PhoneOptions, config: Partial<EndpointConfig> = {}): [Phone, RtpEndpoint] {
    const endpoint = session.createEndpoint();
    const phone = new Phone(options);
    endpoint.configure({ ...configFor(phone), ...config });
    phone.target = addressOf(endpoint);
    this.#phones.push(phone);
    return [phone, endpoint];
  }

  /** A phone that listens at another address than any before. */
  place(phone: Phone): Phone {
    this.#phones.push(phone);
    return phone;
  }

  /** Lets `ms` pass; phones speak and hear. */
  async run(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.#speak();
      this.engine.step(STEP_MS);
      this.#hear();
      if (passed % 100 === 0) await nextTurn();
    }
    await nextTurn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
  }

  #speak(): void {
    for (const phone of this.#phones) {
      for (const datagram of phone.datagramsDue(this.engine.nowMs)) {
        this.engine.inject(phone.address, phone.target, datagram);
      }
    }
  }

  /** Hands over what has left the engine. */
  #hear(): void {
    for (const stray of this.engine.takeStrays()) {
      this.#phones.find(({ address, rtcpAddress }) => stray.to === address || stray.to === rtcpAddress)?.take(stray);
    }
  }
}

/** What signalling would have agreed on with `phone`. */
export function configFor(phone: Phone): EndpointConfig {
  const [address = '', port = '0'] = phone.address.split(':');
  const name = phone.payloadType === PCMA ? 'PCMA' : 'PCMU';
  return {
    remote: { address, port: Number(port) },
    rtcpMux: false,
    codec: { name, payloadType: phone.payloadType === PCMA ? PCMA : PCMU },
    telephoneEvent: { payloadType: TELEPHONE_EVENT, clockRateHz: 8_000 },
  };
}

/** Where an endpoint of the engine takes RTP. */
export function addressOf(endpoint: RtpEndpoint): string {
  return `${ENGINE_ADDRESS}:${endpoint.localPort}`;
}

/** Lets every promise that can settle do so. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
