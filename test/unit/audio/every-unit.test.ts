import { describe, expect, it } from 'vitest';
import * as audio from '../../../lib/audio/index.js';
import type { OssicleError } from '../../../lib/core/index.js';
import { native } from '../../../lib/native/index.js';

/** A unit with ways to call it wrongly; `use` is a frame call that works. */
interface Specimen {
  readonly name: string;
  readonly make: () => audio.Unit<never> & { configure(options?: never): void };
  readonly options: unknown;
  readonly use: (unit: never) => unknown;
  /** A call with something else in place of each view. */
  readonly misuse: (unit: never, view: unknown) => unknown;
  /** The argument that `misuse` replaces. */
  readonly parameter: string;
  /** Options of which each must be refused, by the name that the error must give. */
  readonly impossible: readonly (readonly [string, unknown])[];
}

const frame = new Int16Array(160);
const bytes = new Uint8Array(4000);

function specimen<U, O>(
  name: string,
  type: new (options: O) => U,
  options: O,
  rest: {
    use: (unit: U) => unknown;
    misuse: (unit: U, view: never) => unknown;
    parameter: string;
    impossible: readonly (readonly [string, unknown])[];
  },
): Specimen {
  return { name, make: () => new type(options) as never, options, ...rest } as unknown as Specimen;
}

/** These two rest on the WebRTC module, which a build may lack: `voice-units.test.ts` says what they answer then. */
const needModule = ['EchoCanceller', 'NoiseSuppressor'];

