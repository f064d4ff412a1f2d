import type { DetectedSound } from '../media/index.js';
import type { EventData } from '../protocol/control/index.js';

type SoundEventName = 'detect.dtmf' | 'detect.tone' | 'detect.answer' | 'detect.beep';
type SoundEvent = { [Name in SoundEventName]: { event: Name; data: EventData<Name> } }[SoundEventName];

/** How the protocol tells what was found in the sound of an endpoint. */
export function toldSound(endpoint_id: string, sound: DetectedSound): SoundEvent {
  switch (sound.type) {
    case 'digit': {
      const { digit, durationMs } = sound;
      return { event: 'detect.dtmf', data: { endpoint_id, digit, duration_ms: Math.round(durationMs) } };
    }
    case 'tone': {
      const { country, frequenciesHz: frequencies_hz, cadenceMs: cadence_ms } = sound;
      const tone = spelt<EventData<'detect.tone'>['tone']>(sound.tone);
      return {
        event: 'detect.tone',
        data: { endpoint_id, tone, country, frequencies_hz: [...frequencies_hz], cadence_ms: [...cadence_ms] },
      };
    }
    case 'answer': {
      const cause = spelt<EventData<'detect.answer'>['cause']>(sound.cause);
      const { decision: answer, atMs } = sound;
      return { event: 'detect.answer', data: { endpoint_id, answer, cause, after_ms: Math.round(atMs) } };
    }
    case 'beep': {
      const [frequency_hz, duration_ms] = [Math.round(sound.frequencyHz), Math.round(sound.durationMs)];
      return { event: 'detect.beep', data: { endpoint_id, frequency_hz, duration_ms } };
    }
  }
}

/** `callWaiting` is `call_waiting` in the protocol. */
function spelt<Name extends string>(name: string): Name {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as Name;
}
