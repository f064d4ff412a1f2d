import type { Benchmark } from '../harness/benchmark.js';
import { runVoice, voiceRows } from './voice-run.js';

/** Gain control beside AGC2 and speexdsp's AGC. */
export const gain: Benchmark = {
  name: 'gain',
  about: 'gain control: speech of any level to -23 dBov, what happens to noise, overshoot',
  async run({ quick, say }) {
    say('speech, noise, and a jump of 30 dB');
    const run = await runVoice('voice_gain', quick);
    const rows = voiceRows(run, [
      { metric: 'level', unit: 'dBov', kind: 'cost' },
      { metric: 'noise', unit: 'dB', kind: 'cost' },
      { metric: 'peak', unit: 'dBFS', kind: 'cost' },
      { metric: 'us', unit: 'us per 10 ms', kind: 'cost' },
    ]);
    const notes = [
      ...run.notes,
      'level: active speech level (ITU-T P.56) from the third second on. noise: by how much noise is lifted.',
      "AGC2 is the module's adaptive digital one, with its defaults; tg_owt's build has no neural detector of speech.",
    ];
    return { rows, notes };
  },
};
