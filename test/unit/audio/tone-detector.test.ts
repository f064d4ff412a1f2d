import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CallProgressCountry,
  callProgressCountries,
  callProgressTones,
  G711Decoder,
  specialInformationCodes,
  specialInformationTone,
  ToneDetector,
  type ToneDetectorOptions,
  ToneGenerator,
  type ToneStep,
} from '../../../lib/audio/index.js';

type Patterns = NonNullable<ToneDetectorOptions['patterns']>;

/** Call waiting of at, br and hu is shorter than 95 ms, which no ToneDetector hears. */
const audible = (steps: readonly ToneStep[]): boolean => steps.every(({ onMs }) => onMs >= 95);
const tonesOf = (country: CallProgressCountry): Record<string, readonly ToneStep[]> =>
  Object.fromEntries(Object.entries(callProgressTones(country)).filter(([, steps]) => audible(steps)));
/** The same signal by another name. */
const written = (steps: readonly ToneStep[]): string => JSON.stringify(steps);

/** Seconds of `steps` as they sound, after 200 ms of silence, for two and a half periods. */
function play(steps: readonly ToneStep[], { levelDbm0 = -13, offset = 1, noiseDbov = -200 } = {}): Int16Array {
  const periodMs = steps.reduce((sum, { onMs, offMs = 0 }) => sum + onMs + offMs, 0);
  const repeats = steps.at(-1)?.offMs !== 0 && periodMs < Number.POSITIVE_INFINITY;
  const ms = periodMs === Number.POSITIVE_INFINITY ? 6000 : repeats ? 3.5 * periodMs : periodMs + 1000;
  using generator = new ToneGenerator({ sampleRateHz: 8000 });
  generator.play(
    steps.map((step) => ({ ...step, levelDbm0, frequenciesHz: step.frequenciesHz.map((hz) => hz * offset) })),
    { repeat: repeats },
  );
  const audio = new Int16Array(Math.round(8 * (ms + 200)));
  generator.process(audio.subarray(1600));
  if (noiseDbov < -100) return audio;
  const random = gaussian();
  return audio.map((sample) =>
    Math.max(-32_768, Math.min(32_767, sample + 32_768 * 10 ** (noiseDbov / 20) * random())),
  );
}

/** Of a linear congruential generator: the same noise in every run. */
function gaussian(): () => number {
  let state = 12_345;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 4_294_967_297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function signalsIn(audio: Int16Array, patterns: Patterns): string[] {
  using detector = new ToneDetector({ sampleRateHz: 8000, patterns, fax: false });
  const signals: string[] = [];
  for (let at = 0; at < audio.length; at += 160)
    for (const event of detector.process(audio.subarray(at, at + 160)))
      if (event.type === 'signal') signals.push(event.signal);
  return signals;
}

const conditions = [
  ['as it is', {}],
  ['1 % too high', { offset: 1.01 }],
  ['1 % too low', { offset: 0.99 }],
  ['at -30 dBm0', { levelDbm0: -30 }],
  ['loud', { levelDbm0: -3 }],
  ['with noise 20 dB below', { levelDbm0: -20, noiseDbov: -46 }],
] as const;

describe.each(conditions)('every tone %s', (_, condition) => {
  it.each(callProgressCountries)('of %s is itself among those of the country', (country) => {
    const patterns = tonesOf(country);
    for (const [signal, steps] of Object.entries(patterns)) {
      const same = Object.keys(patterns).filter((other) => written(patterns[other] ?? []) === written(steps));
      expect([signal, signalsIn(play(steps, condition), patterns)]).toEqual([signal, [same[0]]]);
    }
  });

  it('of North America is told from the others by its code', () => {
    const patterns = Object.fromEntries(
      specialInformationCodes.filter((code) => code !== 'itu').map((code) => [code, specialInformationTone(code)]),
    );
    for (const [code, steps] of Object.entries(patterns))
      expect([code, signalsIn(play(steps, condition), patterns)]).toEqual([code, [code]]);
  });
});

/** Too much alike: 2 ms, or the frequency of a modulation, is all that tells these from their country's. */
const alike = {
  'au ringback': 'sg ringback',
  'cz congestion': 'be congestion',
  'za dial': 'in dial',
  'za ringback': 'in ringback',
};

it('every tone of the table is itself among all others of the table', () => {
  const patterns: Record<string, readonly ToneStep[]> = {};
  const seen = new Set<string>();
  for (const country of callProgressCountries) {
    for (const [signal, steps] of Object.entries(tonesOf(country))) {
      if (seen.has(written(steps))) continue;
      seen.add(written(steps));
      patterns[`${country} ${signal}`] = steps;
    }
  }
  expect(Object.keys(patterns).length).toBeGreaterThan(100);
  const wrong = Object.entries(patterns)
    .map(([name, steps]) => [name, signalsIn(play(steps), patterns).join()])
    .filter(([name, heard]) => name !== heard);
  expect(Object.fromEntries(wrong)).toEqual(alike);
});

const vectors = join(
  process.env['OSSICLE_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors'),
  'call-progress-tones',
);

/** Samples of a mono file of 8 kHz: mu-law without a header's help, or 16 bits. */
function samplesOf(path: string): Int16Array {
  const bytes = readFileSync(path);
  const at = bytes.indexOf('data') + 8;
  if (bytes.readUInt16LE(20) === 1)
    return new Int16Array(
      bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + bytes.length - ((bytes.length - at) % 2)),
    );
  using decoder = new G711Decoder({ law: 'mu-law' });
  const samples = new Int16Array(bytes.length - at);
  decoder.process(bytes.subarray(at), samples);
  return samples;
}

