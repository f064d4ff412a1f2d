import type { Unsubscribe } from '../../core/index.js';
// Not by the folder's index, which brings the schemas of the server into web pages.
import { readServerAudio, type ServerAudio } from '../../protocol/control/binary-audio.js';

/** Takes one frame of a stream. */
export type ReceiveAudio = (audio: ServerAudio) => void;

/** Streams of a connection by the numbers that binary frames name them by. */
export class StreamRoutes {
  readonly #receivers = new Map<number, ReceiveAudio>();

  /** Returns how to forget it. */
  add(number: number, receive: ReceiveAudio): Unsubscribe {
    this.#receivers.set(number, receive);
    return () => {
      if (this.#receivers.get(number) === receive) this.#receivers.delete(number);
    };
  }

  /** Frames of streams that nobody knows are ignored, as those of the future. */
  receive(frame: Uint8Array): void {
    const audio = readServerAudio(frame);
    if (audio) this.#receivers.get(audio.stream)?.(audio);
  }
}
