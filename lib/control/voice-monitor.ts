import type { EndpointMonitor } from './control-session.js';
import type { SessionEndpoint } from './endpoints/session-endpoint.js';

/** Tells the session that an endpoint is in when it speaks and for how long it has been silent. */
export class VoiceMonitor implements EndpointMonitor {
  readonly #endpoint: SessionEndpoint;

  /** Begins to watch, in place of whatever watched the endpoint before. */
  constructor(endpoint: SessionEndpoint, silenceIntervalMs: number, speechThreshold: number) {
    this.#endpoint = endpoint;
    const endpoint_id = endpoint.id;
    endpoint.watchVoice({
      silenceIntervalMs,
      speechThreshold,
      onSpeech: () => endpoint.session.emit('vad.speech_started', { endpoint_id }),
      onSilence: (silentMs) =>
        endpoint.session.emit('vad.silence', { endpoint_id, silence_duration_ms: Math.round(silentMs) }),
    });
  }

  close(): void {
    this.#endpoint.watchVoice(null);
  }
}
