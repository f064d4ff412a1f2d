import type { EndpointConfig, Recording, RtpEndpoint, Session } from '../../../lib/media/index.js';
import { readWav, type Sound } from '../../phones/wav.js';
import { ENGINE_ADDRESS, type Stage } from './stage.js';

type CodecName = EndpointConfig['codec']['name'];

const payloadTypes: Record<CodecName, number> = { PCMU: 0, PCMA: 8, G722: 9, opus: 111, L16: 112 };

/** A caller of any codec: an endpoint in a session of its own, linked by packets to one in the room. */
export class Caller {
  readonly own: RtpEndpoint;
  readonly inRoom: RtpEndpoint;
  #recording: Recording | undefined;

  constructor(stage: Stage, room: Session, codec: CodecName) {
    this.own = stage.engine.createSession().createEndpoint();
    this.inRoom = room.createEndpoint();
    this.own.configure(configFor(codec, this.inRoom.localPort));
    this.inRoom.configure(configFor(codec, this.own.localPort));
  }

  /** Says a tone without end; `levelDbfs` 0 is a sine of full scale. */
  sayTone(frequencyHz: number, levelDbfs: number, sampleRateHz = 8_000, phase = 0): void {
    const amplitude = 32_767 * 10 ** (levelDbfs / 20);
    const samples = Int16Array.from({ length: sampleRateHz }, (_, i) =>
      Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz + phase)),
    );
    this.own.play({ kind: 'samples', samples, sampleRateHz }, { repeat: true });
  }

  /** Keeps what it hears from now on. */
  listen(path: string): void {
    this.#recording = this.own.record(path);
  }

  /** What it heard since `listen`. Ends within the next tick. */
  async heard(stage: Stage): Promise<Sound> {
    const stopped = this.#recording?.stop();
    await stage.run(40);
    const report = await stopped;
    if (report?.reason !== 'stopped') throw new Error(`recording ${report?.reason}: ${report?.error}`);
    return readWav(report.path);
  }
}

function configFor(codec: CodecName, port: number): EndpointConfig {
  return {
    remote: { address: ENGINE_ADDRESS, port },
    rtcpMux: true,
    codec: { name: codec, payloadType: payloadTypes[codec] },
    telephoneEvent: null,
  };
}
