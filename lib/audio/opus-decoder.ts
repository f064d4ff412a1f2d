import { type NativeOpusDecoder, native } from '../native/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { atLeast, type FrameArgument } from './frame-argument.js';
import { opusRatesHz } from './opus-encoder.js';
import { checkOneOf, makeNative, objectOf, Unit } from './unit.js';

export interface OpusDecoderOptions {
  /** Need not be that of the encoder. */
  readonly sampleRateHz: (typeof opusRatesHz)[number];
  /** 1 (default), or 2 interleaved; packets of the other kind are mixed down or doubled. */
  readonly channels?: 1 | 2;
}

/** The longest packet, in ms (RFC 6716 section 3.4). */
const longestPacketMs = 120;

/**
 * Opus from packets to Int16 samples (RFC 6716, libopus). Each packet of the stream passes through exactly one of
 * `process`, `decodeRedundancy` (of the packet after it) and `conceal`, in order.
 *
 * @example
 * using decoder = new OpusDecoder({ sampleRateHz: 16_000 });
 * const audio = new Int16Array(decoder.maxPacketSamples);
 * const samples = decoder.process(packet, audio);
 */
export class OpusDecoder extends Unit<NativeOpusDecoder> implements ChunkUnit<Uint8Array, Int16Array> {
  readonly chunkInput = 'bytes';
  /** The decoder adds nothing to what `OpusEncoder.latencySamples` says. */
  readonly latencySamples = 0;
  #options: Required<OpusDecoderOptions>;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: OpusDecoderOptions) {
    const complete = validate(objectOf('options', options));
    super('OpusDecoder', make(complete));
    this.#options = complete;
  }

  /**
   * Begins anew with other options; all memory is taken here.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: OpusDecoderOptions): void {
    this.assertOpen();
    const complete = validate(objectOf('options', options));
    this.replace(make(complete));
    this.#options = complete;
  }

  /** Samples of all channels in the longest packet, of 120 ms: always enough for `process`. */
  get maxPacketSamples(): number {
    return (this.#options.sampleRateHz / 1000) * longestPacketMs * this.#options.channels;
  }

  /**
   * Decodes `packet` into `output`, which holds at least `packetSamples(packet)`. Returns the samples written.
   *
   * @throws OssicleError FORMAT_INVALID for bytes that are no Opus packet: nothing has changed then, and `conceal` may
   *   take its place; INVALID_ARGUMENT, CLOSED.
   */
  process(packet: Uint8Array, output: Int16Array): number {
    const samples = this.native.process(this.handle, packet, output);
    if (samples >= 0) return samples;
    const known = this.native.packetSamples(this.handle, packet);
    const length = atLeast(Math.max(known, 1));
    return this.#refuse(samples, 'process', packet, { name: 'output', value: output, kinds: ['Int16Array'], length });
  }

  /**
   * Writes the frame that came before `nextPacket` from the redundancy in it: all of `output`, as long as the lost
   * frame was. Returns the samples written, 0 when there is no redundancy inside.
   *
   * @throws OssicleError FORMAT_INVALID, INVALID_ARGUMENT, CLOSED.
   */
  decodeRedundancy(nextPacket: Uint8Array, output: Int16Array): number {
    const samples = this.native.decodeRedundancy(this.handle, nextPacket, output);
    if (samples >= 0) return samples;
    const argument = { name: 'output', value: output, kinds: ['Int16Array'] } as const;
    return this.#refuse(samples, 'decodeRedundancy', nextPacket, argument);
  }

  /**
   * Writes a substitute for a lost frame: all of `output`, a multiple of 2.5 ms up to 120 ms. Returns its length.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  conceal(output: Int16Array): number {
    const samples = this.native.conceal(this.handle, output);
    if (samples >= 0) return samples;
    const unit = (this.#options.sampleRateHz / 400) * this.#options.channels;
    const fits = (length: number) => length % unit === 0 && length <= this.maxPacketSamples;
    const length = { words: `a multiple of ${unit} samples, at most ${this.maxPacketSamples}`, fits };
    return this.refuse(samples, 'conceal', { name: 'output', value: output, kinds: ['Int16Array'], length });
  }

  /**
   * Samples of all channels that `packet` decodes to, without decoding it.
   *
   * @throws OssicleError FORMAT_INVALID, INVALID_ARGUMENT, CLOSED.
   */
  packetSamples(packet: Uint8Array): number {
    const samples = this.native.packetSamples(this.handle, packet);
    return samples >= 0 ? samples : this.#refuse(samples, 'packetSamples', packet);
  }

  /** A chunk is a packet. */
  *processChunk(packet: Uint8Array): Iterable<Int16Array> {
    const output = new Int16Array(this.packetSamples(packet));
    this.process(packet, output);
    yield output;
  }

  flushChunks(): Iterable<Int16Array> {
    return [];
  }

  #refuse(code: number, method: string, packet: Uint8Array, ...others: FrameArgument[]): never {
    return this.refuse(code, method, { name: 'packet', value: packet, kinds: ['Uint8Array'] }, ...others);
  }
}

function validate({ sampleRateHz, channels = 1 }: OpusDecoderOptions): Required<OpusDecoderOptions> {
  checkOneOf('sampleRateHz', sampleRateHz, opusRatesHz);
  checkOneOf('channels', channels, [1, 2]);
  return { sampleRateHz, channels };
}

function make({ sampleRateHz, channels }: Required<OpusDecoderOptions>): NativeOpusDecoder {
  return makeNative('OpusDecoder', () => new (native().OpusDecoder)({ sampleRateHz, channels }));
}
