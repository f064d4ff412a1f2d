import { describe, expect, it } from 'vitest';
import {
  G711Encoder,
  JitterBuffer,
  type JitterBufferCodec,
  type JitterBufferOptions,
  L16Encoder,
  OpusEncoder,
} from '../../../lib/audio/index.js';
import { sine } from './signals.js';

interface Packet {
  readonly payload: Uint8Array;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType?: number;
  readonly ssrc?: number;
}

function rtp({ payload, sequence, timestamp, payloadType = 0, ssrc = 1 }: Packet): Uint8Array {
  const bytes = new Uint8Array(12 + payload.length);
  const header = new DataView(bytes.buffer);
  header.setUint8(0, 0x80);
  header.setUint8(1, payloadType);
  header.setUint16(2, sequence & 0xffff);
  header.setUint32(4, timestamp >>> 0);
  header.setUint32(8, ssrc);
  bytes.set(payload, 12);
  return bytes;
}

/** PCMU packets of a tone, by number. */
function tonePackets(hz: number): (number: number) => Uint8Array {
  const encoder = new G711Encoder({ law: 'mu-law' });
  const tone = sine(hz, 8000, 8000, 8000);
  return (number) => {
    const payload = new Uint8Array(160);
    const at = (number * 160) % 8000;
    encoder.process(tone.subarray(at, at + 160), payload);
    return rtp({ payload, sequence: number, timestamp: number * 160 });
  };
}

interface Line {
  /** When packet `number` comes, in ms after it was sent; undefined: never. */
  readonly delay: (number: number) => number | undefined;
  readonly seconds: number;
  readonly options?: Partial<JitterBufferOptions>;
}

/** Plays a tone through a line and returns what was heard. */
function play(buffer: JitterBuffer, { delay, seconds }: Line): Int16Array {
  const packet = tonePackets(400);
  const arrivals = Array.from({ length: seconds * 50 }, (_, number) => ({ number, at: delay(number) }))
    .filter(({ at }) => at !== undefined)
    .map(({ number, at }) => ({ number, at: number * 20 + (at ?? 0) }))
    .sort((a, b) => a.at - b.at);
  const heard = new Int16Array(seconds * 8000);
  for (let tick = 0; tick < seconds * 50; tick++) {
    const now = tick * 20 + 5;
    while (arrivals[0] !== undefined && arrivals[0].at <= now) {
      const { number, at } = arrivals.shift() ?? { number: 0, at: 0 };
      buffer.insert(packet(number), at);
    }
    buffer.process(heard.subarray(tick * 160, tick * 160 + 160), now);
  }
  return heard;
}

/** Share of power that is not the tone of 400 Hz. */
function impurity(signal: Int16Array): number {
  let [power, sin, cos] = [0, 0, 0];
  signal.forEach((sample, i) => {
    power += sample * sample;
    sin += sample * Math.sin((2 * Math.PI * 400 * i) / 8000);
    cos += sample * Math.cos((2 * Math.PI * 400 * i) / 8000);
  });
  return 1 - (2 * (sin * sin + cos * cos)) / (power * signal.length);
}

