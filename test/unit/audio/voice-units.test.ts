import { describe, expect, it } from 'vitest';
import {
  EchoCanceller,
  GainControl,
  NoiseSuppressor,
  SpeechLevelMeter,
  VoiceProcessor,
  voiceRatesHz,
} from '../../../lib/audio/index.js';
import type { OssicleError } from '../../../lib/core/index.js';
import { native } from '../../../lib/native/index.js';
import { espeakInstalled, spoken } from '../../phones/espeak.js';
import { resampled } from '../../phones/signals.js';
import { noise, vowels } from './signals.js';

const { webrtc } = native().buildInfo();

function levelDb(signal: Int16Array | Float32Array, from = 0): number {
  const fullScale = signal instanceof Int16Array ? 32_768 : 1;
  let sum = 0;
  for (let n = from; n < signal.length; n++) sum += (signal[n]! / fullScale) ** 2;
  return 10 * Math.log10(sum / (signal.length - from) + 1e-20);
}

function errorOf(call: () => unknown): OssicleError {
  try {
    call();
  } catch (error) {
    return error as OssicleError;
  }
  throw new Error('nothing was thrown');
}

/** `far`, `delay` samples later and half as strong, with two reflections, and some noise of the microphone. */
function echoOf(far: Int16Array, delay: number): Int16Array {
  const hiss = noise(far.length, 8);
  return far.map((_, n) => {
    const path = 0.5 * (far[n - delay] ?? 0) + 0.2 * (far[n - delay - 47] ?? 0) - 0.1 * (far[n - delay - 201] ?? 0);
    return path + hiss[n]!;
  });
}

function inFrames(length: number, frame: number, each: (from: number, to: number) => void): void {
  for (let at = 0; at + frame <= length; at += frame) each(at, at + frame);
}

describe.skipIf(!webrtc)('with the WebRTC module', () => {
  it.each(voiceRatesHz)('the echo canceller takes an echo out at %i Hz, and knows its figures', (rateHz) => {
    using canceller = new EchoCanceller({ sampleRateHz: rateHz });
    expect(canceller.echoReturnLossEnhancementDb).toBeUndefined();
    expect(canceller.echoDelayMs).toBeUndefined();
    const far = vowels(rateHz, 8 * rateHz);
    const near = echoOf(far, 0.05 * rateHz);
    const before = levelDb(near, 5 * rateHz);
    inFrames(far.length, rateHz / 50, (from, to) => canceller.process(near.subarray(from, to), far.subarray(from, to)));
    expect(before - levelDb(near, 5 * rateHz)).toBeGreaterThan(20);
    expect(canceller.echoReturnLossEnhancementDb).toBeGreaterThan(20);
  });

  it('the echo canceller measures the delay of the echo', () => {
    using canceller = new EchoCanceller({ sampleRateHz: 16_000 });
    const far = noise(16_000 * 8, 3000);
    const near = echoOf(far, 1600);
    inFrames(far.length, 320, (from, to) => canceller.process(near.subarray(from, to), far.subarray(from, to)));
    expect(canceller.echoDelayMs).toBeCloseTo(100, 0);
    canceller.reset();
    expect(canceller.echoDelayMs).toBeUndefined();
    expect(canceller.echoReturnLossEnhancementDb).toBeUndefined();
  });

  it('a reference of another length or kind is refused', () => {
    using canceller = new EchoCanceller({ sampleRateHz: 16_000 });
    using voice = new VoiceProcessor({ sampleRateHz: 16_000, echoCanceller: true });
    const wrong = [new Int16Array(160), new Int16Array(480), new Float32Array(320), undefined];
    for (const reference of wrong) {
      for (const unit of [canceller, voice]) {
        const error = errorOf(() => unit.process(new Int16Array(320), reference as Int16Array));
        expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', details: { parameter: 'reference' } });
        expect(error.message).toContain('exactly 320 samples, as the frame');
      }
    }
    const frame = new Int16Array(320);
    expect(errorOf(() => canceller.process(frame, frame)).message).toContain('share memory');
  });

  it.each(['low', 'very-high'] as const)('steady noise falls at reduction %s', (reduction) => {
    using suppressor = new NoiseSuppressor({ sampleRateHz: 16_000, reduction });
    const hiss = noise(16_000 * 4, 500);
    const before = levelDb(hiss, 32_000);
    inFrames(hiss.length, 160, (from, to) => suppressor.process(hiss.subarray(from, to)));
    expect(before - levelDb(hiss, 32_000)).toBeGreaterThan(reduction === 'low' ? 4 : 14);
    expect(suppressor.bypassed).toBe(false);
    expect(suppressor.noiseLevelDbfs).toBeCloseTo(before, -1);
  });

  it('a clean line passes the noise suppressor unchanged, and late by what it says', () => {
    using suppressor = new NoiseSuppressor({ sampleRateHz: 8000 });
    const speech = vowels(8000, 8000 * 6);
    const after = speech.map((sample, n) => sample + (n % 3) - 1);
    const before = after.slice();
    inFrames(after.length, 160, (from, to) => suppressor.process(after.subarray(from, to)));
    expect(suppressor.bypassed).toBe(true);
    const late = suppressor.latencySamples;
    expect(after.subarray(40_000)).toEqual(before.subarray(40_000 - late, before.length - late));
  });

  it('the chain can be switched while the voice runs', () => {
    using voice = new VoiceProcessor({ sampleRateHz: 16_000 });
    expect(voice.latencySamples).toBe(0);
    expect(voice.gainDb).toBeUndefined();
    voice.setNoiseSuppressor('high');
    voice.setGainControl({ targetDbfs: -20 });
    voice.setEchoCanceller(true);
    expect(voice.latencySamples).toBe(128 + 96);
    const frame = noise(320, 300);
    for (let i = 0; i < 50; i++) voice.process(frame, new Int16Array(320));
    expect(voice.gainDb).toBeTypeOf('number');
    expect(voice.noiseLevelDbfs).toBeTypeOf('number');
    voice.setEchoCanceller(false);
    voice.setNoiseSuppressor(false);
    voice.setGainControl(false);
    expect(voice.latencySamples).toBe(0);
    for (let i = 0; i < 5; i++) voice.process(frame);
    const untouched = noise(320, 300);
    voice.process(frame.fill(0));
    frame.set(untouched);
    voice.process(frame);
    expect(frame).toEqual(untouched);
  });
});

