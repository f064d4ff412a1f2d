import { callNative, type NativeVoiceProcessor, native } from '../native/index.js';
import { type GainControlLevels, gainLevels } from './gain-control.js';
import { type NoiseReduction, noiseReductions } from './noise-suppressor.js';
import { checkBoolean, checkOneOf, makeNative, objectOf, Unit } from './unit.js';
import { referenceFrame, type VoiceRateHz, voiceFrame, voiceRatesHz } from './voice-frame.js';

export interface VoiceProcessorOptions {
  /** 8 000, 16 000, 32 000 or 48 000 Hz, of microphone and loudspeaker alike. */
  readonly sampleRateHz: VoiceRateHz;
  /** Off unless told. */
  readonly echoCanceller?: boolean;
  /** Off unless told; `true` is `moderate`. */
  readonly noiseSuppressor?: boolean | NoiseReduction;
  /** Off unless told; `true` is with the defaults of `GainControl`. */
  readonly gainControl?: boolean | GainControlLevels;
}

type VoiceFrame = Int16Array | Float32Array;

/**
 * Echo canceller, noise suppressor and gain control in this order, each of which may be switched while the voice runs,
 * without a click. What is off costs nothing and delays nothing. Frames are mono, Int16 or Float32 with full scale at
 * 1.0, a whole number of blocks of 10 ms, and are changed in place.
 *
 * @example
 * using voice = new VoiceProcessor({ sampleRateHz: 16_000, noiseSuppressor: 'high', gainControl: true });
 * voice.process(frame);
 * voice.setEchoCanceller(true);
 * voice.process(frame, toLoudspeaker);
 */
export class VoiceProcessor extends Unit<NativeVoiceProcessor> {
  #sampleRateHz: number;
  #cancelsEcho: boolean;

  /** @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED (echo and noise in a build without the WebRTC module). */
  constructor(options: VoiceProcessorOptions) {
    super('VoiceProcessor', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#cancelsEcho = options.echoCanceller ?? false;
  }

  /**
   * Begins anew with other options.
   *
   * @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED (then nothing changes), CLOSED.
   */
  configure(options: VoiceProcessorOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#cancelsEcho = options.echoCanceller ?? false;
  }

  /**
   * Switches echo cancelling. Switched on, it learns the room anew.
   *
   * @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED, CLOSED.
   */
  setEchoCanceller(on: boolean): void {
    this.assertOpen();
    switchEchoCanceller(this.native, on);
    this.#cancelsEcho = on;
  }

  /**
   * Switches noise suppression, or says how far noise is to be pushed down.
   *
   * @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED, CLOSED.
   */
  setNoiseSuppressor(wanted: boolean | NoiseReduction): void {
    this.assertOpen();
    switchNoiseSuppressor(this.native, wanted);
  }

  /**
   * Switches gain control, or gives it other levels.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  setGainControl(wanted: boolean | GainControlLevels): void {
    this.assertOpen();
    switchGainControl(this.native, wanted);
  }

  /** How late the output is: the sum of what is on. */
  get latencySamples(): number {
    this.assertOpen();
    return this.native.latencySamples();
  }

  /** As of `EchoCanceller`; undefined also while it is off. */
  get echoReturnLossEnhancementDb(): number | undefined {
    this.assertOpen();
    return this.native.echoReturnLossEnhancementDb();
  }

  /** As of `EchoCanceller`; undefined also while it is off. */
  get echoDelayMs(): number | undefined {
    this.assertOpen();
    return this.native.echoDelayMs();
  }

  /** As of `NoiseSuppressor`; undefined while it is off. */
  get noiseLevelDbfs(): number | undefined {
    this.assertOpen();
    return this.native.noiseLevelDbfs();
  }

  /** As of `GainControl`; undefined while it is off. */
  get gainDb(): number | undefined {
    this.assertOpen();
    return this.native.gainDb();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Replaces `frame`, what the microphone heard. `reference` is what went to the loudspeaker in the same time, of the
   * same kind and length: required while the echo canceller is on.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array, reference?: Int16Array): void;
  process(frame: Float32Array, reference?: Float32Array): void;
  process(frame: VoiceFrame, reference?: VoiceFrame): void {
    const alone = reference === undefined && !this.#cancelsEcho;
    const samples = alone
      ? this.native.processAlone(this.handle, frame)
      : this.native.process(this.handle, frame, reference as VoiceFrame);
    if (samples >= 0) return;
    const checked = voiceFrame(frame, this.#sampleRateHz);
    if (alone) this.refuse(samples, 'process', checked);
    this.refuse(samples, 'process', checked, referenceFrame(reference, frame));
  }
}

function make(options: VoiceProcessorOptions): NativeVoiceProcessor {
  const { sampleRateHz, echoCanceller = false, noiseSuppressor = false, gainControl = false } = options;
  checkOneOf('sampleRateHz', sampleRateHz, voiceRatesHz);
  const made = makeNative('VoiceProcessor', () => new (native().VoiceProcessor)({ sampleRateHz }));
  try {
    switchEchoCanceller(made, echoCanceller);
    switchNoiseSuppressor(made, noiseSuppressor);
    switchGainControl(made, gainControl);
  } catch (error) {
    made.close();
    throw error;
  }
  return made;
}

function switchEchoCanceller(processor: NativeVoiceProcessor, on: boolean): void {
  checkBoolean('echoCanceller', on);
  callNative('Cannot switch the echo canceller', () => processor.switchEchoCanceller(on));
}

function switchNoiseSuppressor(processor: NativeVoiceProcessor, wanted: boolean | NoiseReduction): void {
  checkOneOf<string | number | boolean>('noiseSuppressor', wanted, [true, false, ...noiseReductions]);
  const reduction = noiseReductions.indexOf(typeof wanted === 'string' ? wanted : 'moderate');
  const on = wanted !== false;
  callNative('Cannot switch the noise suppressor', () => processor.switchNoiseSuppressor(on, reduction, true));
}

function switchGainControl(processor: NativeVoiceProcessor, wanted: boolean | GainControlLevels): void {
  if (typeof wanted !== 'boolean') objectOf('gainControl', wanted);
  const { targetDbfs, maxGainDb, ceilingDbfs } = gainLevels(typeof wanted === 'boolean' ? {} : wanted);
  const on = wanted !== false;
  callNative('Cannot switch the gain control', () =>
    processor.switchGainControl(on, targetDbfs, maxGainDb, ceilingDbfs),
  );
}
