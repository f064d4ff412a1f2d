import { type NativeEchoCanceller, native } from '../native/index.js';
import { checkOneOf, makeNative, objectOf, Unit } from './unit.js';
import { referenceFrame, type VoiceRateHz, voiceFrame, voiceRatesHz } from './voice-frame.js';

export interface EchoCancellerOptions {
  /** 8 000, 16 000, 32 000 or 48 000 Hz, of microphone and loudspeaker alike. */
  readonly sampleRateHz: VoiceRateHz;
}

/**
 * Takes out of a microphone's signal what the loudspeaker beside it plays (WebRTC's AEC3). It learns the room and the
 * delay, up to some 500 ms, by itself in the first second or two. Frames are mono, Int16 or Float32 with full scale at
 * 1.0, a whole number of blocks of 10 ms, and are changed in place.
 *
 * @example
 * using canceller = new EchoCanceller({ sampleRateHz: 16_000 });
 * canceller.process(fromMicrophone, toLoudspeaker);
 */
export class EchoCanceller extends Unit<NativeEchoCanceller> {
  #sampleRateHz: number;
  #latencySamples: number;

  /** @throws OssicleError INVALID_ARGUMENT, UNSUPPORTED (a build without the WebRTC module). */
  constructor(options: EchoCancellerOptions) {
    super('EchoCanceller', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#latencySamples = this.native.latencySamples();
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: EchoCancellerOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
    this.#latencySamples = this.native.latencySamples();
  }

  /** How late the output is: 8 ms at 16 kHz. */
  get latencySamples(): number {
    return this.#latencySamples;
  }

  /**
   * By how many dB the echo is weaker behind the canceller, measured while the far end speaks alone: 0 to 60. Undefined
   * before there was half a second of echo.
   */
  get echoReturnLossEnhancementDb(): number | undefined {
    this.assertOpen();
    return this.native.echoReturnLossEnhancementDb();
  }

  /** How long the echo takes from `reference` to `frame`; undefined while that is not known. */
  get echoDelayMs(): number | undefined {
    this.assertOpen();
    return this.native.echoDelayMs();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Replaces `frame`, what the microphone heard, by what is left of it without the echo of `reference`, what went to the
   * loudspeaker in the same time: of the same kind and length.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array, reference: Int16Array): void;
  process(frame: Float32Array, reference: Float32Array): void;
  process(frame: Int16Array | Float32Array, reference: Int16Array | Float32Array): void {
    const samples = this.native.process(this.handle, frame, reference);
    if (samples >= 0) return;
    this.refuse(samples, 'process', voiceFrame(frame, this.#sampleRateHz), referenceFrame(reference, frame));
  }
}

function make({ sampleRateHz }: EchoCancellerOptions): NativeEchoCanceller {
  checkOneOf('sampleRateHz', sampleRateHz, voiceRatesHz);
  return makeNative('EchoCanceller', () => new (native().EchoCanceller)({ sampleRateHz }));
}
