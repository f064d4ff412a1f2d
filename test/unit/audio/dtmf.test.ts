import { describe, expect, it } from 'vitest';
import {
  DtmfDetector,
  type DtmfDetectorOptions,
  type DtmfEvent,
  DtmfGenerator,
  dtmfDetectorRatesHz,
  ToneGenerator,
} from '../../../lib/audio/index.js';
import { amplitudeAt, joined, noise, vowels } from './signals.js';

const keypad = '0123456789*#ABCD';

function dialled(
  digits: string,
  sampleRateHz: number,
  options: { onMs?: number; levelDbm0?: number } = {},
): Int16Array {
  using generator = new DtmfGenerator({ sampleRateHz, ...options });
  generator.dial(digits);
  const frames: Int16Array[] = [];
  while (!generator.done) {
    const frame = new Int16Array(sampleRateHz / 50);
    generator.process(frame);
    frames.push(frame);
  }
  return joined(frames);
}

function heard(audio: Int16Array, detector: DtmfDetector, frameSamples: number): DtmfEvent[] {
  const events: DtmfEvent[] = [];
  for (let at = 0; at < audio.length; at += frameSamples) {
    events.push(...detector.process(audio.subarray(at, at + frameSamples)));
  }
  return events;
}

const digitsOf = (events: Iterable<DtmfEvent>, type: DtmfEvent['type']): string =>
  [...events].map((event) => (event.type === type ? event.digit : '')).join('');

describe('DtmfGenerator', () => {
  it('sounds the two tones of a key at its level, then is silent', () => {
    using generator = new DtmfGenerator({ sampleRateHz: 8000, onMs: 200, offMs: 50, levelDbm0: -9 });
    generator.dial('5');
    const audio = new Int16Array(2400);
    expect(generator.process(audio)).toBe(2000);
    expect(generator.done).toBe(true);
    const tone = audio.subarray(400, 1200);
    // 0 dBm0 is 3.17 dB below a sine at full scale (ITU-T G.711 table 1).
    const amplitude = 32_768 * 10 ** ((-9 - 3.17) / 20);
    expect(amplitudeAt(tone, 770, 8000) / amplitude).toBeCloseTo(1, 2);
    expect(amplitudeAt(tone, 1336, 8000) / amplitude).toBeCloseTo(1, 1);
    expect(amplitudeAt(tone, 1000, 8000)).toBeLessThan(amplitude / 50);
    expect(audio.subarray(1600).every((sample) => sample === 0)).toBe(true);
  });

  it('forgets what is left on reset, and fills frames with silence then', () => {
    using generator = new DtmfGenerator({ sampleRateHz: 16_000 });
    generator.dial('1234');
    const frame = new Int16Array(320);
    generator.process(frame);
    generator.reset();
    expect(generator.process(frame.fill(99))).toBe(0);
    expect(frame).toEqual(new Int16Array(320));
  });

  it.each([5 as never, '12x', '12 ', '\u0661', '1'.repeat(129)])('refuses to dial %j', (digits) => {
    using generator = new DtmfGenerator({ sampleRateHz: 8000 });
    expect(() => generator.dial(digits)).toThrow('digits must be up to 128 of 0-9, *, #, A-D and comma');
  });
});

