import type { Benchmark } from '../harness/benchmark.js';
import { runVoice, voiceRows } from './voice-run.js';

/** Noise suppression beside WebRTC's own and speexdsp's. */
export const noise: Benchmark = {
  name: 'noise',
  about: 'noise suppression at -5 to 20 dB, and what it does to clean speech',
  async run({ quick, say }) {
    say('white and pink noise, and a clean line');
    const run = await runVoice('voice_noise', quick);
    const rows = voiceRows(run, [
      { metric: 'gain', unit: 'dB', kind: 'rate' },
      { metric: 'harm', unit: 'dB', kind: 'cost' },
      { metric: 'us', unit: 'us per 10 ms', kind: 'cost' },
    ]);
    const notes = [
      ...run.notes,
      'gain: what the frequency-weighted segmental SNR (Hu and Loizou) gains in frames with speech. harm: mean change of the levels of 22 bands of clean speech. Both by magnitudes, whatever the phase.',
      'All at their defaults: ours and WebRTC moderate (12 dB), speexdsp 15 dB.',
    ];
    return { rows, notes };
  },
};
