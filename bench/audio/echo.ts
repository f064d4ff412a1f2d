import type { Benchmark } from '../harness/benchmark.js';
import { runVoice, voiceRows } from './voice-run.js';

/** Echo cancelling in rooms by the image method, beside bare AEC3 and speexdsp's MDF. */
export const echo: Benchmark = {
  name: 'echo',
  about: 'echo cancelling: rooms, double talk, delay jumps, a nonlinear loudspeaker',
  async run({ quick, say }) {
    say('five scenes, three engines');
    const run = await runVoice('voice_echo', quick);
    const rows = voiceRows(run, [
      { metric: 'ERLE', unit: 'dB', kind: 'rate' },
      { metric: 'time', unit: 's to 15 dB', kind: 'cost' },
      { metric: 'near', unit: 'dB', kind: 'rate' },
      { metric: 'us', unit: 'us per 10 ms', kind: 'cost' },
      { metric: 'own ERLE', unit: 'dB', kind: 'rate' },
      { metric: 'own delay', unit: 'ms', kind: 'cost' },
    ]);
    const notes = [
      ...run.notes,
      'Echo 6 dB below the far end, microphone noise -70 dBov; ERLE over the last quarter; near: level of the near end in double talk at the level of the echo.',
      'own ERLE and own delay: what the canceller itself reports. It measures echo alone and a little differently: no noise floor, pauses left out.',
    ];
    return { rows, notes };
  },
};
