import { describe, expect, it } from 'vitest';
import { FramePool, Reframer } from '../../../lib/audio/index.js';
import { joined, noise } from './signals.js';

describe('Reframer', () => {
  it.each([
    [160, [1, 7, 159, 160, 161, 640]],
    [480, [441, 1]],
    [7, [28, 3]],
  ])('gives frames of %i from pieces of any length, in order and whole', (frameSamples, sizes) => {
    const reframer = new Reframer({ frameSamples, capacitySamples: Math.max(...sizes) + frameSamples });
    const input = noise(20_000);
    const frame = new Int16Array(frameSamples);
    const frames: Int16Array[] = [];
    for (let at = 0, i = 0; at < input.length; i++) {
      const piece = input.subarray(at, at + (sizes[i % sizes.length] ?? 1));
      reframer.push(piece);
      at += piece.length;
      while (reframer.pull(frame)) frames.push(frame.slice());
    }
    expect(reframer.waitingSamples).toBe(20_000 % frameSamples);
    expect(joined(frames)).toEqual(input.subarray(0, 20_000 - reframer.waitingSamples));
  });

  it('refuses what does not fit and takes nothing of it', () => {
    const reframer = new Reframer({ frameSamples: 100, capacitySamples: 250 });
    reframer.push(new Int16Array(200));
    expect(reframer.roomSamples).toBe(50);
    expect(() => reframer.push(new Int16Array(51))).toThrow(
      expect.objectContaining({ code: 'LIMIT_REACHED', details: { parameter: 'input', samples: 51, room: 50 } }),
    );
    expect(reframer.waitingSamples).toBe(200);
    reframer.reset();
    expect(reframer.waitingSamples).toBe(0);
  });

  it('leaves the frame alone when too little waits', () => {
    const reframer = new Reframer({ frameSamples: 10 });
    const frame = new Int16Array(10).fill(5);
    reframer.push(new Int16Array(9));
    expect(reframer.pull(frame)).toBe(false);
    expect([...frame]).toEqual(Array(10).fill(5));
  });

  it('carries Float32 samples and bytes as well', () => {
    const floats = new Reframer({ frameSamples: 2, kind: 'Float32Array' });
    floats.push(Float32Array.of(0.5, -0.25, 1));
    const frame = new Float32Array(2);
    floats.pull(frame);
    expect([...frame]).toEqual([0.5, -0.25]);
    const bytes = new Reframer({ frameSamples: 3, kind: 'Uint8Array' });
    bytes.push(Buffer.from('abcd'));
    const three = new Uint8Array(3);
    bytes.pull(three);
    expect(Buffer.from(three).toString()).toBe('abc');
  });

  it('refuses other views, wrong lengths and impossible options by name', () => {
    const reframer = new Reframer({ frameSamples: 160 });
    const wrong = new Float32Array(160) as never;
    expect(() => reframer.push(wrong)).toThrow('Reframer.push: input must be an Int16Array');
    expect(() => reframer.push(new Int16Array(0))).toThrow('but is an Int16Array of 0.');
    expect(() => reframer.pull(wrong)).toThrow('Reframer.pull: frame must be an Int16Array of exactly 160 samples');
    expect(() => reframer.pull(new Int16Array(161))).toThrow('but is an Int16Array of 161.');
    expect(() => reframer.pull(undefined as never)).toThrow('but is undefined.');
    expect(() => new Reframer({ frameSamples: 0 })).toThrow('frameSamples must be an integer');
    expect(() => new Reframer({ frameSamples: 160, capacitySamples: 159 })).toThrow('capacitySamples must be');
    expect(() => new Reframer({ frameSamples: 1, kind: 'Array' as never })).toThrow('kind must be one of');
  });
});

describe('FramePool', () => {
  it('cuts one ArrayBuffer into equal frames that do not overlap', () => {
    const pool = new FramePool({ frameSamples: 160, frames: 8 });
    const frames = Array.from({ length: 8 }, () => pool.acquire());
    for (const [i, frame] of frames.entries()) frame?.fill(i);
    for (const [i, frame] of frames.entries()) {
      expect(frame?.buffer).toBe(pool.buffer);
      expect(frame).toEqual(new Int16Array(160).fill(i));
    }
    expect(pool.buffer.byteLength).toBe(8 * 320);
  });

  it('is bounded, counts what it could not give, and goes round', () => {
    const pool = new FramePool({ frameSamples: 10, frames: 2 });
    const [first, second] = [pool.acquire(), pool.acquire()];
    expect(pool.acquire()).toBeUndefined();
    expect([pool.size, pool.available, pool.exhausted]).toEqual([2, 0, 1]);
    if (first) pool.release(first);
    expect(pool.acquire()).toBe(first);
    if (second) pool.release(second);
    expect(pool.available).toBe(1);
  });

  it('takes back its own frames alone, and each once', () => {
    const pool = new FramePool({ frameSamples: 10, frames: 2 });
    const frame = pool.acquire() as Int16Array<ArrayBuffer>;
    pool.release(frame);
    expect(() => pool.release(frame)).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
    for (const foreign of [new Int16Array(10), frame.subarray(1), new Int16Array(pool.buffer, 0, 10), undefined]) {
      expect(() => pool.release(foreign as never)).toThrow('frame must be a frame of this FramePool');
    }
    expect(pool.available).toBe(2);
  });

  it('refuses impossible sizes', () => {
    expect(() => new FramePool({ frameSamples: 0.5, frames: 1 })).toThrow('frameSamples must be an integer');
    expect(() => new FramePool({ frameSamples: 160, frames: 0 })).toThrow('frames must be an integer');
    expect(() => new FramePool({ frameSamples: 1_000_000, frames: 65_536 })).toThrow('at most 2 GiB');
  });
});
