import { type ErrorCode, OssicleError } from '../core/index.js';
import type { NativeUnit } from '../native/index.js';

/** `FrameError` in `native/addon/unit_class.h`: its code, and the message for a unit's name. */
const frameErrors: ReadonlyMap<number, readonly [ErrorCode, string]> = new Map([
  [-1, ['CLOSED', 'is closed']],
  [-2, ['INVALID_ARGUMENT', 'was given something that is not an attached typed array of the kind it takes, or an empty one']],
  [-3, ['INVALID_ARGUMENT', 'was given an output that is too short for the result']],
  [-4, ['INVALID_ARGUMENT', 'was given a frame of a length it does not take']],
  [-5, ['FORMAT_INVALID', 'was given bytes that are not in its format']],
]);

/**
 * A part that processes frames in place: typed arrays in, typed arrays out, nothing copied and nothing allocated. It
 * may live in any thread of Node, but not in two at a time.
 */
export abstract class Unit<Native extends NativeUnit> implements Disposable {
  readonly #name: string;
  protected native: Native;
  #closed = false;

  protected constructor(name: string, native: Native) {
    this.#name = name;
    this.native = native;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Forgets the signal so far, as if newly made. */
  reset(): void {
    this.assertOpen();
    this.native.reset();
  }

  /** Frees the native memory now rather than at garbage collection. Idempotent. */
  close(): void {
    this.#closed = true;
    this.native.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  protected assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', `This ${this.#name} is closed.`);
  }

  /** A frame method's answer: the count, or the error it stands for. */
  protected checked(count: number): number {
    if (count >= 0) return count;
    throw this.#errorOf(count);
  }

  #errorOf(count: number): OssicleError {
    const [code, text] = frameErrors.get(count) ?? (['INVALID_STATE', `failed with ${count}`] as const);
    return new OssicleError(code, `This ${this.#name} ${text}.`);
  }
}