const allSpecimens = [
  specimen('EchoCanceller', audio.EchoCanceller, { sampleRateHz: 8000 } as audio.EchoCancellerOptions, {
    use: (unit) => unit.process(frame.slice(), frame),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'reference',
    impossible: [['sampleRateHz', { sampleRateHz: 44_100 }]],
  }),
  specimen('NoiseSuppressor', audio.NoiseSuppressor, { sampleRateHz: 8000 } as audio.NoiseSuppressorOptions, {
    use: (unit) => unit.process(frame.slice()),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 11_025 }],
      ['reduction', { sampleRateHz: 8000, reduction: 'extreme' }],
      ['bypassClean', { sampleRateHz: 8000, bypassClean: 1 }],
    ],
  }),
  specimen('GainControl', audio.GainControl, { sampleRateHz: 8000 } as audio.GainControlOptions, {
    use: (unit) => unit.process(frame.slice()),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 24_000 }],
      ['targetDbfs', { sampleRateHz: 8000, targetDbfs: 0 }],
      ['maxGainDb', { sampleRateHz: 8000, maxGainDb: 41 }],
      ['ceilingDbfs', { sampleRateHz: 8000, ceilingDbfs: Number.NaN }],
    ],
  }),
  specimen('VoiceProcessor', audio.VoiceProcessor, { sampleRateHz: 8000 } as audio.VoiceProcessorOptions, {
    use: (unit) => unit.process(frame.slice(), frame),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 96_000 }],
      ['echoCanceller', { sampleRateHz: 8000, echoCanceller: 'yes' }],
      ['noiseSuppressor', { sampleRateHz: 8000, noiseSuppressor: 'most' }],
      ['gainControl', { sampleRateHz: 8000, gainControl: 5 }],
      ['targetDbfs', { sampleRateHz: 8000, gainControl: { targetDbfs: 3 } }],
    ],
  }),
  specimen('Resampler', audio.Resampler, { inputRateHz: 8000, outputRateHz: 16_000 } as audio.ResamplerOptions, {
    use: (unit) => unit.process(frame, new Int16Array(320)),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'output',
    impossible: [
      ['inputRateHz', { inputRateHz: 8001, outputRateHz: 8000 }],
      ['outputRateHz', { inputRateHz: 8000, outputRateHz: Number.NaN }],
      ['quality', { inputRateHz: 8000, outputRateHz: 16_000, quality: 11 }],
    ],
  }),
  specimen('G711Encoder', audio.G711Encoder, { law: 'a-law' } as audio.G711Options, {
    use: (unit) => unit.process(frame, bytes),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'output',
    impossible: [['law', { law: 'b-law' }]],
  }),
  specimen('G711Decoder', audio.G711Decoder, { law: 'mu-law' } as audio.G711Options, {
    use: (unit) => unit.process(bytes.subarray(0, 160), new Int16Array(160)),
    misuse: (unit, view) => unit.process(view, frame),
    parameter: 'input',
    impossible: [['law', {}]],
  }),
  specimen('G722Encoder', audio.G722Encoder, {} as audio.G722Options, {
    use: (unit) => unit.process(frame, bytes),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'output',
    impossible: [['bitrateBps', { bitrateBps: 32_000 }]],
  }),
  specimen('G722Decoder', audio.G722Decoder, { bitrateBps: 48_000 } as audio.G722Options, {
    use: (unit) => unit.process(bytes.subarray(0, 80), new Int16Array(160)),
    misuse: (unit, view) => unit.process(view, frame),
    parameter: 'input',
    impossible: [['bitrateBps', { bitrateBps: '64000' }]],
  }),
  specimen(
    'ComfortNoiseGenerator',
    audio.ComfortNoiseGenerator,
    { sampleRateHz: 8000 },
    {
      use: (unit) => unit.process(frame),
      misuse: (unit, view) => unit.describe(view),
      parameter: 'payload',
      impossible: [
        ['sampleRateHz', { sampleRateHz: 0 }],
        ['seed', { sampleRateHz: 8000, seed: -1 }],
      ],
    },
  ),
  specimen(
    'ComfortNoiseAnalyzer',
    audio.ComfortNoiseAnalyzer,
    { order: 4 },
    {
      use: (unit) => unit.write(bytes),
      misuse: (unit, view) => unit.process(view),
      parameter: 'frame',
      impossible: [['order', { order: 13 }]],
    },
  ),
  specimen(
    'L16Encoder',
    audio.L16Encoder as new (
      options: object,
    ) => audio.L16Encoder,
    {},
    {
      use: (unit) => unit.process(frame, bytes),
      misuse: (unit, view) => unit.process(view, bytes),
      parameter: 'input',
      impossible: [],
    },
  ),
  specimen(
    'L16Decoder',
    audio.L16Decoder as new (
      options: object,
    ) => audio.L16Decoder,
    {},
    {
      use: (unit) => unit.process(bytes.subarray(0, 320), new Int16Array(160)),
      misuse: (unit, view) => unit.process(bytes.subarray(0, 320), view),
      parameter: 'output',
      impossible: [],
    },
  ),
  specimen('OpusEncoder', audio.OpusEncoder, { sampleRateHz: 8000 } as audio.OpusEncoderOptions, {
    use: (unit) => unit.process(frame, bytes),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'output',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 44_100 }],
      ['channels', { sampleRateHz: 8000, channels: 3 }],
      ['application', { sampleRateHz: 8000, application: 'radio' }],
      ['bitrateBps', { sampleRateHz: 8000, bitrateBps: 5999 }],
      ['variableBitrate', { sampleRateHz: 8000, variableBitrate: 1 }],
      ['complexity', { sampleRateHz: 8000, complexity: 5.5 }],
      ['fec', { sampleRateHz: 8000, fec: 'yes' }],
      ['dtx', { sampleRateHz: 8000, dtx: null }],
      ['expectedLossPercent', { sampleRateHz: 8000, expectedLossPercent: 101 }],
      ['frameMs', { sampleRateHz: 8000, frameMs: 30 }],
    ],
  }),
  specimen('OpusDecoder', audio.OpusDecoder, { sampleRateHz: 48_000 } as audio.OpusDecoderOptions, {
    use: (unit) => unit.conceal(new Int16Array(960)),
    misuse: (unit, view) => unit.process(view, frame),
    parameter: 'packet',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 0 }],
      ['channels', { sampleRateHz: 8000, channels: 0 }],
    ],
  }),
  specimen('DtmfDetector', audio.DtmfDetector, { sampleRateHz: 8000 } as audio.DtmfDetectorOptions, {
    use: (unit) => unit.process(frame),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 11_025 }],
      ['minOnMs', { sampleRateHz: 8000, minOnMs: 39 }],
      ['minOffMs', { sampleRateHz: 8000, minOffMs: 1001 }],
      ['minLevelDbm0', { sampleRateHz: 8000, minLevelDbm0: Number.NaN }],
      ['minTwistDb', { sampleRateHz: 8000, minTwistDb: 1 }],
      ['maxTwistDb', { sampleRateHz: 8000, maxTwistDb: '4' }],
      ['dialToneFilter', { sampleRateHz: 8000, dialToneFilter: 1 }],
    ],
  }),
  specimen('DtmfRemover', audio.DtmfRemover, { sampleRateHz: 8000 } as audio.DtmfRemoverOptions, {
    use: (unit) => unit.process(new Int16Array(160)),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [['sampleRateHz', { sampleRateHz: 44_100 }]],
  }),
  specimen('DtmfGenerator', audio.DtmfGenerator, { sampleRateHz: 8000 } as audio.DtmfGeneratorOptions, {
    use: (unit) => unit.process(frame),
    misuse: (unit, view) => unit.process(view),
    parameter: 'output',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 1e9 }],
      ['onMs', { sampleRateHz: 8000, onMs: Number.NaN }],
      ['offMs', { sampleRateHz: 8000, offMs: -1 }],
      ['levelDbm0', { sampleRateHz: 8000, levelDbm0: 20 }],
    ],
  }),
  specimen('ToneDetector', audio.ToneDetector, { sampleRateHz: 8000 } as audio.ToneDetectorOptions, {
    use: (unit) => unit.process(frame),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 44_100 }],
      ['patterns', { sampleRateHz: 8000, patterns: null }],
      ['fax', { sampleRateHz: 8000, fax: 1 }],
      ['beep', { sampleRateHz: 8000, beep: 'yes' }],
    ],
  }),
  specimen(
    'AnsweringMachineDetector',
    audio.AnsweringMachineDetector,
    { sampleRateHz: 8000 } as audio.AnsweringMachineDetectorOptions,
    {
      use: (unit) => unit.process(frame),
      misuse: (unit, view) => unit.process(view),
      parameter: 'frame',
      impossible: [
        ['sampleRateHz', { sampleRateHz: 11_025 }],
        ['maximumInitialSilenceMs', { sampleRateHz: 8000, maximumInitialSilenceMs: 0 }],
        ['maximumGreetingMs', { sampleRateHz: 8000, maximumGreetingMs: Number.NaN }],
        ['maximumWords', { sampleRateHz: 8000, maximumWords: 1.5 }],
        ['afterGreetingSilenceMs', { sampleRateHz: 8000, afterGreetingSilenceMs: '800' }],
        ['minimumWordMs', { sampleRateHz: 8000, minimumWordMs: 3000 }],
        ['betweenWordsSilenceMs', { sampleRateHz: 8000, betweenWordsSilenceMs: -1 }],
        ['maximumTimeMs', { sampleRateHz: 8000, maximumTimeMs: Number.POSITIVE_INFINITY }],
      ],
    },
  ),
  specimen(
    'ToneGenerator',
    audio.ToneGenerator,
    { sampleRateHz: 8000 },
    {
      use: (unit) => unit.process(frame),
      misuse: (unit, view) => unit.process(view),
      parameter: 'output',
      impossible: [['sampleRateHz', { sampleRateHz: 7999 }]],
    },
  ),
  specimen('Mixer', audio.Mixer, { sampleRateHz: 8000, frameSamples: 160 } as audio.MixerOptions, {
    use: (unit) => {
      const input = unit.addInput();
      unit.write(input, frame);
      unit.mix();
      unit.readWithout(input, new Int16Array(160));
      unit.removeInput(input);
    },
    misuse: (unit, view) => unit.readAll(view),
    parameter: 'output',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 7999, frameSamples: 160 }],
      ['frameSamples', { sampleRateHz: 8000, frameSamples: 0 }],
      ['channels', { sampleRateHz: 8000, frameSamples: 160, channels: 3 }],
      ['maxInputs', { sampleRateHz: 8000, frameSamples: 160, maxInputs: 65_537 }],
      ['loudest', { sampleRateHz: 8000, frameSamples: 160, loudest: 0 }],
    ],
  }),
  specimen(
    'LevelMeter',
    audio.LevelMeter,
    { sampleRateHz: 8000 },
    {
      use: (unit) => unit.process(frame),
      misuse: (unit, view) => unit.process(view),
      parameter: 'frame',
      impossible: [
        ['sampleRateHz', { sampleRateHz: Number.POSITIVE_INFINITY }],
        ['channels', { sampleRateHz: 8000, channels: 3 }],
      ],
    },
  ),
  specimen('DelayMeter', audio.DelayMeter, { sampleRateHz: 8000, maxDelayMs: 100 } as audio.DelayMeterOptions, {
    use: (unit) => unit.process(frame, new Int16Array(160)),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'observed',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 0 }],
      ['maxDelayMs', { sampleRateHz: 8000, maxDelayMs: 5001 }],
    ],
  }),
  specimen('LoudnessMeter', audio.LoudnessMeter, { sampleRateHz: 8000, channels: 2 } as audio.LoudnessMeterOptions, {
    use: (unit) => unit.process(frame),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 192_001 }],
      ['channels', { sampleRateHz: 8000, channels: 3 }],
    ],
  }),
  specimen(
    'SpeechLevelMeter',
    audio.SpeechLevelMeter,
    { sampleRateHz: 8000 },
    {
      use: (unit) => unit.process(frame),
      misuse: (unit, view) => unit.process(view),
      parameter: 'frame',
      impossible: [['sampleRateHz', { sampleRateHz: 7999 }]],
    },
  ),
  specimen('VoiceDetector', audio.VoiceDetector, { sampleRateHz: 16_000 } as audio.VoiceDetectorOptions, {
    use: (unit) => unit.process(frame),
    misuse: (unit, view) => unit.process(view),
    parameter: 'frame',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 7999 }],
      ['threshold', { sampleRateHz: 8000, threshold: 1 }],
      ['minSpeechMs', { sampleRateHz: 8000, minSpeechMs: 15 }],
      ['hangoverMs', { sampleRateHz: 8000, hangoverMs: 31 }],
      ['silenceIntervalMs', { sampleRateHz: 8000, silenceIntervalMs: 99 }],
    ],
  }),
  specimen('SpectrumAnalyzer', audio.SpectrumAnalyzer, { windowSamples: 256 } as audio.SpectrumAnalyzerOptions, {
    use: (unit) => unit.process(frame, new Float32Array(129)),
    misuse: (unit, view) => unit.process(frame, view),
    parameter: 'output',
    impossible: [
      ['windowSamples', { windowSamples: 500 }],
      ['hopSamples', { windowSamples: 256, hopSamples: 257 }],
    ],
  }),
  specimen('OggOpusReader', audio.OggOpusReader, { sampleRateHz: 8000 } as audio.OggOpusReaderOptions, {
    use: (unit) => unit.read(frame),
    misuse: (unit, view) => unit.push(view),
    parameter: 'bytes',
    impossible: [['sampleRateHz', { sampleRateHz: 44_100 }]],
  }),
  specimen('OggOpusWriter', audio.OggOpusWriter, { sampleRateHz: 8000 } as audio.OggOpusWriterOptions, {
    use: (unit) => unit.write(frame),
    misuse: (unit, view) => unit.write(view),
    parameter: 'input',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 44_100 }],
      ['channels', { sampleRateHz: 8000, channels: 3 }],
      ['bitrateBps', { sampleRateHz: 8000, bitrateBps: 5999 }],
    ],
  }),
  specimen(
    'FlacReader',
    audio.FlacReader as new (
      options: object,
    ) => audio.FlacReader,
    {},
    {
      use: (unit) => unit.read(frame),
      misuse: (unit, view) => unit.push(view),
      parameter: 'bytes',
      impossible: [],
    },
  ),
  specimen(
    'OggVorbisReader',
    audio.OggVorbisReader as new (
      options: object,
    ) => audio.OggVorbisReader,
    {},
    {
      use: (unit) => unit.read(frame),
      misuse: (unit, view) => unit.push(view),
      parameter: 'bytes',
      impossible: [],
    },
  ),
  specimen('FlacWriter', audio.FlacWriter, { sampleRateHz: 8000 } as audio.FlacWriterOptions, {
    use: (unit) => unit.write(frame),
    misuse: (unit, view) => unit.write(view),
    parameter: 'input',
    impossible: [
      ['sampleRateHz', { sampleRateHz: 655_351 }],
      ['channels', { sampleRateHz: 8000, channels: 0 }],
      ['encoding', { sampleRateHz: 8000, encoding: 'float32' }],
    ],
  }),
  specimen(
    'WavReader',
    audio.WavReader as new (
      options: object,
    ) => audio.WavReader,
    {},
    {
      use: (unit) => unit.read(frame),
      misuse: (unit, view) => unit.push(view),
      parameter: 'bytes',
      impossible: [],
    },
  ),
  specimen(
    'WavWriter',
    audio.WavWriter,
    { sampleRateHz: 8000 },
    {
      use: (unit) => unit.write(frame),
      misuse: (unit, view) => unit.write(view),
      parameter: 'input',
      impossible: [
        ['sampleRateHz', { sampleRateHz: 999 }],
        ['channels', { sampleRateHz: 8000, channels: 9 }],
        ['encoding', { sampleRateHz: 8000, encoding: 'pcm24' as never }],
      ],
    },
  ),
  specimen('JitterBuffer', audio.JitterBuffer, { codec: 'pcmu' } as audio.JitterBufferOptions, {
    use: (unit) => unit.process(frame, 0),
    misuse: (unit, view) => unit.insert(view, 0),
    parameter: 'packet',
    impossible: [
      ['codec', { codec: 'gsm' }],
      ['sampleRateHz', { codec: 'opus', sampleRateHz: 7999 }],
      ['payloadType', { codec: 'pcmu', payloadType: 128 }],
      ['minDelayMs', { codec: 'pcmu', minDelayMs: 500 }],
      ['maxDelayMs', { codec: 'pcmu', maxDelayMs: Number.NaN }],
      ['fixedDelayMs', { codec: 'pcmu', fixedDelayMs: -1 }],
      ['concealmentPercent', { codec: 'pcmu', concealmentPercent: 0 }],
    ],
  }),
];

