import { isIPv6 } from 'node:net';
import { Call, type CallHandler, Conferences, serveCall } from '../calls/index.js';
import { ControlMetrics, ControlServer } from '../control/index.js';
import { type Logger, silentLogger } from '../core/index.js';
import { MediaEngine } from '../media/index.js';
import { EspeakNg } from '../providers/espeak-ng/index.js';
import type { TextToSpeech } from '../providers/text-to-speech.js';
import { type ListenAddress, UserAgent } from '../sip/index.js';
import { type Configuration, parseConfiguration } from './configuration.js';
import type { ControlConfiguration } from './control-configuration.js';
import { isWildcard, localAddresses, primaryAddress } from './local-addresses.js';
import { PreparedSpeech } from './prepared-speech.js';
import { measureServer } from './server-metrics.js';
import { sipLog } from './sip-log.js';
import { packageVersion } from './version.js';

/** What a server may be told; everything has a default. */
export interface ServerOptions extends Partial<Settings> {
  /** How to speak the control protocol; null, the default: not at all. */
  readonly control?: ControlConfiguration | null;
  readonly logger?: Logger;
  /** Null: calls cannot `say`. espeak-ng by default, where it is installed. */
  readonly textToSpeech?: TextToSpeech | null;
  /** Sees each call before its handler does. */
  readonly onCall?: (call: Call) => void;
}

type Settings = Omit<Configuration, 'logLevel' | 'json' | 'control' | 'warnings'>;

/**
 * A SIP server: answers the phone and runs a handler for each call.
 *
 * @example
 * const server = await Server.start({ sipPort: 5060 }, async (call) => {
 *   await call.answer();
 *   await call.say('Hello.');
 * });
 */
export class Server implements AsyncDisposable {
  readonly #settings: Settings;
  readonly #engine: MediaEngine;
  readonly #userAgent: UserAgent;
  readonly #calls = new Set<Call>();
  #control: ControlServer | null = null;
  readonly canSay: boolean;
  #closing: Promise<void> | undefined;

  private constructor(parts: { settings: Settings; engine: MediaEngine; userAgent: UserAgent; canSay: boolean }) {
    this.#settings = parts.settings;
    this.#engine = parts.engine;
    this.#userAgent = parts.userAgent;
    this.canSay = parts.canSay;
  }

  /**
   * Listens, and answers calls with `handler` from then on.
   *
   * @throws OssicleError ADDRESS_IN_USE, NETWORK_FAILED, INVALID_ARGUMENT, NATIVE_LOAD_FAILED.
   */
  static async start(options: ServerOptions, handler: CallHandler): Promise<Server> {
    const settings: Settings = { ...parseConfiguration(), ...withoutUndefined(options) };
    const logger = options.logger ?? silentLogger;
    const textToSpeech = options.textToSpeech === undefined ? await installedSpeech() : options.textToSpeech;
    const engine = new MediaEngine({ bindAddress: bindAddress(settings), rtpPorts: settings.rtpPorts });
    try {
      const userAgent = await openUserAgent(settings, engine, logger);
      const server = new Server({ settings, engine, userAgent, canSay: textToSpeech !== null });
      const callOptions = { conferences: new Conferences(engine), logger, ...(textToSpeech && { textToSpeech }) };
      userAgent.events.on('leg', (leg) => {
        const call = new Call(leg, callOptions);
        server.#calls.add(call);
        call.onHangup(() => void server.#calls.delete(call));
        options.onCall?.(call);
        void serveCall(call, handler, logger);
      });
      if (options.control) await server.#openControl(options.control, logger);
      return server;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** The control protocol of this server, where it is spoken. */
  get control(): ControlServer | null {
    return this.#control;
  }

  /** The calls that are not over. */
  get calls(): ReadonlySet<Call> {
    return this.#calls;
  }

  /** SIP address to dial, e.g. `sip:ossicle@192.0.2.5:5070`. */
  get uri(): string {
    const { address, port } = this.listening[0] as ListenAddress;
    const host = address.includes(':') ? `[${address}]` : address;
    return `sip:ossicle@${host}${port === 5060 ? '' : `:${port}`}`;
  }

  /** Where it listens; an address callers can reach takes the place of "all addresses". */
  get listening(): readonly ListenAddress[] {
    const { mediaAddress } = this.#settings;
    const reachable = (wildcard: string): string => mediaAddress ?? primaryAddress(isIPv6(wildcard) ? 'IPv6' : 'IPv4');
    return this.#userAgent.transports.map(({ protocol, local: { address, port } }) => ({
      protocol,
      address: isWildcard(address) ? reachable(address) : address,
      port,
    }));
  }

  /** Says goodbye to every caller, and takes no further calls. */
  async hangUp(): Promise<void> {
    const drained = this.#userAgent.drain();
    for (const call of this.#calls) void call.hangup('shutdown');
    await drained;
  }

  /** Refuses new calls, and resolves when those running have ended. @throws OssicleError ABORTED. */
  drain(signal?: AbortSignal): Promise<void> {
    return this.#userAgent.drain(signal);
  }

  /** Says goodbye to every caller, finalises recordings and frees the ports. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #openControl({ listen, settings, access, tls }: ControlConfiguration, logger: Logger): Promise<void> {
    if (listen.length === 0) return;
    const metrics = new ControlMetrics();
    measureServer(metrics.registry, { calls: () => this.#calls.size, engine: () => this.#engine.stats() });
    const parts = { listen, settings, access, tls, media: this.#engine, logger, metrics };
    this.#control = await ControlServer.start(parts).catch(async (error: unknown) => {
      await this.#userAgent.close();
      throw error;
    });
  }

  async #close(): Promise<void> {
    const controlClosed = this.#control?.close();
    const goodbyes = Promise.all([...this.#calls].map((call) => call.hangup('shutdown')));
    // It knows its own limit of waiting for phones that do not answer any more.
    await this.#userAgent.close();
    await within(settleLimitMs, goodbyes);
    await within(this.#control?.longestEndMs ?? 0, Promise.resolve(controlClosed));
    await this.#engine.close();
  }
}

/**
 * Resolves with `work`, or when `limitMs` have passed. The timer keeps the process alive: with every socket closed,
 * nothing else does until the recordings have been completed.
 */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** How long recordings may take to be completed on disk. */
const settleLimitMs = 3000;

function openUserAgent(settings: Settings, engine: MediaEngine, logger: Logger): Promise<UserAgent> {
  const { sipAddress: address, sipPort: port, mediaAddress, maxCalls, mediaTimeoutSeconds } = settings;
  return UserAgent.open({
    listen: [
      { protocol: 'udp', address, port },
      { protocol: 'tcp', address, port },
    ],
    media: engine,
    maximumCalls: maxCalls,
    mediaTimeoutMs: mediaTimeoutSeconds * 1000,
    serverName: `ossicle/${packageVersion()}`,
    trace: sipLog(logger),
    logger,
    ...(mediaAddress !== null && { advertisedAddress: mediaAddress }),
  });
}

/** Behind address translation the address callers are told is none of this machine, and cannot be bound. */
function bindAddress({ mediaAddress, sipAddress }: Settings): string {
  if (mediaAddress !== null && localAddresses().includes(mediaAddress)) return mediaAddress;
  return isIPv6(mediaAddress ?? sipAddress) ? '::' : '0.0.0.0';
}

async function installedSpeech(): Promise<TextToSpeech | null> {
  const speech = new EspeakNg();
  return speech.version().then(
    () => new PreparedSpeech(speech),
    () => null,
  );
}

function withoutUndefined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
