import type { SourceEndpoint } from '../../media/index.js';
import type { ToneName } from '../../protocol/control/index.js';
import type { ControlSession } from '../control-session.js';
import { SessionEndpoint } from './session-endpoint.js';
import { planTone } from './tone-plan.js';

/** A call progress tone or sine that feeds its session. */
export class ToneEndpoint extends SessionEndpoint {
  readonly codec = null;
  readonly media: SourceEndpoint;

  /** Starts at once. @throws OssicleError of the media session. */
  constructor(session: ControlSession, tone: ToneName, frequencyHz: number, durationMs: number | null) {
    super(session, 'tone', 'sendonly', 'playing');
    const { tones, loops } = planTone(tone, frequencyHz, durationMs);
    this.media = session.media.createSource({ kind: 'tones', tones }, { loops });
    void this.media.finished.then(({ reason }) => {
      if (reason === 'finished') this.#ended();
    });
  }

  override activity(): number {
    return this.state === 'playing' ? this.media.positionMs : 0;
  }

  close(): void {
    this.media.close();
  }

  protected override get statsCodec(): string {
    return 'tone/8000Hz';
  }

  #ended(): void {
    this.finish();
    this.session.emit('endpoint.tone.finished', { endpoint_id: this.id });
  }
}
