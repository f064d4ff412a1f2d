import type { BridgeEndpoint } from './bridge-endpoint.js';
import { EngineEndpoint } from './engine-endpoint.js';

/** `BridgeEndpoint` on the native engine. */
export class EngineBridgeEndpoint extends EngineEndpoint implements BridgeEndpoint {
  readonly kind = 'bridge';
  #other: EngineBridgeEndpoint | undefined;

  /** Makes two ends one bridge. */
  static pair(near: EngineBridgeEndpoint, far: EngineBridgeEndpoint): void {
    near.#other = far;
    far.#other = near;
  }

  get other(): BridgeEndpoint {
    return this.#other ?? this;
  }

  override close(): void {
    if (this.closed) return;
    super.close();
    this.#other?.close();
  }
}
