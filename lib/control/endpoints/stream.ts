import { OssicleError } from '../../core/index.js';
import { AudioStream, type AudioTap, type BridgeEndpoint, type Session } from '../../media/index.js';
import { type Direction, writeBinaryAudio } from '../../protocol/control/index.js';
import type { ControlSession } from '../control-session.js';
import type { ControlServices } from '../services.js';
import { SessionEndpoint } from './session-endpoint.js';

/** How a stream endpoint is made. */
export interface StreamOptions {
  readonly direction: Direction;
  readonly sampleRateHz: number;
  readonly bufferMs: number;
}

/**
 * An endpoint whose audio goes over the WebSocket of its session's client. It has a media session of its own, bridged to
 * the client's, so that it hears all but itself, bridges and other streams included: what the client sends plays there, and what comes over is tapped.
 */
export class StreamEndpoint extends SessionEndpoint {
  readonly codec: string;
  readonly media: BridgeEndpoint;
  readonly stream: number;
  readonly #services: ControlServices;
  readonly #room: Session;
  readonly #audio: AudioStream;
  readonly #tap: AudioTap;
  #framesSent = 0;
  #framesReceived = 0;
  #overflowing = false;
  #droppedMs = 0;

  /** @throws OssicleError of the media sessions. */
  constructor(session: ControlSession, services: ControlServices, options: StreamOptions) {
    super(session, 'stream', options.direction, 'connected');
    const { sampleRateHz, bufferMs } = options;
    this.#services = services;
    this.codec = `L16/${sampleRateHz}`;
    this.#audio = new AudioStream({ sampleRateHz, bufferMs });
    this.#room = services.media.createSession();
    try {
      const { near, far } = session.media.bridge(this.#room, { terminal: true });
      this.media = near;
      near.setDirection(options.direction);
      this.#room.createSource({ kind: 'stream', stream: this.#audio });
      this.#tap = far.tap({ sampleRateHz, what: 'said' });
    } catch (error) {
      this.#room.close();
      throw error;
    }
    this.stream = services.streams.add(this);
    this.#audio.events.on('mark', ({ name, played }) => {
      const position_ms = this.#audio.playedMs;
      this.session.emit('endpoint.stream.mark', { endpoint_id: this.id, name, played, position_ms });
    });
    void this.#sendWhatIsHeard();
  }

  /** Plays what its client sent; too much of it is dropped, and the client told once until there is room again. */
  write(samples: Int16Array): void {
    if (this.direction === 'recvonly' || this.#audio.closed) return;
    this.#framesReceived++;
    if (samples.length / this.#audio.sampleRateHz <= this.#audio.bufferMs / 1000 && this.#audio.write(samples)) {
      this.#overflowing = false;
      return;
    }
    this.#droppedMs += (samples.length / this.#audio.sampleRateHz) * 1000;
    if (this.#overflowing) return;
    this.#overflowing = true;
    const data = { endpoint_id: this.id, dropped_ms: this.#droppedMs };
    this.session.emit('endpoint.stream.overflow', data);
  }

  /** @throws OssicleError LIMIT_REACHED, CLOSED. */
  mark(name: string): void {
    this.#audio.mark(name);
  }

  /** Settles once what waited is thrown away. @throws OssicleError CLOSED. */
  clear(): Promise<{ readonly playedMs: number; readonly clearedMs: number }> {
    return new Promise((resolve, reject) => {
      const closed = (): void => reject(new OssicleError('CLOSED', 'The endpoint was closed.'));
      if (this.#audio.closed) return closed();
      const stopListening = [
        this.#audio.events.once('cleared', (report) => settle(() => resolve(report))),
        this.#audio.events.once('closed', () => settle(closed)),
      ];
      const settle = (finish: () => void): void => {
        for (const stop of stopListening) stop();
        finish();
      };
      this.#audio.clear();
    });
  }

  override activity(): number {
    return this.#framesReceived + this.#audio.playedMs;
  }

  close(): void {
    this.#services.streams.remove(this.stream);
    this.#tap.close();
    this.media.close();
    this.#room.close();
  }

  async #sendWhatIsHeard(): Promise<void> {
    for await (const samples of this.#tap) {
      if (!this.listens) continue;
      this.session.sendAudio(writeBinaryAudio({ stream: this.stream, samples }, this.#framesSent++));
    }
  }
}
