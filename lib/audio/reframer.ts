import { OssicleError } from '../core/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { exactly, type FrameArgument, type FrameKind, frameArgumentError } from './frame-argument.js';
import { checkInteger, checkOneOf, objectOf } from './unit.js';

/** The views that a `Reframer` can hold, by name. */
interface FrameKinds {
  Int16Array: Int16Array;
  Float32Array: Float32Array;
  Uint8Array: Uint8Array;
}

export interface ReframerOptions<Kind extends FrameKind = 'Int16Array'> {
  /** Length of the frames that come out, 1 to 1 000 000. */
  readonly frameSamples: number;
  /** How many samples may wait inside; by default four frames. A single `push` may bring as many as fit. */
  readonly capacitySamples?: number;
  /** Int16Array by default. */
  readonly kind?: Kind;
}

const mostSamples = 1_000_000;

/**
 * Turns pieces of any length into frames of one length, in order and without loss. Delay: what is waiting, less than
 * one frame once all whole frames have been pulled. `push` and `pull` allocate nothing.
 *
 * @example
 * const reframer = new Reframer({ frameSamples: 160 });
 * const frame = new Int16Array(160);
 * reframer.push(new Int16Array(400));
 * while (reframer.pull(frame)) send(frame); // twice; 80 samples wait
 */
export class Reframer<Kind extends FrameKind = 'Int16Array'> implements ChunkUnit<FrameKinds[Kind], FrameKinds[Kind]> {
  /** Length of the frames that come out. */
  readonly frameSamples: number;
  readonly #kind: Kind;
  readonly #view: ReturnType<typeof viewOf>;
  readonly #ring: FrameKinds[Kind];
  #first = 0;
  #waiting = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: ReframerOptions<Kind>) {
    const { frameSamples, kind = 'Int16Array' as Kind } = objectOf('options', options);
    checkInteger('frameSamples', frameSamples, 1, mostSamples);
    const { capacitySamples = 4 * frameSamples } = options;
    checkInteger('capacitySamples', capacitySamples, frameSamples, 4 * mostSamples);
    checkOneOf<FrameKind>('kind', kind, ['Int16Array', 'Float32Array', 'Uint8Array']);
    this.frameSamples = frameSamples;
    this.#kind = kind;
    this.#view = viewOf(kind);
    this.#ring = makeFrame(kind, capacitySamples);
  }

  get chunkInput(): 'samples' | 'bytes' {
    return this.#kind === 'Uint8Array' ? 'bytes' : 'samples';
  }

  /** Samples that wait for a frame to be complete. */
  get waitingSamples(): number {
    return this.#waiting;
  }

  /** Samples that `push` would take now. */
  get roomSamples(): number {
    return this.#ring.length - this.#waiting;
  }

  /**
   * Takes all of `input`, of any length.
   *
   * @throws OssicleError INVALID_ARGUMENT; LIMIT_REACHED when it is longer than `roomSamples`: nothing is taken then.
   */
  push(input: FrameKinds[Kind]): void {
    if (!(input instanceof this.#view) || input.length === 0) this.#refuse('push', 'input', input);
    if (input.length > this.roomSamples) throw overflow(input.length, this.roomSamples);
    const ring = this.#ring;
    const at = (this.#first + this.#waiting) % ring.length;
    const beforeWrap = Math.min(input.length, ring.length - at);
    copy(input, 0, ring, at, beforeWrap);
    copy(input, beforeWrap, ring, 0, input.length - beforeWrap);
    this.#waiting += input.length;
  }

  /**
   * Fills `frame`, of exactly `frameSamples`, and returns true; false, and `frame` is untouched, when too few wait.
   *
   * @throws OssicleError INVALID_ARGUMENT.
   */
  pull(frame: FrameKinds[Kind]): boolean {
    if (!(frame instanceof this.#view) || frame.length !== this.frameSamples) {
      this.#refuse('pull', 'frame', frame, exactly(this.frameSamples));
    }
    if (this.#waiting < this.frameSamples) return false;
    this.#take(frame, this.frameSamples);
    return true;
  }

  /** Forgets what waits. */
  reset(): void {
    this.#first = 0;
    this.#waiting = 0;
  }

  *processChunk(chunk: FrameKinds[Kind]): Iterable<FrameKinds[Kind]> {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(this.roomSamples, chunk.length - at);
      this.push(chunk.subarray(at, at + taken) as FrameKinds[Kind]);
      at += taken;
      while (this.#waiting >= this.frameSamples) yield this.#nextFrame(this.frameSamples);
    }
  }

  /** The last piece, filled up with silence. */
  *flushChunks(): Iterable<FrameKinds[Kind]> {
    if (this.#waiting > 0) yield this.#nextFrame(this.#waiting);
  }

  #nextFrame(samples: number): FrameKinds[Kind] {
    const frame = makeFrame(this.#kind, this.frameSamples);
    this.#take(frame, samples);
    return frame;
  }

  #take(frame: FrameKinds[Kind], samples: number): void {
    const ring = this.#ring;
    const beforeWrap = Math.min(samples, ring.length - this.#first);
    copy(ring, this.#first, frame, 0, beforeWrap);
    copy(ring, 0, frame, beforeWrap, samples - beforeWrap);
    this.#first = (this.#first + samples) % ring.length;
    this.#waiting -= samples;
  }

  #refuse(method: string, name: string, value: unknown, length?: FrameArgument['length']): void {
    const error = frameArgumentError(`Reframer.${method}`, {
      name,
      value,
      kinds: [this.#kind],
      ...(length && { length }),
    });
    if (error) throw error; // none for a view of another realm
  }
}

/** As `TypedArray.set`, without the view that it would need of a part. */
function copy<T extends FrameKinds[FrameKind]>(from: T, fromAt: number, to: T, toAt: number, count: number): void {
  for (let i = 0; i < count; i++) to[toAt + i] = from[fromAt + i] as number;
}

function viewOf(kind: FrameKind): Int16ArrayConstructor | Float32ArrayConstructor | Uint8ArrayConstructor {
  if (kind === 'Int16Array') return Int16Array;
  return kind === 'Uint8Array' ? Uint8Array : Float32Array;
}

function makeFrame<Kind extends FrameKind>(kind: Kind, length: number): FrameKinds[Kind] {
  return new (viewOf(kind))(length) as FrameKinds[Kind];
}

function overflow(samples: number, room: number): OssicleError {
  return new OssicleError('LIMIT_REACHED', `Reframer.push: input has ${samples} samples, but only ${room} fit now.`, {
    details: { parameter: 'input', samples, room },
  });
}
