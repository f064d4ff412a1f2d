import { expect, it } from 'vitest';
import { Mixer, type MixerInput, type MixerOptions } from '../../../lib/audio/index.js';
import { amplitudeAt, distortionDb, noise, sine } from './signals.js';

const narrow: MixerOptions = { sampleRateHz: 8000, frameSamples: 160 };

function withInputs(count: number, options: MixerOptions = narrow): { mixer: Mixer; inputs: MixerInput[] } {
  const mixer = new Mixer(options);
  return { mixer, inputs: Array.from({ length: count }, () => mixer.addInput()) };
}

/** What `listener` hears in each of `ticks` ticks in which every input says its frame. */
function heardBy(mixer: Mixer, frames: ReadonlyMap<MixerInput, Int16Array>, listener: MixerInput, ticks: number) {
  return Array.from({ length: ticks }, () => {
    for (const [input, frame] of frames) mixer.write(input, frame);
    mixer.mix();
    const output = new Int16Array(mixer.outputSamples);
    mixer.readWithout(listener, output);
    return output;
  });
}

it('gives each the others, and a listener all, exactly', () => {
  const { mixer, inputs } = withInputs(5);
  const frames = inputs.map((_, i) => noise(160, 6000, i + 1));
  const output = new Int16Array(160);
  const expected = (left: number) =>
    new Int16Array(160).map((_, n) => frames.reduce((sum, frame, i) => sum + (i === left ? 0 : (frame[n] ?? 0)), 0));
  for (let tick = 0; tick < 3; tick++) {
    for (const [i, input] of inputs.entries()) mixer.write(input, frames[i] ?? output);
    mixer.mix();
    for (const [i, input] of inputs.entries()) {
      mixer.readWithout(input, output);
      expect(output).toEqual(expected(i));
    }
    mixer.readAll(output);
    expect(output).toEqual(expected(-1));
  }
  mixer.close();
});

it('keeps what was written, though the array is used again at once', () => {
  const { mixer, inputs } = withInputs(3);
  const frame = new Int16Array(160);
  for (const [i, input] of inputs.entries()) mixer.write(input, frame.fill(10 ** i));
  mixer.mix();
  mixer.readWithout(inputs[1] as MixerInput, frame);
  expect(frame).toEqual(new Int16Array(160).fill(101));
  mixer.close();
});

it('turns a hot sum down rather than cutting it off', () => {
  const { mixer, inputs } = withInputs(4);
  const [listener] = inputs as [MixerInput];
  const tone = sine(400, 8000, 160, 30_000);
  const frames = new Map(inputs.slice(1).map((input) => [input, tone]));
  const heard = heardBy(mixer, frames, listener, 10).at(-1) as Int16Array;
  expect(distortionDb(heard, 400, 8000)).toBeLessThan(-70);
  expect(amplitudeAt(heard, 400, 8000)).toBeGreaterThan(29_000);
  mixer.close();
});

it('changes gain, mute and place smoothly over a frame', () => {
  const { mixer, inputs } = withInputs(2, { ...narrow, channels: 2 });
  const [speaker, listener] = inputs as [MixerInput, MixerInput];
  const frames = new Map([[speaker, new Int16Array(160).fill(10_000)]]);
  expect(mixer.outputSamples).toBe(320);
  mixer.setPan(speaker, -1);
  expect(heardBy(mixer, frames, listener, 1)[0]?.slice(0, 4)).toEqual(Int16Array.of(10_000, 0, 10_000, 0));
  mixer.setGain(speaker, -20);
  const [fading, faded] = heardBy(mixer, frames, listener, 2) as [Int16Array, Int16Array];
  expect(fading[0]).toBeGreaterThan(9900);
  for (let n = 2; n < 320; n += 2) expect((fading[n - 2] ?? 0) - (fading[n] ?? 0)).toBeLessThan(90);
  expect(faded[0]).toBe(1000);
  mixer.setGain(speaker, 0);
  mixer.setPan(speaker, 0);
  expect(heardBy(mixer, frames, listener, 2)[1]?.slice(0, 2)).toEqual(Int16Array.of(7071, 7071));
  mixer.setMuted(speaker, true);
  expect(heardBy(mixer, frames, listener, 2)[1]).toEqual(new Int16Array(320));
  mixer.close();
});

