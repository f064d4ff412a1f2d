import { describe, expect, it } from 'vitest';
import {
  OpusDecoder,
  OpusEncoder,
  type OpusEncoderOptions,
  opusFramesMs,
  opusRatesHz,
} from '../../../lib/audio/index.js';
import { amplitudeAt, distortionDb, noise, sine, vowels } from './signals.js';

function packetsOf(input: Int16Array, options: OpusEncoderOptions): Uint8Array[] {
  using encoder = new OpusEncoder(options);
  const packet = new Uint8Array(encoder.maxPacketBytes);
  const packets: Uint8Array[] = [];
  for (let at = 0; at + encoder.frameSamples <= input.length; at += encoder.frameSamples) {
    packets.push(packet.slice(0, encoder.process(input.subarray(at, at + encoder.frameSamples), packet)));
  }
  return packets;
}

function decoded(packets: Uint8Array[], decoder: OpusDecoder): Int16Array {
  const output = new Int16Array(packets.length * decoder.maxPacketSamples);
  let written = 0;
  for (const packet of packets) written += decoder.process(packet, output.subarray(written));
  return output.subarray(0, written);
}

const bytesOf = (packets: Uint8Array[]): number => packets.reduce((sum, { length }) => sum + length, 0);

describe('Opus', () => {
  it.each(opusRatesHz.flatMap((rate) => opusFramesMs.map((ms) => [rate, ms] as const)))(
    'carries a tone at %i Hz in frames of %f ms',
    (sampleRateHz, frameMs) => {
      const input = sine(1000, sampleRateHz, sampleRateHz);
      const packets = packetsOf(input, { sampleRateHz, frameMs, bitrateBps: 64_000 });
      using decoder = new OpusDecoder({ sampleRateHz });
      const output = decoded(packets, decoder);
      expect(output.length).toBe(Math.floor(1000 / frameMs) * frameMs * (sampleRateHz / 1000));
      const steady = output.subarray(sampleRateHz / 2, sampleRateHz / 2 + sampleRateHz / 10);
      expect(20 * Math.log10(amplitudeAt(steady, 1000, sampleRateHz) / 10_000)).toBeCloseTo(0, 0);
      expect(distortionDb(steady, 1000, sampleRateHz)).toBeLessThan(-12);
    },
  );

  it('keeps the two channels of stereo apart', () => {
    const [left, right] = [sine(500, 48_000, 48_000), sine(3000, 48_000, 48_000)];
    const input = new Int16Array(96_000).map((_, i) => (i % 2 === 0 ? left : right)[i >> 1] ?? 0);
    const options = { sampleRateHz: 48_000, channels: 2, application: 'audio', bitrateBps: 128_000 } as const;
    using decoder = new OpusDecoder({ sampleRateHz: 48_000, channels: 2 });
    const output = decoded(packetsOf(input, options), decoder).subarray(48_000, 48_000 + 9600);
    const leftOut = output.filter((_, i) => i % 2 === 0);
    const rightOut = output.filter((_, i) => i % 2 === 1);
    expect(amplitudeAt(leftOut, 500, 48_000)).toBeGreaterThan(8000);
    expect(amplitudeAt(leftOut, 3000, 48_000)).toBeLessThan(300);
    expect(amplitudeAt(rightOut, 3000, 48_000)).toBeGreaterThan(8000);
    expect(amplitudeAt(rightOut, 500, 48_000)).toBeLessThan(300);
  });

  it('is mixed down or doubled to the channels of the decoder', () => {
    const mono = packetsOf(sine(1000, 16_000, 16_000), { sampleRateHz: 16_000, bitrateBps: 64_000 });
    using stereo = new OpusDecoder({ sampleRateHz: 48_000, channels: 2 });
    const output = decoded(mono, stereo);
    expect(output.length).toBe(96_000);
    expect(output.filter((_, i) => i % 2 === 0)).toEqual(output.filter((_, i) => i % 2 === 1));
    expect(amplitudeAt(output.filter((_, i) => i % 2 === 0).subarray(24_000, 28_800), 1000, 48_000)).toBeGreaterThan(
      8000,
    );
  });

  it('aims at the bitrate, and goes over to another', () => {
    const input = noise(48_000 * 2, 3000);
    for (const bitrateBps of [16_000, 48_000]) {
      const rate = (bytesOf(packetsOf(input, { sampleRateHz: 48_000, bitrateBps })) * 8) / 2;
      expect(rate / bitrateBps).toBeGreaterThan(0.7);
      expect(rate / bitrateBps).toBeLessThan(1.3);
    }
    using encoder = new OpusEncoder({ sampleRateHz: 48_000, bitrateBps: 64_000, variableBitrate: false });
    const packet = new Uint8Array(encoder.maxPacketBytes);
    expect(encoder.process(input.subarray(0, 960), packet)).toBe(160);
    encoder.setBitrate(32_000);
    expect(encoder.process(input.subarray(960, 1920), packet)).toBe(80);
    expect(() => encoder.setBitrate(5000)).toThrow('bitrateBps must be an integer from 6000 to 510000, but is 5000.');
  });

  it('makes packets of one size with a constant bitrate and of many with a variable one', () => {
    const input = noise(16_000, 8000).map((sample, i) => (i % 8000 < 4000 ? sample : 0));
    const sizes = (variableBitrate: boolean) =>
      new Set(packetsOf(input, { sampleRateHz: 16_000, variableBitrate }).map(({ length }) => length));
    expect(sizes(false).size).toBe(1);
    expect(sizes(true).size).toBeGreaterThan(5);
  });

  it('hardly sends anything in silence with discontinuous transmission', () => {
    const silence = new Int16Array(16_000 * 3);
    const sent = (dtx: boolean) =>
      packetsOf(silence, { sampleRateHz: 16_000, dtx }).filter(({ length }) => length > 2).length;
    expect(sent(true)).toBeLessThan(40);
    expect(sent(false)).toBe(150);
  });

  it('restores a lost frame from the redundancy in the next, far better than by concealment', () => {
    const options = { sampleRateHz: 16_000, fec: true, expectedLossPercent: 20 } as const;
    const packets = packetsOf(vowels(16_000, 32_000), options);
    using whole = new OpusDecoder({ sampleRateHz: 16_000 });
    const truth = decoded(packets, whole);
    const frame = new Int16Array(320);
    const distance = (lost: number) =>
      frame.reduce((sum, sample, n) => sum + (sample - (truth[lost * 320 + n] ?? 0)) ** 2, 0);
    let [restored, restoredError, concealedError] = [0, 0, 0];
    for (let lost = 5; lost + 1 < packets.length; lost++) {
      using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
      decoded(packets.slice(0, lost), decoder);
      if (decoder.decodeRedundancy(packets[lost + 1] as Uint8Array, frame) === 0) continue;
      restored++;
      restoredError += distance(lost);
      decoder.reset();
      decoded(packets.slice(0, lost), decoder);
      expect(decoder.conceal(frame)).toBe(320);
      concealedError += distance(lost);
    }
    expect(restored).toBeGreaterThan(20);
    expect(restoredError).toBeLessThan(concealedError / 2);
  });

  it('has no redundancy to restore from unless asked for', () => {
    const [, packet] = packetsOf(noise(640), { sampleRateHz: 16_000 });
    using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
    expect(decoder.decodeRedundancy(packet as Uint8Array, new Int16Array(320))).toBe(0);
  });

  it('refuses bytes that are no packet, and goes on as if they had not been', () => {
    const packets = packetsOf(sine(440, 16_000, 3200), { sampleRateHz: 16_000 });
    using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
    using undisturbed = new OpusDecoder({ sampleRateHz: 16_000 });
    const [frame, same] = [new Int16Array(320), new Int16Array(320)];
    const truncated = Uint8Array.of(0x0b, 0x42); // code 3, two frames of a constant size that cannot be
    for (const packet of packets) {
      for (const wrong of [truncated, Uint8Array.of(0xff)]) {
        expect(() => decoder.process(wrong, frame)).toThrow('OpusDecoder.process: packet is not in its format.');
        expect(() => decoder.packetSamples(wrong)).toThrow('OpusDecoder.packetSamples: packet is not in its format.');
      }
      decoder.process(packet, frame);
      undisturbed.process(packet, same);
      expect(frame).toEqual(same);
    }
  });

  it('says what lengths there are', () => {
    using encoder = new OpusEncoder({ sampleRateHz: 16_000 });
    using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
    expect(() => encoder.process(new Int16Array(300), new Uint8Array(4000))).toThrow(
      'OpusEncoder.process: input must be an Int16Array of 2.5, 5, 10, 20, 40, 60 ms, but is an Int16Array of 300.',
    );
    expect(() => encoder.process(new Int16Array(320), new Uint8Array(100))).toThrow('at least 1277 bytes');
    expect(() => decoder.conceal(new Int16Array(50))).toThrow('a multiple of 40 samples, at most 1920');
    const [packet] = packetsOf(noise(960), { sampleRateHz: 16_000, frameMs: 60 });
    expect(decoder.packetSamples(packet as Uint8Array)).toBe(960);
    expect(() => decoder.process(packet as Uint8Array, new Int16Array(959))).toThrow('at least 960 samples');
  });

  it('is late by latencySamples', () => {
    using encoder = new OpusEncoder({ sampleRateHz: 48_000, application: 'low-delay', bitrateBps: 128_000 });
    using decoder = new OpusDecoder({ sampleRateHz: 48_000 });
    const input = new Int16Array(4800);
    input.set(sine(2000, 48_000, 480, 20_000), 1920);
    const packet = new Uint8Array(encoder.maxPacketBytes);
    const output = new Int16Array(4800);
    for (let at = 0; at < 4800; at += 960) {
      const bytes = encoder.process(input.subarray(at, at + 960), packet);
      decoder.process(packet.subarray(0, bytes), output.subarray(at));
    }
    const match = (lag: number) => input.reduce((sum, sample, n) => sum + sample * (output[n + lag] ?? 0), 0);
    const lags = Array.from({ length: 400 }, (_, lag) => lag);
    const best = lags.reduce((found, lag) => (match(lag) > match(found) ? lag : found), 0);
    expect(Math.abs(best - encoder.latencySamples)).toBeLessThanOrEqual(1);
    expect(encoder.latencySamples).toBe(120);
  });
});
