import { CommandError } from '../protocol/control/index.js';
import type { ControlSession } from './control-session.js';
import { SessionEndpoint } from './endpoints/session-endpoint.js';

/** Whom an endpoint does not hear although it could. */
const deafTo = new WeakMap<SessionEndpoint, WeakSet<SessionEndpoint>>();

/**
 * Makes or ends an exception to "each hears all others"; it lasts until one of the two leaves the session.
 *
 * @throws CommandError ENDPOINT_ERROR for one and the same endpoint, or one that has no media yet.
 */
export function setHearing(listener: SessionEndpoint, speaker: SessionEndpoint, hears: boolean): void {
  if (listener === speaker) throw new CommandError('ENDPOINT_ERROR', 'An endpoint never hears itself.');
  const [to, from] = [listener.media, speaker.media];
  if (to === null || from === null) throw new CommandError('ENDPOINT_ERROR', 'The endpoint has no media yet.');
  to.setHearing(from, hears);
  const exceptions = deafTo.get(listener) ?? new WeakSet();
  deafTo.set(listener, exceptions);
  if (hears) exceptions.delete(speaker);
  else exceptions.add(speaker);
}

/** The exceptions that an endpoint made or met in `session` are over: it leaves. */
export function forgetHearing(endpoint: SessionEndpoint, session: ControlSession): void {
  deafTo.delete(endpoint);
  for (const other of session.endpoints.values()) {
    if (other instanceof SessionEndpoint) deafTo.get(other)?.delete(endpoint);
  }
}

/** Who hears whom now. */
export function hearingOf(session: ControlSession): { endpoint_id: string; hears: string[] }[] {
  const endpoints = [...session.endpoints.values()].filter((endpoint) => endpoint instanceof SessionEndpoint);
  return endpoints.map((listener) => ({
    endpoint_id: listener.id,
    hears: endpoints.filter((speaker) => hears(listener, speaker)).map(({ id }) => id),
  }));
}

function hears(listener: SessionEndpoint, speaker: SessionEndpoint): boolean {
  return (
    listener !== speaker &&
    speaker.speaks &&
    listener.listens &&
    !(listener.type === 'bridge' && speaker.type === 'bridge') &&
    !deafTo.get(listener)?.has(speaker)
  );
}
