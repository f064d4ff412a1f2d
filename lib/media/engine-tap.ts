import type { NativeEngine, NativeHandle } from '../native/index.js';
import type { AudioTap } from './audio-tap.js';

/** `AudioTap` on the native engine. */
export class EngineTap implements AudioTap {
  readonly sampleRateHz: number;
  readonly #engine: NativeEngine;
  readonly #handle: NativeHandle;
  readonly #forget: () => void;
  #wake: () => void = () => undefined;
  #ended = false;
  #droppedMs = 0;
  #closed = false;

  /** `forget` is called once when it is closed. */
  constructor(engine: NativeEngine, handle: NativeHandle, sampleRateHz: number, forget: () => void) {
    this.#engine = engine;
    this.#handle = handle;
    this.sampleRateHz = sampleRateHz;
    this.#forget = forget;
  }

  get droppedMs(): number {
    if (this.#closed) return this.#droppedMs;
    return (this.#engine.tapDropped(this.#handle) / this.sampleRateHz) * 1_000;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Int16Array, undefined, undefined> {
    const length = this.sampleRateHz / 50;
    try {
      for (;;) {
        const frame = new Int16Array(length);
        for (let filled = this.#read(frame, 0); filled < length; filled = this.#read(frame, filled)) {
          if (this.#ended) return;
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        yield frame;
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#droppedMs = this.droppedMs;
    this.#closed = true;
    this.end();
    this.#engine.stopRecording(this.#handle);
    this.#forget();
  }

  /** The engine says that there is something to read. */
  ready(): void {
    this.#wake();
  }

  /** What it listens to is gone; what is left can be read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** How much of the frame is filled then. */
  #read(frame: Int16Array, filled: number): number {
    return this.#closed ? filled : filled + this.#engine.readTap(this.#handle, frame.subarray(filled));
  }
}