describe.skipIf(webrtc)('without the WebRTC module', () => {
  it('echo canceller and noise suppressor say so, gain control works', () => {
    const sampleRateHz = 8000;
    for (const make of [
      () => new EchoCanceller({ sampleRateHz }),
      () => new NoiseSuppressor({ sampleRateHz }),
      () => new VoiceProcessor({ sampleRateHz, echoCanceller: true }),
      () => new VoiceProcessor({ sampleRateHz, noiseSuppressor: true }),
    ]) {
      expect(errorOf(make)).toMatchObject({ name: 'OssicleError', code: 'UNSUPPORTED' });
      expect(errorOf(make).message).toContain('WebRTC');
    }
    using voice = new VoiceProcessor({ sampleRateHz, gainControl: true });
    expect(errorOf(() => voice.setEchoCanceller(true))).toMatchObject({ code: 'UNSUPPORTED' });
    voice.process(new Int16Array(160));
  });
});

/** Level of speech without its pauses (ITU-T P.56), from the `from`th sample on. */
function speechLevel(speech: Float32Array, from: number): number {
  using meter = new SpeechLevelMeter({ sampleRateHz: 16_000 });
  meter.process(speech.subarray(from));
  return meter.activeLevelDbfs;
}

it.skipIf(!espeakInstalled).each([-40, -30, -20, -12])('speech of %i dBov reaches the target', (level) => {
  using control = new GainControl({ sampleRateHz: 16_000 });
  const sentence = resampled(
    spoken('Could you repeat the last part? I did not hear what you said about the bill.'),
    16_000,
  );
  const speech = Float32Array.from({ length: 16_000 * 10 }, (_, n) => sentence.samples[n % sentence.samples.length]!);
  const factor = 10 ** ((level - speechLevel(speech, 0)) / 20);
  for (let n = 0; n < speech.length; n++) speech[n]! *= factor;
  inFrames(speech.length, 320, (from, to) => control.process(speech.subarray(from, to)));
  expect(speechLevel(speech, 48_000)).toBeGreaterThan(-26);
  expect(speechLevel(speech, 48_000)).toBeLessThan(-20);
  expect(speech.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThanOrEqual(0.892);
});

it('gain control never lifts noise by more than 3 dB', () => {
  using control = new GainControl({ sampleRateHz: 8000 });
  const hiss = noise(80_000, 60);
  const before = levelDb(hiss, 8000);
  inFrames(hiss.length, 80, (from, to) => control.process(hiss.subarray(from, to)));
  expect(levelDb(hiss, 8000) - before).toBeLessThan(3.1);
});

it('a frame that is no multiple of 10 ms is refused by that name', () => {
  using control = new GainControl({ sampleRateHz: 16_000 });
  for (const samples of [1, 159, 161, 330]) {
    expect(errorOf(() => control.process(new Float32Array(samples))).message).toContain(
      'a multiple of 160 samples (10 ms)',
    );
  }
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, 0, 1, -1, 1e30])('%d everywhere gives finite samples', (value) => {
  const all = { echoCanceller: webrtc, noiseSuppressor: webrtc, gainControl: true };
  using voice = new VoiceProcessor({ sampleRateHz: 16_000, ...all });
  const reference = new Float32Array(320).fill(value);
  for (let i = 0; i < 100; i++) {
    const frame = new Float32Array(320).fill(value);
    voice.process(frame, reference);
    expect(frame.every((sample) => Math.abs(sample) < 0.892)).toBe(true);
  }
  expect(voice.nonFiniteSamples).toBe(Number.isFinite(value) ? 0 : 2 * 320 * 100);
  expect(voice.latencySamples).toBe(webrtc ? 224 : 0);
});