describe('DtmfDetector', () => {
  it.each(dtmfDetectorRatesHz)(
    'hears every key at %i Hz, beginning and end, in frames of any length',
    (sampleRateHz) => {
      const audio = dialled(keypad, sampleRateHz);
      for (const frameMs of [5, 20, 60]) {
        using detector = new DtmfDetector({ sampleRateHz });
        const events = heard(audio, detector, (sampleRateHz * frameMs) / 1000);
        expect(digitsOf(events, 'started')).toBe(keypad);
        expect(digitsOf(events, 'ended')).toBe(keypad);
        for (const event of events)
          if (event.type === 'ended') expect(Math.abs(event.durationMs - 100)).toBeLessThan(20);
      }
    },
  );

  it('reports a digit about latencySamples after its beginning, and says which one sounds', () => {
    using detector = new DtmfDetector({ sampleRateHz: 8000 });
    const audio = dialled('7', 8000, { onMs: 300 });
    let at = 0;
    for (; detector.active === undefined; at += 40) detector.process(audio.subarray(at, at + 40));
    expect(detector.active).toBe('7');
    expect(Math.abs(at - detector.latencySamples)).toBeLessThan(160);
  });

  it('measures long tones', () => {
    using detector = new DtmfDetector({ sampleRateHz: 8000 });
    const [, ended] = heard(joined([dialled('9', 8000, { onMs: 9000 })]), detector, 160);
    expect(ended).toMatchObject({ type: 'ended', digit: '9' });
    expect(Math.abs((ended as { durationMs: number }).durationMs - 9000)).toBeLessThan(20);
  });

  it('hears quiet digits through noise, and nothing in noise or vowels alone', () => {
    using detector = new DtmfDetector({ sampleRateHz: 8000 });
    const quiet = dialled('0123456789', 8000, { levelDbm0: -25 });
    const hiss = noise(quiet.length, 150);
    expect(
      digitsOf(
        heard(
          quiet.map((sample, i) => sample + (hiss[i] ?? 0)),
          detector,
          160,
        ),
        'ended',
      ),
    ).toBe('0123456789');
    expect(heard(noise(80_000), detector, 160)).toEqual([]);
    expect(heard(vowels(8000, 80_000), detector, 160)).toEqual([]);
  });

  it('waits for longer tones and pauses when told to, and is later then', () => {
    const patient = { sampleRateHz: 16_000, minOnMs: 80, minOffMs: 120 } as const;
    using detector = new DtmfDetector(patient);
    expect(detector.latencySamples).toBe(1920);
    const audio = joined([dialled('1', 16_000, { onMs: 60 }), dialled('22', 16_000), dialled('3', 16_000)]);
    const events = [...heard(audio, detector, 320), ...detector.flushChunks()];
    expect(digitsOf(events, 'ended')).toBe('223'); // the generator's pause of 100 ms is more than 120 - 30
    detector.configure({ ...patient, minOffMs: 200 });
    expect(digitsOf([...heard(audio, detector, 320), ...detector.flushChunks()], 'ended')).toBe('23');
  });

  it('hears digits above a dial tone with its filter, and quieter or more tilted ones when told to', () => {
    const digits = dialled('159D', 8000, { levelDbm0: -16 });
    using generator = new ToneGenerator({ sampleRateHz: 8000 });
    generator.play([{ frequenciesHz: [350, 440], onMs: 10_000, offMs: 0, levelDbm0: -13 }]);
    const dialTone = new Int16Array(digits.length);
    generator.process(dialTone);
    const both = digits.map((sample, i) => sample + (dialTone[i] ?? 0));
    const listen = (audio: Int16Array, options: Partial<DtmfDetectorOptions>): string => {
      using detector = new DtmfDetector({ sampleRateHz: 8000, ...options });
      return digitsOf([...heard(audio, detector, 160), ...detector.flushChunks()], 'ended');
    };
    expect(listen(both, {})).toBe('');
    expect(listen(both, { dialToneFilter: true })).toBe('159D');
    expect(listen(dialTone, { dialToneFilter: true })).toBe('');
    const quiet = dialled('159D', 8000, { levelDbm0: -42 });
    expect(listen(quiet, {})).toBe('');
    expect(listen(quiet, { minLevelDbm0: -42 })).toBe('159D');
  });

  it('tells two ends in one long chunk of a stream', () => {
    using detector = new DtmfDetector({ sampleRateHz: 8000 });
    const audio = dialled('12', 8000, { onMs: 50 });
    expect(digitsOf([...detector.processChunk(audio), ...detector.flushChunks()], 'ended')).toBe('12');
  });

  it('allocates no answer where nothing happens', () => {
    using detector = new DtmfDetector({ sampleRateHz: 8000 });
    expect(detector.process(new Int16Array(160))).toBe(detector.process(new Int16Array(160)));
  });
});
