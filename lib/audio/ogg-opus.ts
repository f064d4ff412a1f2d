import { randomInt } from 'node:crypto';
import { type NativeAudioReader, type NativeAudioWriter, native } from '../native/index.js';
import { FileReaderUnit, FileWriterUnit } from './file-unit.js';
import { opusRatesHz } from './opus-encoder.js';
import { checkInteger, checkOneOf, makeNative, objectOf } from './unit.js';

export interface OggOpusReaderOptions {
  /** What to decode at; 48 000 by default. */
  readonly sampleRateHz?: (typeof opusRatesHz)[number];
}

export interface OggOpusWriterOptions {
  readonly sampleRateHz: (typeof opusRatesHz)[number];
  /** 1 (default), or 2 interleaved. */
  readonly channels?: 1 | 2;
  /** 6 000 to 510 000 bit/s, of all channels; 32 000 by default, 64 000 for two channels. */
  readonly bitrateBps?: number;
}

/**
 * Reads Ogg Opus (RFC 7845) as a stream: one or two channels, pre-skip, gain, chained streams, which come in the channels
 * of the first, and the cut at the end.
 *
 * @example
 * using reader = new OggOpusReader({ sampleRateHz: 16_000 });
 * for (let at = 0; at < file.length; at += reader.push(file.subarray(at))) use(frame, reader.read(frame));
 */
export class OggOpusReader extends FileReaderUnit {
  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: OggOpusReaderOptions = {}) {
    super('OggOpusReader', makeReader(objectOf('options', options)));
  }

  /**
   * Begins anew at another rate.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: OggOpusReaderOptions = {}): void {
    this.assertOpen();
    this.replace(makeReader(objectOf('options', options)));
  }
}

/**
 * Writes Ogg Opus (RFC 7845) as a stream, in pages of one second. What a decoder makes of it is as long as what was
 * written and in its place, to the sample: pre-skip and end say so.
 *
 * @example
 * using writer = new OggOpusWriter({ sampleRateHz: 16_000, bitrateBps: 24_000 });
 * writer.write(frame);
 * const bytes = writer.take(buffer);
 */
export class OggOpusWriter extends FileWriterUnit {
  /** The delay of the encoder stands in the file as pre-skip. */
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: OggOpusWriterOptions) {
    super('OggOpusWriter', makeWriter(objectOf('options', options)));
  }

  /**
   * Begins another file.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: OggOpusWriterOptions): void {
    this.assertOpen();
    this.replace(makeWriter(objectOf('options', options)));
  }
}

function makeReader({ sampleRateHz = 48_000 }: OggOpusReaderOptions): NativeAudioReader {
  checkOneOf('sampleRateHz', sampleRateHz, opusRatesHz);
  return makeNative('OggOpusReader', () => new (native().OggOpusReader)({ sampleRateHz }));
}

function makeWriter(options: OggOpusWriterOptions): NativeAudioWriter {
  const { sampleRateHz, channels = 1, bitrateBps = 32_000 * channels } = options;
  checkOneOf('sampleRateHz', sampleRateHz, opusRatesHz);
  checkOneOf('channels', channels, [1, 2]);
  checkInteger('bitrateBps', bitrateBps, 6000, 510_000);
  const serial = randomInt(2 ** 32);
  return makeNative(
    'OggOpusWriter',
    () => new (native().OggOpusWriter)({ sampleRateHz, channels, bitrateBps, serial }),
  );
}
