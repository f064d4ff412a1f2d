import { invalidArgument, OssicleError } from '../core/index.js';
import { callNative, type NativeUnit } from '../native/index.js';
import { type FrameArgument, frameArgumentError } from './frame-argument.js';

/** `FrameError` of `native/addon/unit_call.h`, where TypeScript has to tell one from the others. */
const closedCode = -1;
const malformedCode = -5;
const overlapCode = -6;
const fullCode = -7;

/** Makes the native part of a unit named `name`; what the addon throws becomes a catalogue error. */
export function makeNative<Native extends NativeUnit>(name: string, make: () => Native): Native {
  return callNative(`Cannot make a ${name}`, make);
}

/**
 * A part that processes frames in place: typed arrays in, typed arrays out, nothing copied and nothing allocated. It
 * may live in any thread of Node, but not in two at a time.
 */
export abstract class Unit<Native extends NativeUnit> implements Disposable {
  readonly #name: string;
  #native: Native;
  #handle: number;
  #closed = false;

  protected constructor(name: string, native: Native) {
    this.#name = name;
    this.#native = native;
    this.#handle = native.handle;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Forgets the signal so far, as if newly made.
   *
   * @throws OssicleError CLOSED.
   */
  reset(): void {
    this.assertOpen();
    this.#native.reset();
  }

  /** Frees the native memory now rather than at garbage collection. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#handle = 0;
    this.#native.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  protected get native(): Native {
    return this.#native;
  }

  /** The first argument of methods that are called for each frame; of a closed unit, the number of none. */
  protected get handle(): number {
    return this.#handle;
  }

  /** Puts a newly made part in the place of the present one, whose memory goes. */
  protected replace(native: Native): void {
    this.#native.close();
    this.#native = native;
    this.#handle = native.handle;
  }

  protected assertOpen(): void {
    if (this.#closed) throw new OssicleError('CLOSED', `This ${this.#name} is closed.`);
  }

  /**
   * The error of a frame method that the native side answered with a negative number. Looks at the arguments only now,
   * so that a call that works pays nothing for it.
   */
  protected refuse(code: number, method: string, ...args: readonly FrameArgument[]): never {
    if (code === closedCode) throw new OssicleError('CLOSED', `This ${this.#name} is closed.`);
    const called = `${this.#name}.${method}`;
    for (const argument of args) {
      const error = frameArgumentError(called, argument);
      if (error) throw error;
    }
    const names = args.map(({ name }) => name);
    if (code === malformedCode)
      throw new OssicleError('FORMAT_INVALID', `${called}: ${names[0]} is not in its format.`);
    if (code === fullCode) throw new OssicleError('LIMIT_REACHED', `${called}: this ${this.#name} can take no more.`);
    const reason = code === overlapCode ? `${names.join(' and ')} share memory` : `refused with ${code}`;
    throw new OssicleError('INVALID_ARGUMENT', `${called}: ${reason}.`, { details: { parameter: names.at(-1) } });
  }
}

/** `value`, unless it is no object, which is INVALID_ARGUMENT. */
export function objectOf<T>(name: string, value: T): T {
  if (typeof value !== 'object' || value === null) throw invalidArgument(name, 'an object', value);
  return value;
}

/** Throws INVALID_ARGUMENT unless `value` is an integer from `least` to `most`. */
export function checkInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalidArgument(name, `an integer from ${least} to ${most}`, value);
}

/** Throws INVALID_ARGUMENT unless `value` is a number from `least` to `most`. */
export function checkNumber(name: string, value: number, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw invalidArgument(name, `a number from ${least} to ${most}`, value);
}

/** Throws INVALID_ARGUMENT unless `value` is one of `known`. */
export function checkOneOf<T extends string | number | boolean>(name: string, value: T, known: readonly T[]): void {
  if (!known.includes(value)) throw invalidArgument(name, `one of ${known.join(', ')}`, value);
}

/** Throws INVALID_ARGUMENT unless `value` is a boolean. */
export function checkBoolean(name: string, value: boolean): void {
  if (typeof value !== 'boolean') throw invalidArgument(name, 'true or false', value);
}
