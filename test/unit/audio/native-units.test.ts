import { expect, it } from 'vitest';
import { type NativeAudioUnits, type NativeUnit, native } from '../../../lib/native/index.js';

/** Options with which every native unit can be made. */
const options = {
  sampleRateHz: 8000,
  inputRateHz: 8000,
  outputRateHz: 16_000,
  quality: 3,
  channels: 1,
  bitrateBps: 24_000,
  frameSamples: 160,
  mode: 1,
  order: 4,
  seed: 1,
  encoding: 1,
  windowSamples: 256,
  hopSamples: 128,
  maxDelaySamples: 800,
  onMs: 50,
  offMs: 50,
};

type UnitName = keyof NativeAudioUnits;
/** Without the WebRTC module two units cannot be made. */
const impossible = native().buildInfo().webrtc ? [] : ['EchoCanceller', 'NoiseSuppressor'];
const names = Object.keys(native()).filter(
  (name) => !/^(buildInfo|.*Engine)$/.test(name) && !impossible.includes(name),
) as UnitName[];

const throwing = {
  get sampleRateHz(): number {
    throw new Error('from a getter');
  },
};

const nonsense = (): unknown[] => [
  undefined,
  null,
  'x'.repeat(300),
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  -1,
  2 ** 53,
  {},
  [],
  () => 1,
  Symbol.iterator,
  10n,
  new DataView(new ArrayBuffer(8)),
  new Int16Array(0),
  new Int16Array(1),
  new Int16Array(7),
  new Uint8Array(1),
  new Uint8Array(4000).fill(255),
  new Float32Array(33).fill(Number.NaN),
  new Float64Array(7).fill(Number.NaN),
  new Float64Array(7 * 40).fill(1e300),
  new Int16Array(new SharedArrayBuffer(320)),
];

/** What the call returns; file units throw what `call-native.ts` translates, others nothing. */
function answerOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    expect(error).toMatchObject({ status: expect.any(String) });
    return undefined;
  }
}

it('there are units to try', () => {
  expect(names.length).toBeGreaterThan(14);
});

it.each(names)('%s takes any arguments without harm', (name) => {
  const unit = new (native()[name] as new (given: object) => NativeUnit)(options);
  const methods = unit as unknown as Record<string, (...values: unknown[]) => unknown>;
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(unit)).filter((method) => method !== 'close');
  for (const method of own) {
    if (method === 'constructor') continue;
    for (const first of nonsense()) {
      for (const second of nonsense()) {
        for (const values of [
          [first, second],
          [unit.handle, first, second],
        ]) {
          const answer = answerOf(() => methods[method]?.(...values));
          expect(answer === undefined || typeof answer === 'number', `${name}.${method}`).toBe(true);
        }
      }
      answerOf(() => methods[method]?.());
      answerOf(() => methods[method]?.(first, first, first, first, first, first));
    }
  }
  unit.close();
  for (const method of own) if (method !== 'constructor') expect(methods[method]?.(unit.handle)).toBe(-1);
});

it('finds a unit by its own number alone', () => {
  const { G711Decoder, LevelMeter } = native();
  const meter = new LevelMeter({ sampleRateHz: 8000 });
  const frame = new Int16Array(160);
  expect(meter.process(meter.handle, frame)).toBe(160);
  for (const wrong of [0, -1, 1.5, 2 ** 31, 2 ** 32 + meter.handle + 1, Number.NaN, meter.handle + 2 ** 20]) {
    expect(meter.process(wrong, frame)).toBe(-1);
  }
  const before = meter.handle;
  meter.close();
  const next = new LevelMeter({ sampleRateHz: 8000 }); // in the same place, under another number
  expect(next.handle).not.toBe(before);
  expect(next.process(before, frame)).toBe(-1);
  const decoder = new G711Decoder({ aLaw: false });
  const output = new Int16Array(160);
  expect(decoder.process(decoder.handle, new Uint8Array(160).fill(0x80), output)).toBe(160);
  expect(output[0]).toBe(32_124);
  for (const unit of [next, decoder]) unit.close();
});

it.each(names)('%s is made or refused with any options', (name) => {
  for (const wrong of [undefined, null, 5, {}, 'x', throwing]) {
    try {
      new (native()[name] as new (given: unknown) => NativeUnit)(wrong).close();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
});
