import { expect, test } from 'vitest';
import { SteppedEngine } from '../../../lib/testing/index.js';

const A = '198.51.100.1:1000';
const B = '198.51.100.2:2000';

/** Sends `count` numbered datagrams, one each 5 ms, and returns the numbers in order of arrival. */
function through(engine: SteppedEngine, count: number): { numbers: number[]; delaysMs: number[] } {
  const sentAtMs: number[] = [];
  const arrived: { number: number; delayMs: number }[] = [];
  const collect = (): void => {
    for (const { datagram, atMs } of engine.takeStrays()) {
      const number = ((datagram[0] ?? 0) << 8) | (datagram[1] ?? 0);
      arrived.push({ number, delayMs: atMs - (sentAtMs[number] ?? 0) });
    }
  };
  for (let i = 0; i < count; i++) {
    sentAtMs.push(engine.nowMs);
    engine.inject(A, B, Uint8Array.of(i >> 8, i & 255));
    engine.step(5);
    collect();
  }
  engine.step(1_000);
  collect();
  return { numbers: arrived.map(({ number }) => number), delaysMs: arrived.map(({ delayMs }) => delayMs) };
}

test('a perfect network delivers everything in order at once', async () => {
  await using engine = new SteppedEngine();
  expect(through(engine, 100).numbers).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test('delay, jitter, loss and duplicates are what was asked for', async () => {
  await using engine = new SteppedEngine({ seed: 9 });
  engine.setNetwork({ delayMs: 50, jitterMs: 10, lossRatio: 0.1, duplicateRatio: 0.2 });
  const { numbers, delaysMs } = through(engine, 10_000);
  const different = new Set(numbers).size;
  expect(Math.abs(different / 10_000 - 0.9)).toBeLessThan(0.015);
  expect(Math.abs((numbers.length - different) / different - 0.2)).toBeLessThan(0.02);
  const mean = delaysMs.reduce((sum, delay) => sum + delay, 0) / delaysMs.length;
  const deviation = Math.sqrt(delaysMs.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / delaysMs.length);
  expect(Math.abs(mean - 50)).toBeLessThan(1);
  expect(Math.abs(deviation - 10)).toBeLessThan(0.6);
  expect(numbers.some((number, i) => number < (numbers[i - 1] ?? 0))).toBe(true);
});

test('time moves by what is stepped, in slots of 5 ms', async () => {
  await using engine = new SteppedEngine();
  const start = engine.nowMs;
  engine.step(100);
  expect(engine.nowMs - start).toBe(100);
  await engine.run(50);
  expect(engine.nowMs - start).toBe(150);
});

test('what makes no sense is refused', async () => {
  expect(() => new SteppedEngine({ seed: -1 })).toThrow(/seed/);
  expect(() => new SteppedEngine({ bindAddress: 'here' })).toThrow(/bindAddress/);
  await using engine = new SteppedEngine();
  expect(() => engine.inject('here', B, new Uint8Array(1))).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
  );
});