it.skipIf(!existsSync(vectors)).each([
  ['busy', 'busy'],
  ['ringback', 'ringback'],
])('%s of a softphone is %s of the USA', (file, signal) => {
  const once = samplesOf(join(vectors, `${file}.wav`));
  const audio = Int16Array.from({ length: 3 * once.length }, (_, n) => once[n % once.length] ?? 0);
  expect(signalsIn(audio, callProgressTones('us'))).toEqual([signal]);
});

it('tells started, ended and signal in order, with what it measured', () => {
  using detector = new ToneDetector({ sampleRateHz: 8000, patterns: callProgressTones('de') });
  const events = detector.process(play(callProgressTones('de').busy ?? []));
  expect(events.slice(0, 6).map(({ type }) => type)).toEqual([
    'started',
    'ended',
    'started',
    'ended',
    'signal',
    'started',
  ]);
  expect(events[0]).toMatchObject({ candidates: ['dial', 'busy', 'ringback', 'congestion', 'callWaiting'] });
  expect(Math.abs((events[0]?.atMs ?? 0) - 200)).toBeLessThan(8);
  const [ended, signal] = [events[1], events[4]];
  expect(Math.abs((ended?.durationMs ?? 0) - 480)).toBeLessThan(10);
  expect(ended?.frequenciesHz[0]).toBeCloseTo(425, 0);
  expect(ended?.levelDbm0).toBeCloseTo(-13, 0);
  expect(signal).toMatchObject({ signal: 'busy', periods: 2 });
});

it.each([16_000, 24_000, 32_000, 48_000] as const)('hears the same at %i Hz', (sampleRateHz) => {
  const steps = callProgressTones('gb').ringback ?? [];
  using generator = new ToneGenerator({ sampleRateHz });
  using detector = new ToneDetector({ sampleRateHz, patterns: callProgressTones('gb') });
  generator.play(steps, { repeat: true });
  const audio = new Int16Array(sampleRateHz * 8);
  generator.process(audio);
  expect(detector.process(audio).flatMap((event) => (event.type === 'signal' ? [event.signal] : []))).toEqual([
    'ringback',
  ]);
});

it('gives the same empty answer where nothing happens', () => {
  using detector = new ToneDetector({ sampleRateHz: 8000 });
  const frame = new Int16Array(160);
  expect(detector.process(frame)).toBe(detector.process(frame));
});

const step = (changes: object): never => ({ frequenciesHz: [400], onMs: 500, offMs: 500, ...changes }) as never;
it.each([
  ['patterns.x.steps[0].onMs', { x: [step({ onMs: 94 })] }],
  ['patterns.x.steps[0].frequenciesHz', { x: [step({ frequenciesHz: [2400] })] }],
  ['patterns.x.steps must be 1 to 32 steps', { x: [] }],
  ['patterns.x.steps must be steps of which', { x: [step({ frequenciesHz: [] })] }],
  ['patterns.x.toleranceHz', { x: { steps: [step({})], toleranceHz: 0 } }],
  ['patterns.x.toleranceShare', { x: { steps: [step({})], toleranceShare: Number.NaN } }],
  ['patterns.x must be an object', { x: null as never }],
  ['patterns must be an object', 5 as never],
  ['patterns must be at most 254', Object.fromEntries(Array.from({ length: 255 }, (_, i) => [i, [step({})]]))],
])('refuses with: %s', (words, patterns) => {
  expect(() => new ToneDetector({ sampleRateHz: 8000, patterns: patterns as Patterns })).toThrow(words);
});
