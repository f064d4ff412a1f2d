import type { StreamEndpoint } from './endpoints/stream.js';

/** Stream endpoints of a server by the number that binary frames name them by. */
export class AudioStreams {
  readonly #endpoints = new Map<number, StreamEndpoint>();
  #lastNumber = 0;

  /** A number that no other endpoint has. */
  add(endpoint: StreamEndpoint): number {
    do this.#lastNumber = (this.#lastNumber + 1) % 2 ** 32;
    while (this.#endpoints.has(this.#lastNumber));
    this.#endpoints.set(this.#lastNumber, endpoint);
    return this.#lastNumber;
  }

  find(number: number): StreamEndpoint | undefined {
    return this.#endpoints.get(number);
  }

  remove(number: number): void {
    this.#endpoints.delete(number);
  }
}
