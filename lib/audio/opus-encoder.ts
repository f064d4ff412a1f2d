import { type NativeOpusEncoder, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { atLeast } from './frame-argument.js';
import { Reframer } from './reframer.js';
import { checkBoolean, checkInteger, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Sample rates of Opus, in Hz. */
export const opusRatesHz = [8000, 12_000, 16_000, 24_000, 48_000] as const;

/** Frame lengths of Opus, in ms. */
export const opusFramesMs = [2.5, 5, 10, 20, 40, 60] as const;

/** What the encoder is tuned for, in the order of `codec::Application`. */
const applications = ['voice', 'audio', 'low-delay'] as const;

export interface OpusEncoderOptions {
  readonly sampleRateHz: (typeof opusRatesHz)[number];
  /** 1 (default), or 2 interleaved. */
  readonly channels?: 1 | 2;
  /** `voice` (default), `audio` for music, or `low-delay`, which gives up the speech coder for 4 ms less delay. */
  readonly application?: (typeof applications)[number];
  /** 6 000 to 510 000 bit/s; 24 000 by default. */
  readonly bitrateBps?: number;
  /** True by default; false makes every packet the same size. */
  readonly variableBitrate?: boolean;
  /** 0 to 10: quality for CPU time; 5 by default. */
  readonly complexity?: number;
  /** In-band redundancy for lost packets; used as far as `expectedLossPercent` says. False by default. */
  readonly fec?: boolean;
  /** Discontinuous transmission: packets of at most two bytes in silence, which need not be sent. False by default. */
  readonly dtx?: boolean;
  /** 0 to 100: loss to prepare for; 0 by default. */
  readonly expectedLossPercent?: number;
  /** Length of `frameSamples`, and so of the packets that streams make; 20 by default. */
  readonly frameMs?: (typeof opusFramesMs)[number];
}

/** The most bytes of one Opus frame of up to 20 ms (RFC 6716 section 3.2.1), with libopus's room for framing. */
const mostBytesPer20Ms = 1277;

/**
 * Opus from Int16 samples to packets (RFC 6716, libopus).
 *
 * @example
 * using encoder = new OpusEncoder({ sampleRateHz: 16_000, bitrateBps: 24_000 });
 * const packet = new Uint8Array(encoder.maxPacketBytes);
 * const bytes = encoder.process(new Int16Array(encoder.frameSamples), packet);
 */
export class OpusEncoder extends Unit<NativeOpusEncoder> implements ChunkUnit<Int16Array, Uint8Array> {
  readonly chunkInput = 'samples';
  #options: Required<OpusEncoderOptions>;
  #latencySamples: number;
  #reframer: Reframer;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: OpusEncoderOptions) {
    const complete = validate(objectOf('options', options));
    super('OpusEncoder', make(complete));
    this.#options = complete;
    this.#latencySamples = this.native.latencySamples();
    this.#reframer = new Reframer({ frameSamples: this.frameSamples });
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: OpusEncoderOptions): void {
    this.assertOpen();
    const complete = validate(objectOf('options', options));
    this.replace(make(complete));
    this.#options = complete;
    this.#latencySamples = this.native.latencySamples();
    this.#reframer = new Reframer({ frameSamples: this.frameSamples });
  }

  /** Samples of all channels in a frame of `frameMs`. */
  get frameSamples(): number {
    const { sampleRateHz, channels, frameMs } = this.#options;
    return (sampleRateHz / 1000) * frameMs * channels;
  }

  /** How long the output of `process` must be for a frame of `frameMs`. */
  get maxPacketBytes(): number {
    return this.#packetBytes(this.frameSamples);
  }

  /** What the decoder lags behind, in samples per channel. */
  get latencySamples(): number {
    return this.#latencySamples;
  }

  /**
   * Encodes one frame of 2.5, 5, 10, 20, 40 or 60 ms into a packet and returns its bytes. With `dtx`, a packet of at
   * most two bytes need not be sent. `output` must hold 1 277 bytes for every 20 ms begun.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(input: Int16Array, output: Uint8Array): number {
    const bytes = this.native.process(this.handle, input, output);
    if (bytes >= 0) return bytes;
    const length = { words: `${opusFramesMs.join(', ')} ms`, fits: (samples: number) => this.#isFrame(samples) };
    const least = atLeast(this.#packetBytes(input?.length), 'bytes');
    return this.refuse(
      bytes,
      'process',
      { name: 'input', value: input, kinds: ['Int16Array'], length },
      { name: 'output', value: output, kinds: ['Uint8Array'], length: least },
    );
  }

  /**
   * Aims at another rate from the next frame on, 6 000 to 510 000 bit/s.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  setBitrate(bitrateBps: number): void {
    this.assertOpen();
    checkInteger('bitrateBps', bitrateBps, 6000, 510_000);
    this.native.setBitrate(bitrateBps);
  }

  /**
   * Prepares for another loss from the next frame on, 0 to 100 percent.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  setExpectedLoss(percent: number): void {
    this.assertOpen();
    checkInteger('percent', percent, 0, 100);
    this.native.setExpectedLoss(percent);
  }

  override reset(): void {
    super.reset();
    this.#reframer.reset();
  }

  *processChunk(chunk: Int16Array): Iterable<Uint8Array> {
    for (const frame of this.#reframer.processChunk(chunk)) yield this.#packetOf(frame);
  }

  /** The last frame, filled up with silence, and as much silence as the decoder lags behind. */
  *flushChunks(): Iterable<Uint8Array> {
    yield* this.processChunk(new Int16Array(this.#latencySamples * this.#options.channels));
    for (const frame of this.#reframer.flushChunks()) yield this.#packetOf(frame);
  }

  #packetOf(frame: Int16Array): Uint8Array {
    const output = new Uint8Array(this.maxPacketBytes);
    return output.slice(0, this.process(frame, output));
  }

  #isFrame(samples: number): boolean {
    const { sampleRateHz, channels } = this.#options;
    return opusFramesMs.some((ms) => ms * sampleRateHz * channels === samples * 1000);
  }

  #packetBytes(samples: number): number {
    const { sampleRateHz, channels } = this.#options;
    return mostBytesPer20Ms * Math.max(1, Math.ceil(samples / ((sampleRateHz / 50) * channels)));
  }
}

function validate(options: OpusEncoderOptions): Required<OpusEncoderOptions> {
  const complete: Required<OpusEncoderOptions> = {
    channels: 1,
    application: 'voice',
    bitrateBps: 24_000,
    variableBitrate: true,
    complexity: 5,
    fec: false,
    dtx: false,
    expectedLossPercent: 0,
    frameMs: 20,
    ...options,
  };
  checkOneOf('sampleRateHz', complete.sampleRateHz, opusRatesHz);
  checkOneOf('channels', complete.channels, [1, 2]);
  checkOneOf('application', complete.application, applications);
  checkInteger('bitrateBps', complete.bitrateBps, 6000, 510_000);
  checkBoolean('variableBitrate', complete.variableBitrate);
  checkInteger('complexity', complete.complexity, 0, 10);
  checkBoolean('fec', complete.fec);
  checkBoolean('dtx', complete.dtx);
  checkInteger('expectedLossPercent', complete.expectedLossPercent, 0, 100);
  checkOneOf('frameMs', complete.frameMs, opusFramesMs);
  return complete;
}

function make({ application, ...options }: Required<OpusEncoderOptions>): NativeOpusEncoder {
  const numbers = { ...options, application: applications.indexOf(application) };
  return makeNative('OpusEncoder', () => new (native().OpusEncoder)(numbers));
}
