import { type NativeGainControl, native } from '../native/index.js';
import { checkNumber, checkOneOf, makeNative, objectOf, Unit } from './unit.js';
import { type VoiceRateHz, voiceFrame, voiceRatesHz } from './voice-frame.js';

/** What speech is brought to. */
export interface GainControlLevels {
  /** The level that speech is brought to, -40 to -6 dBov; -23 unless told. Pauses do not count (ITU-T P.56). */
  readonly targetDbfs?: number;
  /** By how much speech is lifted at most, 0 to 40 dB; 30 unless told. */
  readonly maxGainDb?: number;
  /** What no peak exceeds, -20 to 0 dB of full scale; -1 unless told. */
  readonly ceilingDbfs?: number;
}

export interface GainControlOptions extends GainControlLevels {
  /** 8 000, 16 000, 32 000 or 48 000 Hz. */
  readonly sampleRateHz: VoiceRateHz;
}

/**
 * Brings speech of any level to one level and leaves noise where it is: by 3 dB at most is it lifted. Slow upwards, fast
 * downwards, with a limiter that looks ahead within 10 ms; nothing is delayed. Frames are mono, Int16 or Float32 with
 * full scale at 1.0, a whole number of blocks of 10 ms, and are changed in place.
 *
 * @example
 * using control = new GainControl({ sampleRateHz: 8000, targetDbfs: -20 });
 * control.process(frame);
 */
export class GainControl extends Unit<NativeGainControl> {
  readonly latencySamples = 0;
  #sampleRateHz: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: GainControlOptions) {
    super('GainControl', make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: GainControlOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#sampleRateHz = options.sampleRateHz;
  }

  /** The gain at the end of the last frame, without what the limiter takes away. */
  get gainDb(): number {
    this.assertOpen();
    return this.native.gainDb();
  }

  /** Level of the speech that came in, in dBov; the target as long as nobody has spoken. */
  get speechLevelDbfs(): number {
    this.assertOpen();
    return this.native.speechLevelDbfs();
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /**
   * Replaces `frame` by the same at the right level.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(frame: Int16Array | Float32Array): void {
    const samples = this.native.process(this.handle, frame);
    if (samples < 0) this.refuse(samples, 'process', voiceFrame(frame, this.#sampleRateHz));
  }
}

/**
 * The levels with defaults.
 *
 * @throws OssicleError INVALID_ARGUMENT.
 */
export function gainLevels({
  targetDbfs = -23,
  maxGainDb = 30,
  ceilingDbfs = -1,
}: GainControlLevels): Required<GainControlLevels> {
  checkNumber('targetDbfs', targetDbfs, -40, -6);
  checkNumber('maxGainDb', maxGainDb, 0, 40);
  checkNumber('ceilingDbfs', ceilingDbfs, -20, 0);
  return { targetDbfs, maxGainDb, ceilingDbfs };
}

function make(options: GainControlOptions): NativeGainControl {
  const { sampleRateHz } = options;
  checkOneOf('sampleRateHz', sampleRateHz, voiceRatesHz);
  const levels = gainLevels(options);
  return makeNative('GainControl', () => new (native().GainControl)({ sampleRateHz, ...levels }));
}
