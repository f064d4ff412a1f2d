import { callNative, type NativeEngine, type NativeHandle } from '../native/index.js';
import type { AudioStream } from './audio-stream.js';

/** Audio streams that a native engine plays. */
export class EngineStreams {
  readonly #engine: NativeEngine;
  readonly #streams = new Map<NativeHandle, AudioStream>();

  constructor(engine: NativeEngine) {
    this.#engine = engine;
  }

  /** A place in the engine for a stream, to be played there. @throws OssicleError INVALID_STATE when it is played. */
  open(stream: AudioStream): NativeHandle {
    const engine = this.#engine;
    const handle = callNative('Cannot play the stream', () =>
      engine.createStream(stream.sampleRateHz, stream.bufferMs),
    );
    try {
      stream.attach({
        write: (samples) => engine.writeStream(handle, samples) === samples.length,
        mark: (id) => engine.markStream(handle, id),
        clear: () => engine.clearStream(handle),
        end: () => engine.endStream(handle),
        playedSamples: () => engine.streamPlayed(handle),
      });
    } catch (error) {
      engine.freeStream(handle);
      throw error;
    }
    this.#streams.set(handle, stream);
    return handle;
  }

  /** Its playback is over. */
  close(stream: AudioStream): void {
    for (const [handle, open] of this.#streams) {
      if (open !== stream) continue;
      stream.detach();
      this.#streams.delete(handle);
      this.#engine.freeStream(handle);
    }
  }

  marked(stream: NativeHandle, id: number, played: boolean): void {
    this.#streams.get(stream)?.passMark(id, played);
  }

  cleared(stream: NativeHandle, playedSamples: number, clearedSamples: number): void {
    this.#streams.get(stream)?.passClear(playedSamples, clearedSamples);
  }

  roomy(stream: NativeHandle): void {
    this.#streams.get(stream)?.passRoom();
  }
}
