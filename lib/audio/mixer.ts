import { invalidArgument, OssicleError } from '../core/index.js';
import { type NativeMixer, native } from '../native/index.js';
import { exactly, type FrameArgument } from './frame-argument.js';
import { checkBoolean, checkInteger, checkNumber, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

export interface MixerOptions {
  /** 8 000 to 192 000 Hz. */
  readonly sampleRateHz: number;
  /** Length of every frame that is written, 1 to 192 000 samples. */
  readonly frameSamples: number;
  /** Of what is read: 1 (default), or 2 for stereo, interleaved. What is written is mono. */
  readonly channels?: 1 | 2;
  /** 1 to 65 536; default 256. Memory is taken as inputs are added. */
  readonly maxInputs?: number;
  /** Only so many of the loudest inputs are heard, 1 to 65 536; default all. */
  readonly loudest?: number;
}

/** An input of a Mixer, as `addInput` gave it. Numbers of removed inputs are given out again. */
export type MixerInput = number & { readonly __mixerInput: never };

/** `FrameError` of `native/addon/unit_call.h`. */
const unknownIdCode = -8;
const tooEarlyCode = -9;

/**
 * Sums the frames of those who speak and gives each the sum without its own (mix-minus), with gain, mute and place per
 * input, a soft limiter per listener, and knowledge of who has the floor. A lone speaker at 0 dB passes mono bit for bit.
 * In each tick: `write` for each speaker, `mix`, then `readWithout` or `readAll` for each listener. Frames are Int16, or
 * Float32 with full scale at 1.0.
 *
 * @example
 * using mixer = new Mixer({ sampleRateHz: 8000, frameSamples: 160 });
 * const [anna, ben] = [mixer.addInput(), mixer.addInput()];
 * mixer.write(anna, frameOfAnna);
 * mixer.write(ben, frameOfBen);
 * const speaker = mixer.mix();
 * if (speaker !== undefined) console.log(`${speaker} has the floor`);
 * mixer.readWithout(anna, output);
 */
export class Mixer extends Unit<NativeMixer> {
  readonly latencySamples = 0;
  #frameSamples: number;
  #outputSamples: number;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: MixerOptions) {
    super('Mixer', make(objectOf('options', options)));
    this.#frameSamples = options.frameSamples;
    this.#outputSamples = options.frameSamples * (options.channels ?? 1);
  }

  /**
   * Begins anew, without inputs.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: MixerOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#frameSamples = options.frameSamples;
    this.#outputSamples = options.frameSamples * (options.channels ?? 1);
  }

  /** How long frames are that are written. */
  get frameSamples(): number {
    return this.#frameSamples;
  }

  /** How long frames are that are read: `frameSamples` times channels. */
  get outputSamples(): number {
    return this.#outputSamples;
  }

  /** The input that has the floor; it keeps it until another takes it, or it is removed. */
  get activeSpeaker(): MixerInput | undefined {
    this.assertOpen();
    return inputOf(this.native.activeSpeaker());
  }

  /** How many Float32 samples so far were NaN or infinite: they count as silence. */
  get nonFiniteSamples(): number {
    this.assertOpen();
    return this.native.nonFiniteSamples();
  }

  /** Makes room for one who speaks or listens. @throws OssicleError LIMIT_REACHED at `maxInputs`, CLOSED. */
  addInput(): MixerInput {
    const input = this.native.addInput();
    return (input >= 0 ? input : this.refuse(input, 'addInput')) as MixerInput;
  }

  /** What it has written in this tick goes with it. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  removeInput(input: MixerInput): void {
    this.#check(this.native.removeInput(input), 'removeInput', input);
  }

  /** Gain, -120 to 40 dB, reached smoothly within the next frame. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  setGain(input: MixerInput, gainDb: number): void {
    this.assertOpen();
    checkNumber('gainDb', gainDb, -120, 40);
    this.#check(this.native.setGain(input, gainDb), 'setGain', input);
  }

  /** Muted inputs are not heard, smoothly, and still hear. @throws OssicleError INVALID_ARGUMENT, CLOSED. */
  setMuted(input: MixerInput, muted: boolean): void {
    this.assertOpen();
    checkBoolean('muted', muted);
    this.#check(this.native.setMuted(input, muted), 'setMuted', input);
  }

  /**
   * Place from -1, left, over 0, the default, to 1, right, at constant power: 3 dB less on both sides in the middle.
   * Without effect on mono.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  setPan(input: MixerInput, pan: number): void {
    this.assertOpen();
    checkNumber('pan', pan, -1, 1);
    this.#check(this.native.setPan(input, pan), 'setPan', input);
  }

  /**
   * What an input says in this tick; writing again replaces it, writing nothing is silence.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  write(input: MixerInput, frame: Int16Array | Float32Array): void {
    const code = this.native.write(this.handle, input, frame);
    if (code < 0) this.#check(code, 'write', input, this.#frame('frame', frame, this.#frameSamples));
  }

  /**
   * Sums what was written and ends the tick's writing; the next `write` begins the next tick. Returns the input that
   * has the floor from now on, when that has changed.
   *
   * @throws OssicleError CLOSED.
   */
  mix(): MixerInput | undefined {
    const speaker = this.native.mix(this.handle);
    return speaker >= 0 ? inputOf(speaker) : this.refuse(speaker, 'mix');
  }

  /**
   * What an input hears: all but itself, into `output` of `outputSamples`.
   *
   * @throws OssicleError INVALID_ARGUMENT, INVALID_STATE between `write` and `mix`, CLOSED.
   */
  readWithout(input: MixerInput, output: Int16Array | Float32Array): void {
    const code = this.native.readWithout(this.handle, input, output);
    if (code < 0) this.#check(code, 'readWithout', input, this.#frame('output', output, this.#outputSamples));
  }

  /**
   * What hears who is no input, a recording for example: all of it, into `output` of `outputSamples`.
   *
   * @throws OssicleError INVALID_ARGUMENT, INVALID_STATE between `write` and `mix`, CLOSED.
   */
  readAll(output: Int16Array | Float32Array): void {
    const code = this.native.readAll(this.handle, output);
    if (code < 0) this.#check(code, 'readAll', undefined, this.#frame('output', output, this.#outputSamples));
  }

  #check(code: number, method: string, input: unknown, ...frames: readonly FrameArgument[]): void {
    if (code >= 0) return;
    if (code === unknownIdCode) throw invalidArgument('input', 'an input of this Mixer', input);
    if (code === tooEarlyCode)
      throw new OssicleError('INVALID_STATE', `Mixer.${method}: call mix after write, then read.`);
    this.refuse(code, method, ...frames);
  }

  #frame(name: string, value: unknown, samples: number): FrameArgument {
    return { name, value, kinds: ['Int16Array', 'Float32Array'], length: exactly(samples) };
  }
}

/** `native/addon/bindings/mixer_binding.cc` counts from 1. */
function inputOf(speaker: number): MixerInput | undefined {
  return speaker > 0 ? ((speaker - 1) as MixerInput) : undefined;
}

function make(options: MixerOptions): NativeMixer {
  const { sampleRateHz, frameSamples, channels = 1, maxInputs = 256, loudest } = options;
  checkInteger('sampleRateHz', sampleRateHz, 8000, 192_000);
  checkInteger('frameSamples', frameSamples, 1, 192_000);
  checkOneOf('channels', channels, [1, 2]);
  checkInteger('maxInputs', maxInputs, 1, 65_536);
  if (loudest !== undefined) checkInteger('loudest', loudest, 1, 65_536);
  const checked = { sampleRateHz, frameSamples, channels, maxInputs, loudest: loudest ?? 0 };
  return makeNative('Mixer', () => new (native().Mixer)(checked));
}
