import { native } from '../native/index.js';
import { encodings } from './audio-file.js';
import { FileReaderUnit, FileWriterUnit } from './file-unit.js';
import { checkInteger, checkOneOf, makeNative, objectOf } from './unit.js';

/** What WAV is written in. */
export const wavEncodings = ['pcm16', 'float32', 'a-law', 'mu-law'] as const;

export interface WavWriterOptions {
  /** 1 000 to 384 000 Hz. */
  readonly sampleRateHz: number;
  /** 1 (default) to 8, interleaved. */
  readonly channels?: number;
  /** `pcm16` by default. */
  readonly encoding?: (typeof wavEncodings)[number];
}

/**
 * Reads WAV (RIFF, RF64) as a stream: 8, 16, 24 and 32 bits, floating point, G.711, 1 to 8 channels, 1 to 384 kHz. Sizes
 * in the header are taken for hints: samples are given as far as there are any.
 *
 * @example
 * using reader = new WavReader();
 * for (let at = 0; at < file.length; at += reader.push(file.subarray(at))) use(frame, reader.read(frame));
 */
export class WavReader extends FileReaderUnit {
  constructor() {
    super(
      'WavReader',
      makeNative('WavReader', () => new (native().WavReader)({})),
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
 * Writes WAV as a stream. The header announces no length, as streaming programs write it; `head` gives the one that does,
 * beyond 4 GiB as RF64 (EBU Tech 3306).
 *
 * @example
 * using writer = new WavWriter({ sampleRateHz: 8000, encoding: 'mu-law' });
 * writer.write(frame);
 * const bytes = writer.take(buffer);
 */
export class WavWriter extends FileWriterUnit {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: WavWriterOptions) {
    super('WavWriter', make(objectOf('options', options)));
  }

  /**
   * Begins another file.
   *
   * @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED.
   */
  configure(options: WavWriterOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
  }
}

function make({ sampleRateHz, channels = 1, encoding = 'pcm16' }: WavWriterOptions) {
  checkInteger('sampleRateHz', sampleRateHz, 1000, 384_000);
  checkInteger('channels', channels, 1, 8);
  checkOneOf('encoding', encoding, wavEncodings);
  const numbers = { sampleRateHz, channels, encoding: encodings.indexOf(encoding) };
  return makeNative('WavWriter', () => new (native().WavWriter)(numbers));
}
