import { ControlServer, type ControlServerOptions } from '../../../lib/control/index.js';
import { SteppedEngine } from '../../../lib/testing/index.js';
import type { SocketAddress } from '../../../lib/transport/index.js';
import { VirtualClock } from '../calls/virtual-clock.js';

type RigOptions = Partial<Omit<ControlServerOptions, 'clock' | 'media'>>;

/** A control server on a loopback port; its media and its timers run on virtual time. */
export class Rig implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly engine: SteppedEngine;
  readonly server: ControlServer;

  private constructor(clock: VirtualClock, engine: SteppedEngine, server: ControlServer) {
    this.clock = clock;
    this.engine = engine;
    this.server = server;
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    const clock = new VirtualClock();
    const engine = new SteppedEngine();
    const listen = [{ address: '127.0.0.1', port: 0 }];
    const server = await ControlServer.start({ listen, ...options, clock, media: engine });
    return new Rig(clock, engine, server);
  }

  get address(): SocketAddress {
    return this.server.listening[0] as SocketAddress;
  }

  get url(): string {
    return `http://127.0.0.1:${this.address.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.engine.close();
  }
}

/** Resolves once `condition` holds; fails after five seconds of real time. */
export async function eventually(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
