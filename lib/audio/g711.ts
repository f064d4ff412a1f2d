import { type NativeDecoder, type NativeEncoder, native } from '../native/index.js';
import { SampleDecoder, SampleEncoder } from './sample-codec.js';
import { checkOneOf, makeNative, objectOf } from './unit.js';

/** The two laws of ITU-T G.711: PCMU and PCMA in RFC 3551. */
export type G711Law = 'mu-law' | 'a-law';

export interface G711Options {
  readonly law: G711Law;
}

const block = { samples: 1, bytes: 1 };

/**
 * G.711 from Int16 samples to one byte each (ITU-T G.711, RFC 3551 section 4.5.14). No delay, no state: frames of any
 * length.
 *
 * @example
 * using encoder = new G711Encoder({ law: 'mu-law' });
 * const payload = new Uint8Array(160);
 * encoder.process(new Int16Array(160), payload); // 160 bytes of 0xff
 */
export class G711Encoder extends SampleEncoder {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: G711Options) {
    super('G711Encoder', makeEncoder(objectOf('options', options)), block);
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: G711Options): void {
    this.assertOpen();
    this.replace(makeEncoder(objectOf('options', options)));
  }
}

/**
 * G.711 from bytes to an Int16 sample each. Every byte is a sample, so no input is malformed.
 *
 * @example
 * using decoder = new G711Decoder({ law: 'a-law' });
 * const frame = new Int16Array(160);
 * decoder.process(new Uint8Array(160).fill(0xd5), frame); // 160 samples of 8
 */
export class G711Decoder extends SampleDecoder {
  readonly latencySamples = 0;

  /** @throws OssicleError INVALID_ARGUMENT. */
  constructor(options: G711Options) {
    super('G711Decoder', makeDecoder(objectOf('options', options)), block);
  }

  /** @throws OssicleError INVALID_ARGUMENT (then nothing changes), CLOSED. */
  configure(options: G711Options): void {
    this.assertOpen();
    this.replace(makeDecoder(objectOf('options', options)));
  }
}

function makeEncoder({ law }: G711Options): NativeEncoder {
  return makeNative('G711Encoder', () => new (native().G711Encoder)({ aLaw: isALaw(law) }));
}

function makeDecoder({ law }: G711Options): NativeDecoder {
  return makeNative('G711Decoder', () => new (native().G711Decoder)({ aLaw: isALaw(law) }));
}

function isALaw(law: G711Law): boolean {
  checkOneOf('law', law, ['mu-law', 'a-law']);
  return law === 'a-law';
}
