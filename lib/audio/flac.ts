import { native } from '../native/index.js';
import { encodings } from './audio-file.js';
import { FileReaderUnit, FileWriterUnit } from './file-unit.js';
import { checkInteger, checkOneOf, makeNative, objectOf } from './unit.js';

/** What FLAC is written in. */
export const flacEncodings = ['pcm16', 'pcm24'] as const;

export interface FlacWriterOptions {
  /** 1 000 to 655 350 Hz. */
  readonly sampleRateHz: number;
  /** 1 (default) to 8, interleaved. */
  readonly channels?: number;
  /** `pcm16` by default. */
  readonly encoding?: (typeof flacEncodings)[number];
}

/**
 * Reads FLAC (RFC 9639, libFLAC) as a stream: 4 to 32 bits, 1 to 8 channels, 1 to 655 kHz. Metadata is passed over,
 * damaged frames are skipped and counted.
 *
 * @example
 * using reader = new FlacReader();
 * for (let at = 0; at < file.length; at += reader.push(file.subarray(at))) use(frame, reader.read(frame));
 */
export class FlacReader extends FileReaderUnit {
  constructor() {
    super(
      'FlacReader',
      makeNative('FlacReader', () => new (native().FlacReader)({})),
    );
  }

  /**
   * Begins anew.
   *
   * @throws OssicleError CLOSED.
   */
  configure(): void {
    this.reset();
  }
}

/**
 * Writes FLAC (RFC 9639, libFLAC) as a stream, without loss, in 16 or 24 bits. `head` gives the length and the MD5 sum of
 * the samples, which streams do without.
 *
 * @example
 * using writer = new FlacWriter({ sampleRateHz: 16_000 });
 * writer.write(frame);
 * const bytes = writer.take(buffer);
 */
export class FlacWriter extends FileWriterUnit {
  /** Samples that wait for a block to become full come out by `finish`; none is late. */
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: FlacWriterOptions) {
    super('FlacWriter', make(objectOf('options', options)));
  }

  /**
   * Begins another file.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: FlacWriterOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }
}

function make({ sampleRateHz, channels = 1, encoding = 'pcm16' }: FlacWriterOptions) {
  checkInteger('sampleRateHz', sampleRateHz, 1000, 655_350);
  checkInteger('channels', channels, 1, 8);
  checkOneOf('encoding', encoding, flacEncodings);
  const numbers = { sampleRateHz, channels, encoding: encodings.indexOf(encoding) };
  return makeNative('FlacWriter', () => new (native().FlacWriter)(numbers));
}
