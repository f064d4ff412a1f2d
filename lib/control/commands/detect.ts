import { callProgressCountries } from '../../audio/index.js';
import { CommandError } from '../../protocol/control/index.js';
import { sessionCommand } from '../command.js';
import { sessionEndpointOf } from '../endpoint-lookup.js';
import { SessionEndpoint } from '../endpoints/session-endpoint.js';
import { toldSound } from '../told-sound.js';

/** Looks for sounds in what an endpoint says. */
export const detectStart = sessionCommand('detect.start', ({ session }, { endpoint_id, detect, country }) => {
  const tones = callProgressCountries.find((known) => known === country);
  if (tones === undefined) {
    throw new CommandError('INVALID_PARAMS', `country: no tones of ${country} are known; itu has the usual ones.`);
  }
  const endpoint = sessionEndpointOf(session, endpoint_id);
  endpoint.detectSounds({
    digits: detect.includes('dtmf'),
    ...(detect.includes('tones') ? { tones } : {}),
    answer: detect.includes('answering_machine'),
    onSound: (sound) => {
      const { event, data } = toldSound(endpoint.id, sound);
      endpoint.session.emit(event, data);
    },
  });
  return {};
});

/** Ends that. */
export const detectStop = sessionCommand('detect.stop', ({ session }, { endpoint_id }) => {
  const endpoint = sessionEndpointOf(session, endpoint_id);
  if (!endpoint.detectsSounds) throw new CommandError('ENDPOINT_ERROR', 'Nothing is detected on this endpoint.');
  endpoint.detectSounds(null);
  return {};
});

/** Tells who has the floor, or no more. */
export const sessionActiveSpeaker = sessionCommand('session.active_speaker', ({ session }, { watch }) => {
  if (!watch) {
    session.media.watchSpeaker(null);
    return {};
  }
  session.media.watchSpeaker((speaker) => {
    const endpoints = [...session.endpoints.values()];
    const found = endpoints.find((endpoint) => endpoint instanceof SessionEndpoint && endpoint.media === speaker);
    // What has the floor and is none of the client's, such as the beep of a recording, is not told.
    if (speaker === null || found) session.emit('session.active_speaker', { endpoint_id: found?.id ?? null });
  });
  return {};
});
