import { invalidArgument } from '../core/index.js';
import { type NativeJitterBuffer, native } from '../native/index.js';
import { type JitterBufferStats, jitterBufferFigures, jitterBufferStatsOf } from './jitter-buffer-stats.js';
import { checkInteger, checkNumber, checkOneOf, makeNative, objectOf, Unit } from './unit.js';

/** Codecs by the name they have in SDP, in lower case, in the order of `codec::Kind`. */
const codecs = ['pcmu', 'pcma', 'g722', 'opus', 'l16'] as const;

/** A codec that {@link JitterBuffer} decodes. */
export type JitterBufferCodec = (typeof codecs)[number];

export interface JitterBufferOptions {
  readonly codec: JitterBufferCodec;
  /** Of the audio that comes out: 8000 for G.711, 16 000 for G.722, 48 000 for Opus and 16 000 for L16 by default. */
  readonly sampleRateHz?: number;
  /** Packets of another type are not heard, 0 to 127; the static one of RFC 3551, or 111 for Opus and 96 for L16. */
  readonly payloadType?: number;
  /** Comfort noise of RFC 3389, 0 to 127, null for none; by default 13 for codecs on a clock of 8000 Hz. Not for Opus. */
  readonly comfortNoisePayloadType?: number | null;
  /** The delay stays at least so long, 0 to 10 000 ms; 0 by default. */
  readonly minDelayMs?: number;
  /** The delay stays at most so long, 1 to 10 000 ms; 400 by default. */
  readonly maxDelayMs?: number;
  /** No adaptation, this delay always, 0 to 10 000 ms and at most `maxDelayMs`. */
  readonly fixedDelayMs?: number;
  /** Share of the audio that may be concealed for want of delay, 0.01 to 10 %: more means less delay; 0.6 by default. */
  readonly concealmentPercent?: number;
}

/** A time line of 31 years in ms. */
const mostMs = 1e12;
/** For a delay or a payload type. */
const none = -1;

/**
 * Makes an even stream of audio out of RTP packets that come late, twice, out of order or not at all: jitter buffer,
 * decoder, concealment and time stretching. The delay follows the network. Time is what the caller says it is.
 *
 * @example
 * using buffer = new JitterBuffer({ codec: 'pcmu' });
 * buffer.insert(datagram, performance.now()); // as packets come
 * buffer.process(frame, performance.now()); // each 20 ms
 */
export class JitterBuffer extends Unit<NativeJitterBuffer> {
  readonly #figures = new Float64Array(jitterBufferFigures);
  #longestFrame: number;

  /** @throws OssicleError INVALID_ARGUMENT; UNSUPPORTED for a rate that the codec does not have. */
  constructor(options: JitterBufferOptions) {
    super('JitterBuffer', make(objectOf('options', options)));
    this.#longestFrame = rateOf(options) / 50;
  }

  /** @throws OssicleError INVALID_ARGUMENT or UNSUPPORTED (then nothing changes), CLOSED. */
  configure(options: JitterBufferOptions): void {
    this.assertOpen();
    this.replace(make(objectOf('options', options)));
    this.#longestFrame = rateOf(options) / 50;
  }

  /**
   * Takes a datagram that arrived at `arrivalMs`, from 0 to 10^12. Returns whether it will be heard: not when it came too
   * late or twice, is of another payload type, or of a stream that is not confirmed yet by a second packet.
   *
   * @throws OssicleError FORMAT_INVALID when it is no RTP packet, INVALID_ARGUMENT, CLOSED.
   */
  insert(packet: Uint8Array, arrivalMs: number): boolean {
    const code = this.native.insert(packet, timeOf('arrivalMs', arrivalMs));
    if (code >= 0) return code === 1;
    return this.refuse(code, 'insert', { name: 'packet', value: packet, kinds: ['Uint8Array'] });
  }

  /**
   * Fills `output`, a frame of at most 20 ms, with what is to be heard at `nowMs`. Returns false when that is silence that
   * nobody sent.
   *
   * @throws OssicleError INVALID_ARGUMENT, CLOSED.
   */
  process(output: Int16Array, nowMs: number): boolean {
    const code = this.native.process(output, timeOf('nowMs', nowMs));
    if (code >= 0) return code === 1;
    const most = this.#longestFrame;
    const length = { words: `at most ${most} samples`, fits: (samples: number) => samples <= most };
    return this.refuse(code, 'process', { name: 'output', value: output, kinds: ['Int16Array'], length });
  }

  /** What happened so far. @throws OssicleError CLOSED. */
  get stats(): JitterBufferStats {
    this.assertOpen();
    this.native.stats(this.#figures);
    return jitterBufferStatsOf(this.#figures);
  }
}

function timeOf(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= mostMs) return value;
  throw invalidArgument(name, `a number from 0 to ${mostMs}`, value);
}

interface Defaults {
  readonly sampleRateHz: number;
  readonly payloadType: number;
  readonly comfortNoise: number | null;
}

const defaults: Readonly<Record<JitterBufferCodec, Defaults>> = {
  pcmu: { sampleRateHz: 8000, payloadType: 0, comfortNoise: 13 },
  pcma: { sampleRateHz: 8000, payloadType: 8, comfortNoise: 13 },
  g722: { sampleRateHz: 16_000, payloadType: 9, comfortNoise: 13 },
  opus: { sampleRateHz: 48_000, payloadType: 111, comfortNoise: null },
  l16: { sampleRateHz: 16_000, payloadType: 96, comfortNoise: null },
};

function make(options: JitterBufferOptions): NativeJitterBuffer {
  checkOneOf('codec', options.codec, codecs);
  const sampleRateHz = rateOf(options);
  const own = defaults[options.codec];
  const { payloadType = own.payloadType, comfortNoisePayloadType: noise = own.comfortNoise } = options;
  const { minDelayMs = 0, maxDelayMs = 400, fixedDelayMs, concealmentPercent = 0.6 } = options;
  checkInteger('sampleRateHz', sampleRateHz, 8000, 48_000);
  checkInteger('payloadType', payloadType, 0, 127);
  if (noise !== null) checkInteger('comfortNoisePayloadType', noise, 0, 127);
  checkNumber('maxDelayMs', maxDelayMs, 1, 10_000);
  checkNumber('minDelayMs', minDelayMs, 0, maxDelayMs);
  if (fixedDelayMs !== undefined) checkNumber('fixedDelayMs', fixedDelayMs, 0, maxDelayMs);
  checkNumber('concealmentPercent', concealmentPercent, 0.01, 10);
  const codec = codecs.indexOf(options.codec);
  const delay = { minDelayMs, maxDelayMs, fixedDelayMs: fixedDelayMs ?? none, concealmentPercent };
  const types = { payloadType, comfortNoisePayloadType: options.codec === 'opus' ? none : (noise ?? none) };
  return makeNative('JitterBuffer', () => new (native().JitterBuffer)({ codec, sampleRateHz, ...types, ...delay }));
}

function rateOf({ codec, sampleRateHz = defaults[codec].sampleRateHz }: JitterBufferOptions): number {
  return sampleRateHz;
}