it('mixes only the loudest when asked', () => {
  const { mixer, inputs } = withInputs(4, { ...narrow, loudest: 2 });
  const frames = new Map(inputs.map((input, i) => [input, sine(500 + 500 * i, 8000, 160, 1000 * 2 ** i)]));
  const output = heardBy(mixer, frames, inputs[0] as MixerInput, 40).at(-1) as Int16Array;
  const amplitudes = [500, 1000, 1500, 2000].map((hz) => Math.round(amplitudeAt(output, hz, 8000) / 100) * 100);
  expect(amplitudes).toEqual([0, 0, 4000, 8000]);
  mixer.close();
});

it('says who takes the floor', () => {
  const { mixer, inputs } = withInputs(3);
  const taken: [number, MixerInput][] = [];
  for (let tick = 0; tick < 300; tick++) {
    const talker = inputs[Math.floor(tick / 100)] as MixerInput;
    const pause = tick % 20 > 15;
    for (const input of inputs) mixer.write(input, noise(160, input === talker && !pause ? 4000 : 10, tick + 1));
    const speaker = mixer.mix();
    if (speaker !== undefined) taken.push([tick, speaker]);
    if (speaker !== undefined) expect(mixer.activeSpeaker).toBe(speaker);
  }
  expect(taken.map(([, speaker]) => speaker)).toEqual(inputs);
  for (const [i, [tick]] of taken.entries()) expect(tick - 100 * i).toBeLessThan(40);
  mixer.removeInput(inputs[2] as MixerInput);
  expect(mixer.activeSpeaker).toBeUndefined();
  mixer.close();
});

it('takes and gives floats, in which NaN and infinity are silence', () => {
  const { mixer, inputs } = withInputs(2);
  const frame = new Float32Array(160).fill(0.5);
  frame[0] = Number.NaN;
  frame[1] = Number.NEGATIVE_INFINITY;
  mixer.write(inputs[0] as MixerInput, frame);
  mixer.mix();
  const output = new Float32Array(160);
  mixer.readAll(output);
  expect([...output.slice(0, 4)]).toEqual([0, 0, 0.5, 0.5]);
  expect(mixer.nonFiniteSamples).toBe(2);
  mixer.reset();
  mixer.readAll(output);
  expect(output).toEqual(new Float32Array(160));
  expect(mixer.nonFiniteSamples).toBe(0);
  mixer.close();
});

it('refuses what cannot be, by name', () => {
  const { mixer, inputs } = withInputs(2, { ...narrow, maxInputs: 2 });
  const [input] = inputs as [MixerInput];
  const frame = new Int16Array(160);
  expect(() => mixer.addInput()).toThrow('Mixer.addInput: this Mixer can take no more.');
  expect(() => mixer.setGain(input, Number.NaN)).toThrow('gainDb must be a number from -120 to 40, but is NaN.');
  expect(() => mixer.setMuted(input, 1 as never)).toThrow('muted must be true or false, but is 1.');
  expect(() => mixer.setPan(input, 1.5)).toThrow('pan must be a number from -1 to 1, but is 1.5.');
  for (const stranger of [2, -1, 0.5, Number.NaN, 2 ** 40, undefined, '0'] as MixerInput[])
    expect(() => mixer.write(stranger, frame)).toThrow('input must be an input of this Mixer, but is ');
  expect(() => mixer.write(input, new Int16Array(159))).toThrow(
    'Mixer.write: frame must be an Int16Array or a Float32Array of exactly 160 samples, but is an Int16Array of 159.',
  );
  mixer.removeInput(input);
  expect(() => mixer.removeInput(input)).toThrow('input must be an input of this Mixer, but is 0.');
  expect(mixer.addInput()).toBe(input);
  mixer.write(input, frame);
  expect(() => mixer.readAll(frame)).toThrow('Mixer.readAll: call mix after write, then read.');
  expect(() => mixer.readWithout(input, frame)).toThrow('Mixer.readWithout: call mix after write, then read.');
  mixer.mix();
  mixer.readWithout(input, frame);
  mixer.configure({ sampleRateHz: 16_000, frameSamples: 320 });
  expect(mixer.frameSamples).toBe(320);
  expect(() => mixer.readWithout(input, new Int16Array(320))).toThrow('input must be an input of this Mixer');
  mixer.close();
});
