import { invalidArgument, OssicleError } from '../core/index.js';
import { checkInteger, objectOf } from './unit.js';

export interface FramePoolOptions {
  /** Length of each frame, 1 to 1 000 000 samples. */
  readonly frameSamples: number;
  /** How many frames there are, 1 to 65 536. */
  readonly frames: number;
}

/**
 * A fixed number of equal Int16 frames cut out of one ArrayBuffer, to be used again and again, so that the per-frame
 * path leaves nothing to the garbage collector. Bounded: when all are out, `acquire` gives undefined and counts it.
 *
 * @example
 * const pool = new FramePool({ frameSamples: 160, frames: 64 });
 * const frame = pool.acquire();
 * if (frame) pool.release(frame);
 */
export class FramePool {
  readonly frameSamples: number;
  /** The memory that all frames are views of. */
  readonly buffer: ArrayBuffer;
  readonly #frames: readonly Int16Array<ArrayBuffer>[];
  readonly #free: Int16Array<ArrayBuffer>[];
  readonly #out: Uint8Array;
  #freeCount: number;
  #exhausted = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: FramePoolOptions) {
    const { frameSamples, frames } = objectOf('options', options);
    checkInteger('frameSamples', frameSamples, 1, 1_000_000);
    checkInteger('frames', frames, 1, 65_536);
    const frameBytes = frameSamples * Int16Array.BYTES_PER_ELEMENT;
    if (frames * frameBytes > 2 ** 31) throw invalidArgument('frames', 'so few that all take at most 2 GiB', frames);
    this.frameSamples = frameSamples;
    const buffer = new ArrayBuffer(frames * frameBytes);
    this.buffer = buffer;
    this.#frames = Array.from({ length: frames }, (_, i) => new Int16Array(buffer, i * frameBytes, frameSamples));
    this.#free = [...this.#frames].reverse();
    this.#out = new Uint8Array(frames);
    this.#freeCount = frames;
  }

  /** Frames in all. */
  get size(): number {
    return this.#frames.length;
  }

  /** Frames that `acquire` can still give. */
  get available(): number {
    return this.#freeCount;
  }

  /** How often `acquire` found nothing. */
  get exhausted(): number {
    return this.#exhausted;
  }

  /** A frame, holding whatever its last user left in it; undefined when all are out. */
  acquire(): Int16Array<ArrayBuffer> | undefined {
    if (this.#freeCount === 0) {
      this.#exhausted++;
      return undefined;
    }
    const frame = this.#free[--this.#freeCount] as Int16Array<ArrayBuffer>;
    this.#out[this.#indexOf(frame)] = 1;
    return frame;
  }

  /**
   * Gives a frame back: the very object that `acquire` returned.
   *
   * @throws OssicleError INVALID_ARGUMENT for anything else, INVALID_STATE for a frame that is not out.
   */
  release(frame: Int16Array<ArrayBuffer>): void {
    const index = this.#indexOf(frame);
    if (frame === undefined || this.#frames[index] !== frame) {
      throw invalidArgument('frame', 'a frame of this FramePool', frame);
    }
    if (this.#out[index] === 0) throw new OssicleError('INVALID_STATE', 'FramePool.release: the frame is not out.');
    this.#out[index] = 0;
    this.#free[this.#freeCount++] = frame;
  }

  #indexOf(frame: Int16Array | undefined): number {
    return (frame?.byteOffset ?? 0) / (this.frameSamples * Int16Array.BYTES_PER_ELEMENT);
  }
}
