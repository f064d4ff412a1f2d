import { isIP } from 'node:net';
import { invalidArgument } from '../core/index.js';
import { EngineMediaPlane } from '../media/index.js';
import { callNative, type NativeSteppedEngine, native } from '../native/index.js';

export interface SteppedEngineOptions {
  /** Repeats exactly what the network does and which SSRCs are chosen; 1 by default. */
  readonly seed?: number;
  /** The address of its endpoints on the simulated network; 192.0.2.1 by default. */
  readonly bindAddress?: string;
}

/** How the simulated network treats datagrams; nothing is given means a perfect network. */
export interface NetworkConditions {
  readonly delayMs?: number;
  /** Standard deviation around `delayMs`. */
  readonly jitterMs?: number;
  /** 0 to 1. */
  readonly lossRatio?: number;
  readonly duplicateRatio?: number;
}

/** A datagram that left for an address where no endpoint lives: the test plays that peer. */
export interface StrayDatagram {
  readonly from: string;
  readonly to: string;
  readonly atMs: number;
  readonly datagram: Uint8Array;
}

/**
 * The media plane on virtual time: real sessions, codecs and jitter buffers over a seeded network in memory, which
 * move only when `step` is called. For tests; nothing of it is faked but time and network.
 */
export class SteppedEngine extends EngineMediaPlane {
  readonly #engine: NativeSteppedEngine;

  constructor(options: SteppedEngineOptions = {}) {
    const { seed = 1, bindAddress = '192.0.2.1' } = options;
    if (!Number.isSafeInteger(seed) || seed < 0) throw invalidArgument('seed', 'an integer from 0', seed);
    if (isIP(bindAddress) === 0) throw invalidArgument('bindAddress', 'an IPv4 or IPv6 address', bindAddress);
    const settings = { threads: 1, bindAddress, rtpPortMin: 20_000, rtpPortMax: 59_999 };
    const engine = callNative('Cannot make an engine', () => new (native().SteppedEngine)(settings, seed));
    super(engine);
    this.#engine = engine;
  }

  /** Virtual milliseconds; only differences mean anything. */
  get nowMs(): number {
    return this.#engine.nowMs();
  }

  setNetwork(conditions: NetworkConditions): void {
    const { delayMs = 0, jitterMs = 0, lossRatio = 0, duplicateRatio = 0 } = conditions;
    this.#engine.setNetwork(delayMs, jitterMs, lossRatio, duplicateRatio);
  }

  /** Lets `ms` pass (whole slots of 5 ms) and delivers the events of that time. */
  step(ms: number): void {
    this.#engine.step(ms);
    this.dispatchEvents();
  }

  /** Lets `ms` pass 20 ms at a time, giving promises a turn after each. */
  async run(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      this.step(Math.min(20, ms - passed));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Puts a datagram on the network, `from` and `to` as `address:port`. */
  inject(from: string, to: string, datagram: Uint8Array): void {
    callNative('Cannot inject a datagram', () => this.#engine.inject(from, to, datagram));
  }

  /** Takes the datagrams that left for addresses of no endpoint, oldest first. */
  takeStrays(): StrayDatagram[] {
    return this.#engine.takeStrays();
  }
}
