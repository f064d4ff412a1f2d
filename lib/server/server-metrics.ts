import { Counter, Gauge, type Registry } from 'prom-client';
import type { EngineStats } from '../media/index.js';

/** Where the figures of a server come from. */
export interface MeasuredServer {
  calls(): number;
  engine(): EngineStats;
}

/** Adds what a server counts beside the control protocol, under names of our own. */
export function measureServer(
  registry: Registry<'application/openmetrics-text; version=1.0.0; charset=utf-8'>,
  server: MeasuredServer,
): void {
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  const counter = (name: string, help: string, value: () => number): void => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  };
  gauge('ossicle_calls_active', 'Calls that are not over.', server.calls);
  gauge('ossicle_media_threads', 'Media threads.', () => server.engine().threads);
  gauge('ossicle_media_sessions', 'Media sessions, those of calls included.', () => server.engine().sessions);
  gauge('ossicle_media_endpoints', 'Media endpoints, those of calls included.', () => server.engine().endpoints);
  counter('ossicle_media_missed_ticks', 'Periods of 20 ms not served in time.', () => server.engine().missedTicks);
  counter('ossicle_media_events_dropped', 'Media events dropped.', () => server.engine().eventsDropped);
  counter('ossicle_media_commands_refused', 'Media commands refused.', () => server.engine().commandsRefused);
}
