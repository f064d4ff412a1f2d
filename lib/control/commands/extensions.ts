import { sessionCommand } from '../command.js';
import { rtpEndpointOf, sessionEndpointOf } from '../endpoint-lookup.js';
import { hearingOf, setHearing } from '../hearing.js';
import { readySound } from '../sounds.js';

const onlyRtp = 'Only RTP endpoints can do this.';

/** What an endpoint says reaches nobody, or everybody again. */
export const endpointMute = sessionCommand('endpoint.mute', ({ session }, { endpoint_id, muted }) => {
  sessionEndpointOf(session, endpoint_id).setMuted(muted);
  return {};
});

/** Makes what an endpoint says louder or softer. */
export const endpointGain = sessionCommand('endpoint.gain', ({ session }, { endpoint_id, gain_db }) => {
  sessionEndpointOf(session, endpoint_id).setGain(gain_db);
  return {};
});

/** Changes whether an endpoint feeds and hears its session. */
export const endpointDirection = sessionCommand('endpoint.direction', ({ session }, { endpoint_id, direction }) => {
  sessionEndpointOf(session, endpoint_id).setDirection(direction);
  return {};
});

/** Takes a peer out of the conversation, with music or without, and back. */
export const endpointHold = sessionCommand(
  'endpoint.hold',
  async ({ session, services }, { endpoint_id, held, music }) => {
    const endpoint = rtpEndpointOf(session, endpoint_id, onlyRtp);
    if (!held) endpoint.resume();
    else endpoint.hold(music === null ? null : await readySound(music, services.files, AbortSignal.timeout(openMs)));
    return {};
  },
);

/** Getting music ready ends before the command's own limit does. */
const openMs = 4000;

/** Plays to one peer alone. */
export const endpointPlay = sessionCommand(
  'endpoint.play',
  ({ session }, { endpoint_id, sounds, mode, progress_ms }) => {
    const { queue } = rtpEndpointOf(session, endpoint_id, onlyRtp);
    if (mode === 'replace') queue.stop();
    return { play_ids: queue.add(sounds, progress_ms) };
  },
);

/** Ends that. */
export const endpointPlayStop = sessionCommand('endpoint.play.stop', ({ session }, { endpoint_id }) => {
  rtpEndpointOf(session, endpoint_id, onlyRtp).queue.stop();
  return {};
});

/** Changes and tells who hears whom. */
export const sessionHearing = sessionCommand('session.hearing', ({ session }, { changes }) => {
  const found = changes.map(({ listener_id, speaker_id, hears }) => ({
    listener: sessionEndpointOf(session, listener_id),
    speaker: sessionEndpointOf(session, speaker_id),
    hears,
  }));
  for (const { listener, speaker, hears } of found) setHearing(listener, speaker, hears);
  return { hearing: hearingOf(session) };
});
