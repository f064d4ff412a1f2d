import { isIP } from 'node:net';
import { invalidArgument } from '../core/index.js';
import { callNative, native } from '../native/index.js';
import { EngineMediaPlane } from './engine-media-plane.js';

export interface MediaEngineOptions {
  /** Media threads, 1 to 256; one per CPU core by default. */
  readonly threads?: number;
  /** IP address the RTP sockets bind to; all IPv4 interfaces by default. */
  readonly bindAddress?: string;
  /** Inclusive range of UDP ports; 20000 to 29999 by default. */
  readonly rtpPorts?: { readonly min: number; readonly max: number };
}

/**
 * The media plane: sessions on native threads that never wait for JavaScript. It keeps no process alive: a program ends,
 * with its recordings complete, when nothing else goes on in it, be it a server, a timer or the stop of a recording.
 *
 * @example
 * await using engine = new MediaEngine();
 * const endpoint = engine.createSession().createEndpoint();
 */
export class MediaEngine extends EngineMediaPlane {
  /** @throws OssicleError INVALID_ARGUMENT, NATIVE_LOAD_FAILED. */
  constructor(options: MediaEngineOptions = {}) {
    const { threads = 0, bindAddress = '0.0.0.0', rtpPorts = { min: 20_000, max: 29_999 } } = options;
    if (options.threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256)) {
      throw invalidArgument('threads', 'an integer from 1 to 256', threads);
    }
    if (isIP(bindAddress) === 0) throw invalidArgument('bindAddress', 'an IPv4 or IPv6 address', bindAddress);
    checkPorts(rtpPorts.min, rtpPorts.max);
    const settings = { threads, bindAddress, rtpPortMin: rtpPorts.min, rtpPortMax: rtpPorts.max };
    let wake = (): void => undefined;
    super(callNative('Cannot start the media engine', () => new (native().MediaEngine)(settings, () => wake())));
    wake = () => this.dispatchEvents();
  }
}

function checkPorts(min: number, max: number): void {
  const valid = Number.isInteger(min) && Number.isInteger(max) && min >= 1024 && max <= 65_535 && max > min;
  if (!valid) throw invalidArgument('rtpPorts', 'a range of at least two ports from 1024 to 65535', `${min}-${max}`);
}