describe('JitterBuffer', () => {
  it('plays a clean line as it was sent, within 50 ms', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const heard = play(buffer, { delay: () => 0, seconds: 3 });
    expect(heard.findIndex((sample) => Math.abs(sample) > 1000)).toBeLessThan(400);
    expect(impurity(heard.subarray(8000))).toBeLessThan(0.001);
    const { jitterBufferDelay, jitterBufferEmittedCount, ...stats } = buffer.stats;
    expect(stats).toMatchObject({ packetsReceived: 150, packetsDiscarded: 0, concealedSamples: 0, packetsLost: 0 });
    expect((1000 * jitterBufferDelay) / jitterBufferEmittedCount).toBeLessThan(30);
  });

  it('keeps the tone pure over jitter, by stretching', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const jitter = [0, 30, 10, 45, 5, 20, 0, 60];
    const heard = play(buffer, { delay: (number) => jitter[(number * 7) % 8], seconds: 10 });
    for (let at = 16_000; at + 8000 <= heard.length; at += 800)
      expect(impurity(heard.subarray(at, at + 800))).toBeLessThan(0.02);
    expect(buffer.stats.concealedSamples).toBeLessThan(0.02 * heard.length);
  });

  it('conceals what is lost and counts it', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const heard = play(buffer, { delay: (number) => (number % 20 === 10 ? undefined : 0), seconds: 4 });
    const { concealedSamples, concealmentEvents, silentConcealedSamples, packetsLost } = buffer.stats;
    expect([concealmentEvents, packetsLost]).toEqual([10, 10]);
    expect(concealedSamples).toBe(10 * 160);
    expect(silentConcealedSamples).toBe(0);
    expect(impurity(heard.subarray(8000, 8800))).toBeLessThan(0.05);
    const { burstDensity, gapDensity, burstDurationMs, discardRate } = buffer.stats;
    expect([burstDensity, burstDurationMs, discardRate]).toEqual([0, 0, 0]);
    expect(gapDensity).toBeCloseTo(0.05, 2);
  });

  it('tells what bounds cost, and bursts from single losses', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu', minDelayMs: 60 });
    play(buffer, { delay: (number) => ([20, 22].includes(number % 50) ? undefined : 0), seconds: 10 });
    const { stats } = buffer;
    const mean = (sum: number) => (1000 * sum) / stats.jitterBufferEmittedCount;
    expect(stats.jitterBufferTargetDelayMs).toBe(60);
    expect(mean(stats.jitterBufferTargetDelay)).toBeCloseTo(60, 1);
    expect(mean(stats.jitterBufferMinimumDelay)).toBeLessThan(6);
    expect(stats).toMatchObject({ burstDurationMs: 60, gapDensity: 0 });
    expect(stats.burstDensity).toBeCloseTo(2 / 3, 10);
    expect(Math.abs(stats.gapDurationMs - 47 * 20)).toBeLessThan(100);
  });

  it('brings the delay down within seconds when the network calms', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const wild = (number: number) => (number < 500 ? (number * 37) % 120 : 0);
    play(buffer, { delay: wild, seconds: 10 });
    expect(buffer.stats.jitterBufferTargetDelayMs).toBeGreaterThan(80);
    using again = new JitterBuffer({ codec: 'pcmu' });
    play(again, { delay: wild, seconds: 13 });
    expect(again.stats.jitterBufferTargetDelayMs).toBeLessThan(5);
    expect(again.stats.removedSamplesForAcceleration).toBeGreaterThan(400);
  });

  it.each([-500, 500])('hardly conceals on a clean line whose sender has a clock %i ppm off', (ppm) => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const packetMs = 20 / (1 + ppm * 1e-6);
    // At times each packet comes right after the tick that could have used it.
    const heard = play(buffer, { delay: (number) => 20 + number * (packetMs - 20), seconds: 100 });
    expect(buffer.stats.concealedSamples).toBeLessThan(0.002 * heard.length);
    expect(impurity(heard.subarray(heard.length - 8000))).toBeLessThan(0.02);
  });

  it('keeps a fixed delay', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu', fixedDelayMs: 100 });
    const heard = play(buffer, { delay: () => 0, seconds: 3 });
    const first = heard.findIndex((sample) => Math.abs(sample) > 1000) / 8;
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThan(130);
    expect(buffer.stats.jitterBufferTargetDelayMs).toBe(100);
    expect(buffer.stats.jitterBufferMinimumDelayMs).toBeLessThan(6);
  });

  it('tells duplicates, late packets and other payload types', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const packet = tonePackets(400);
    expect(buffer.insert(packet(1), 0)).toBe(true);
    expect(buffer.insert(packet(1), 1)).toBe(false);
    const payload = new Uint8Array(4);
    expect(buffer.insert(rtp({ payload, sequence: 2, timestamp: 320, payloadType: 101 }), 2)).toBe(false);
    expect(buffer.stats).toMatchObject({ packetsDuplicated: 1, packetsReceived: 2 });
  });

  it.each([
    [13, {}],
    [99, { comfortNoisePayloadType: 99 }],
  ])('fills pauses with the noise that type %i describes', (payloadType, options) => {
    using buffer = new JitterBuffer({ codec: 'pcmu', ...options });
    const packet = tonePackets(400);
    const frame = new Int16Array(160);
    let power = 0;
    for (let n = 0; n < 200; n++) {
      const noise = rtp({ payload: Uint8Array.of(45), sequence: 50, timestamp: 8000, payloadType });
      if (n <= 50) expect(buffer.insert(n < 50 ? packet(n) : noise, n * 20)).toBe(true);
      expect(buffer.process(frame, n * 20 + 5)).toBe(true);
      if (n >= 55) power += frame.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / (145 * 160);
    }
    expect(Math.abs(10 * Math.log10(power) - -45)).toBeLessThan(1);
    expect(buffer.stats).toMatchObject({ concealedSamples: 0, packetsLost: 0, packetsDiscarded: 0 });
  });

  it('takes comfort noise for another type where there is none', () => {
    using off = new JitterBuffer({ codec: 'pcmu', comfortNoisePayloadType: null });
    using opus = new JitterBuffer({ codec: 'opus', comfortNoisePayloadType: 13 });
    const noise = rtp({ payload: Uint8Array.of(45), sequence: 1, timestamp: 1, payloadType: 13 });
    expect([off.insert(noise, 0), opus.insert(noise, 0)]).toEqual([false, false]);
    for (const comfortNoisePayloadType of [-1, 128, 1.5, 'x' as never])
      expect(() => new JitterBuffer({ codec: 'pcmu', comfortNoisePayloadType })).toThrow(/comfortNoisePayloadType/);
  });

  it('goes on after an hour of nothing, with another SSRC, from other numbers', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    const frame = new Int16Array(160);
    const payload = new Uint8Array(160).fill(0x20);
    let heard = 0;
    for (let n = 0; n < 150; n++) {
      const [hour, ssrc] = n < 50 ? [0, 1] : n < 100 ? [3_600_000, 1] : [7_200_000, 2];
      const far = n < 100 ? { sequence: n, timestamp: n * 160 + hour * 8 } : { sequence: n * 31 + 9000, timestamp: n };
      const numbers = n < 100 ? far : { sequence: 40_000 + n, timestamp: 0x7fffffff + n * 160 };
      buffer.insert(rtp({ payload, ...numbers, ssrc }), hour + n * 20);
      if (buffer.process(frame, hour + n * 20 + 5) && frame[80] !== 0) heard++;
    }
    expect(heard).toBeGreaterThan(140);
  });

  it.each<[JitterBufferCodec, 8000 | 16_000 | 48_000, number]>([
    ['pcma', 8000, 160],
    ['g722', 16_000, 160],
    ['opus', 48_000, 960],
    ['opus', 16_000, 960],
    ['l16', 16_000, 320],
  ])('plays %s at %i Hz', (codec, sampleRateHz, ticks) => {
    using buffer = new JitterBuffer({ codec, sampleRateHz, payloadType: 100 });
    const frame = new Int16Array(sampleRateHz / 50);
    const encoders = { opus: new OpusEncoder({ sampleRateHz }), l16: new L16Encoder() };
    const tone = sine(400, sampleRateHz, sampleRateHz, 8000);
    let loud = 0;
    for (let n = 0; n < 50; n++) {
      let payload = new Uint8Array(160).fill(0x12 + (n % 2));
      if (codec === 'opus' || codec === 'l16') {
        const room = new Uint8Array(4000);
        const encoder = encoders[codec];
        payload = room.subarray(0, encoder.process(tone.subarray(n * frame.length, (n + 1) * frame.length), room));
      }
      buffer.insert(rtp({ payload, sequence: n, timestamp: n * ticks, payloadType: 100 }), n * 20);
      if (buffer.process(frame, n * 20 + 5) && frame.some((sample) => Math.abs(sample) > 500)) loud++;
    }
    expect(loud).toBeGreaterThan(44);
    expect(buffer.stats).toMatchObject({ packetsUndecodable: 0, packetsDiscarded: 0 });
  });

  it('refuses what is no RTP packet, no time and no frame, and survives 64 KiB', () => {
    using buffer = new JitterBuffer({ codec: 'pcmu' });
    expect(() => buffer.insert(new Uint8Array(5), 0)).toThrow(expect.objectContaining({ code: 'FORMAT_INVALID' }));
    const packet = rtp({ payload: new Uint8Array(65_000), sequence: 1, timestamp: 1 });
    expect(buffer.insert(packet, 0)).toBe(false);
    expect(buffer.insert(rtp({ payload: new Uint8Array(0), sequence: 2, timestamp: 2 }), 0)).toBe(true);
    const wrong = { code: 'INVALID_ARGUMENT' };
    for (const time of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e13, '5' as never]) {
      expect(() => buffer.insert(packet, time)).toThrow(expect.objectContaining(wrong));
      expect(() => buffer.process(new Int16Array(160), time)).toThrow(expect.objectContaining(wrong));
    }
    expect(() => buffer.process(new Int16Array(161), 0)).toThrow(expect.objectContaining(wrong));
  });
});
