import { Reframer } from '../../audio/index.js';
import type { DelayFigures } from './delay-figures.js';
import { delayFigures } from './delay-figures.js';
import { Foresight, type Schedule } from './foresight.js';
import { type Flight, Line, packetMs } from './line.js';
import { type Impression, Listening } from './listening.js';
import type { NetsimOptions } from './netsim-options.js';
import { type Network, networkFamilies, withLoss } from './network.js';
import { Peer } from './peer.js';
import { Random } from './random.js';
import { Receiver } from './receiver.js';
import { readTrace } from './trace-file.js';

/** Another way of playing the same packets. */
export interface Reference extends Schedule {
  readonly name: string;
  readonly logSpectralDistanceDb?: number;
}

/** What became of the sound on its way. */
export interface NetsimFigures extends Impression {
  readonly packets: { readonly sent: number; readonly lost: number; readonly late: number };
  /** Of the packets that came. */
  readonly networkDelayMs: DelayFigures;
  /** Shares of the audio, 0 to 1; what was concealed by silence counts. */
  readonly concealed: number;
  readonly stretched: number;
  readonly concealmentEvents: number;
  readonly references: readonly Reference[];
}

/** A network as the command line names it. */
export interface NamedNetwork {
  readonly network: Network;
  readonly driftPpm: number;
}

/** Seeds of what must not depend on one another. */
const lossSeed = 1_000_003;

/** @throws OssicleError INVALID_ARGUMENT, FILE_FAILED, FORMAT_INVALID for a trace that is none. */
export async function networkOf({ trace, loss, seed }: NetsimOptions): Promise<NamedNetwork> {
  const family = Object.hasOwn(networkFamilies, trace) ? networkFamilies[trace] : undefined;
  const { network: make } = family ?? (await readTrace(trace));
  const network = make(new Random(seed));
  return {
    network: loss ? withLoss(network, loss, new Random(seed + lossSeed)) : network,
    driftPpm: family?.driftPpm ?? 0,
  };
}

export interface SimulationOptions extends NamedNetwork {
  readonly options: NetsimOptions;
  /** Gets what is heard. */
  readonly heard: (samples: Int16Array) => void;
}

/** A sound on its way through the line, as it is read. */
export class Simulation implements Disposable {
  readonly #line: Line;
  readonly #listening: Listening;
  readonly #receiver: Receiver;
  readonly #reframer: Reframer;
  readonly #peer: { readonly program: Peer; readonly listening: Listening } | undefined;
  readonly #frameSamples: number;

  constructor({ options, network, driftPpm, heard }: SimulationOptions) {
    const { codec, fixedDelayMs, peer } = options;
    this.#frameSamples = (codec.sampleRateHz * packetMs) / 1000;
    this.#reframer = new Reframer({ frameSamples: this.#frameSamples });
    this.#line = new Line(codec, network, driftPpm);
    this.#listening = new Listening(codec, driftPpm);
    if (peer !== undefined) {
      const listening = new Listening(codec, driftPpm);
      this.#peer = { listening, program: new Peer(peer, codec, (samples) => listening.heard(samples)) };
    }
    this.#receiver = new Receiver({
      codec,
      fixedDelayMs,
      heard: (samples) => {
        this.#listening.heard(samples);
        heard(samples);
      },
      arrived: (packet) => this.#peer?.program.arrived(packet),
    });
  }

  /** Sends what comes next. */
  async send(samples: Int16Array, signal: AbortSignal): Promise<void> {
    for (const frame of this.#reframer.processChunk(samples)) this.#sendFrame(frame);
    await this.#peer?.program.drain(signal);
  }

  /** Sends the rest, waits for what is under way, and says what became of it all. @throws OssicleError UNSUPPORTED, ABORTED. */
  async finish(signal: AbortSignal): Promise<NetsimFigures> {
    for (const frame of this.#reframer.flushChunks()) this.#sendFrame(frame);
    this.#receiver.finish(this.#line);
    const { stats } = this.#receiver;
    const { flights } = this.#line;
    const samples = Math.max(1, flights.length) * this.#frameSamples;
    const concealed = (stats.concealedSamples + this.#receiver.silentSamples) / samples;
    return {
      ...this.#listening.finish(),
      packets: { sent: flights.length, lost: lostAmong(flights), late: stats.packetsDiscarded },
      networkDelayMs: networkDelays(flights),
      concealed,
      stretched: (stats.insertedSamplesForDeceleration + stats.removedSamplesForAcceleration) / samples,
      concealmentEvents: stats.concealmentEvents,
      references: [...(await foreseen(flights, concealed, signal)), ...(await this.#peerReference(samples))],
    };
  }

  [Symbol.dispose](): void {
    this.#line[Symbol.dispose]();
    this.#listening[Symbol.dispose]();
    this.#receiver[Symbol.dispose]();
    this.#peer?.program[Symbol.dispose]();
    this.#peer?.listening[Symbol.dispose]();
  }

  #sendFrame(frame: Int16Array): void {
    this.#receiver.playUntil(this.#line, this.#line.nextSentMs);
    const clean = this.#line.send(frame);
    this.#listening.sent(clean);
    this.#peer?.listening.sent(clean);
  }

  async #peerReference(samples: number): Promise<Reference[]> {
    if (this.#peer === undefined) return [];
    const { program, listening } = this.#peer;
    const { name, concealed, stretched } = await program.finish(this.#receiver.nowMs);
    const { delayMs, logSpectralDistanceDb } = listening.finish();
    return [{ name, delayMs, concealed: concealed / samples, stretched: stretched / samples, logSpectralDistanceDb }];
  }
}

function lostAmong(flights: readonly Flight[]): number {
  return flights.filter(({ arrivalMs }) => arrivalMs === undefined).length;
}

function networkDelays(flights: readonly Flight[]): DelayFigures {
  return delayFigures(
    flights.flatMap(({ sentMs, arrivalMs }) => (arrivalMs === undefined ? [] : [arrivalMs - sentMs])),
  );
}

/** What a fixed buffer and a clairvoyant would have done with as much concealment. */
async function foreseen(flights: readonly Flight[], concealed: number, signal: AbortSignal): Promise<Reference[]> {
  const foresight = new Foresight(flights);
  const fixed = foresight.fixed(concealed);
  return [
    ...(fixed ? [{ name: 'fixed buffer', ...fixed }] : []),
    { name: 'clairvoyant', ...(await foresight.adaptive(concealed, signal)) },
  ];
}