const specimens = allSpecimens.filter(({ name }) => native().buildInfo().webrtc || !needModule.includes(name));

function errorOf(call: () => unknown): OssicleError {
  try {
    call();
  } catch (error) {
    return error as OssicleError;
  }
  throw new Error('nothing was thrown');
}

function detached(): Int16Array {
  const view = new Int16Array(4000);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
}

it('every exported unit is among the specimens', () => {
  const units = Object.entries(audio).filter(([, value]) => {
    return typeof value === 'function' && value.prototype instanceof audio.Unit;
  });
  expect(units.map(([name]) => name).sort()).toEqual(allSpecimens.map(({ name }) => name).sort());
});

describe.each(specimens)('$name', ({ name, make, options, use, misuse, parameter, impossible }) => {
  it('works, also after reset and configure', () => {
    const unit = make();
    use(unit as never);
    unit.reset();
    use(unit as never);
    unit.configure(options as never);
    use(unit as never);
    unit.close();
  });

  it('says that it is closed, whatever is asked of it', () => {
    const unit = make();
    unit.close();
    unit.close();
    expect(unit.closed).toBe(true);
    for (const call of [
      () => use(unit as never),
      () => misuse(unit as never, undefined),
      () => unit.reset(),
      () => unit.configure(options as never),
    ]) {
      expect(errorOf(call)).toMatchObject({ name: 'OssicleError', code: 'CLOSED', message: `This ${name} is closed.` });
    }
  });

  it('is disposable', () => {
    const unit = make();
    unit[Symbol.dispose]();
    expect(unit.closed).toBe(true);
  });

  it.each([
    ['nothing', undefined, 'but is undefined'],
    ['null', null, 'but is null'],
    ['a number', 5, 'but is 5'],
    ['an array', [1, 2], 'but is an Array'],
    ['a view of another kind', new Float64Array(4000), 'but is a Float64Array of 4000'],
    ['an empty view', new Int16Array(0), 'Array of 0'],
    ['a detached view', detached(), /but is a(n Int16Array of 0| detached Int16Array)/],
  ])('refuses %s and names the parameter', (_, value, words) => {
    const unit = make();
    const error = errorOf(() => misuse(unit as never, value));
    expect(error).toMatchObject({ name: 'OssicleError', code: 'INVALID_ARGUMENT', details: { parameter } });
    expect(error.message).toMatch(new RegExp(`^${name}\\.\\w+: ${parameter} must be an? \\w+Array.* of .+, but is `));
    expect(error.message).toMatch(words);
    use(unit as never); // and is none the worse
    unit.close();
  });

  it.each(impossible)('refuses an impossible %s, keeping its state', (option, wrong) => {
    const unit = make();
    const error = errorOf(() => unit.configure(wrong as never));
    expect(error).toMatchObject({ name: 'OssicleError', code: 'INVALID_ARGUMENT', details: { parameter: option } });
    use(unit as never);
    unit.close();
    expect(errorOf(() => new (unit.constructor as new (options: unknown) => unknown)(wrong))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { parameter: option },
    });
  });

  it.skipIf(impossible.length === 0).each([null, 5, 'options'])('refuses %j for options', (wrong) => {
    const unit = make();
    const refusal = { name: 'OssicleError', code: 'INVALID_ARGUMENT', details: { parameter: 'options' } };
    expect(errorOf(() => unit.configure(wrong as never))).toMatchObject(refusal);
    expect(errorOf(() => new (unit.constructor as new (options: unknown) => unknown)(wrong))).toMatchObject(refusal);
    use(unit as never);
    unit.close();
  });

  it('refuses a method on a foreign receiver', () => {
    const unit = make() as unknown as { native: Record<string, () => unknown> };
    const method = Object.getPrototypeOf(unit.native).reset as () => unknown;
    expect(() => method.call({})).toThrow();
    expect(() => method.call(Object.create(Object.getPrototypeOf(unit.native)))).toThrow();
  });
});
