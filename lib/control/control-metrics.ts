import { Counter, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import type { ControlErrorCode, MethodName } from '../protocol/control/index.js';
import type { EndpointTotals } from './control-endpoint.js';
import type { SessionCensus } from './session-census.js';

/** Counters that dashboards of rtpbridge know, without the `_total` that the text format adds. */
const counterMeanings = {
  rtpbridge_sessions: 'Sessions created.',
  rtpbridge_endpoints: 'Endpoints created.',
  rtpbridge_packets_routed: 'Packets handed on, one per destination.',
  rtpbridge_packets_recorded: 'Packets written to recordings.',
  rtpbridge_srtp_errors: 'SRTP and SRTCP packets that did not authenticate or came again.',
  rtpbridge_transcode_errors: 'Packets that could not be decoded or encoded.',
  rtpbridge_dtmf_events: 'Digits reported.',
  rtpbridge_events_dropped: 'Events dropped because a client was too slow.',
} as const;

type CounterName = keyof typeof counterMeanings;

/** The counters and gauges of the media server, under the names that dashboards of rtpbridge know. */
export class ControlMetrics {
  readonly registry = new Registry<OpenMetricsContentType>();
  readonly #counters = new Map<CounterName, Counter>();
  #connections: (() => number) | undefined;
  #census: (() => SessionCensus) | undefined;
  /** What endpoints and recordings that are gone have added. */
  readonly #past: Record<keyof EndpointTotals | 'packetsRecorded', number> = {
    packetsRouted: 0,
    srtpErrors: 0,
    transcodeErrors: 0,
    packetsRecorded: 0,
  };

  readonly #commands: Counter<'method' | 'code'>;

  constructor() {
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    for (const [name, help] of Object.entries(counterMeanings)) {
      this.#counters.set(name as CounterName, new Counter({ name, help, registers: [this.registry] }));
    }
    this.#commands = new Counter({
      name: 'ossicle_control_commands',
      help: 'Commands executed, by method and code; the code of success is OK.',
      labelNames: ['method', 'code'],
      registers: [this.registry],
    });
    this.#gauge('rtpbridge_sessions_active', 'Sessions there are.', ({ sessions }) => sessions);
    this.#gauge('rtpbridge_endpoints_active', 'Endpoints there are.', ({ endpoints }) => endpoints);
    this.#gauge('rtpbridge_recordings_active', 'Recordings that run.', ({ recordings }) => recordings);
    this.#gauge('ossicle_control_connections', 'Connections to the control port.', () => this.#connections?.() ?? 0);
  }

  /** Where the figures of what lives now come from. */
  watch(census: () => SessionCensus): void {
    this.#census = census;
  }

  /** Where the number of connections comes from. */
  watchConnections(count: () => number): void {
    this.#connections = count;
  }

  sessionCreated(): void {
    this.#counters.get('rtpbridge_sessions')?.inc();
  }

  endpointCreated(): void {
    this.#counters.get('rtpbridge_endpoints')?.inc();
  }

  dtmfReported(): void {
    this.#counters.get('rtpbridge_dtmf_events')?.inc();
  }

  eventDropped(): void {
    this.#counters.get('rtpbridge_events_dropped')?.inc();
  }

  commandEnded(method: MethodName, code: ControlErrorCode | 'OK'): void {
    this.#commands.inc({ method, code });
  }

  /** Keeps the totals of an endpoint that goes. */
  endpointGone({ packetsRouted, srtpErrors, transcodeErrors }: EndpointTotals): void {
    this.#past.packetsRouted += packetsRouted;
    this.#past.srtpErrors += srtpErrors;
    this.#past.transcodeErrors += transcodeErrors;
  }

  /** Keeps the total of a recording that ends. */
  recordingGone(packets: number): void {
    this.#past.packetsRecorded += packets;
  }

  /** All of it, as OpenMetrics text. */
  text(): Promise<string> {
    const live = this.#census?.();
    this.#sample('rtpbridge_packets_routed', this.#past.packetsRouted + (live?.packetsRouted ?? 0));
    this.#sample('rtpbridge_packets_recorded', this.#past.packetsRecorded + (live?.packetsRecorded ?? 0));
    this.#sample('rtpbridge_srtp_errors', this.#past.srtpErrors + (live?.srtpErrors ?? 0));
    this.#sample('rtpbridge_transcode_errors', this.#past.transcodeErrors + (live?.transcodeErrors ?? 0));
    return this.registry.metrics();
  }

  #sample(name: CounterName, value: number): void {
    const counter = this.#counters.get(name);
    counter?.reset();
    counter?.inc(value);
  }

  #gauge(name: string, help: string, value: (census: SessionCensus) => number): void {
    const census = (): SessionCensus | undefined => this.#census?.();
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        const now = census();
        this.set(now === undefined ? 0 : value(now));
      },
    });
  }
}
