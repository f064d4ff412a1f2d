import { CommandError } from '../protocol/control/index.js';
import type { ControlSettings } from './settings.js';

/** @throws CommandError INVALID_PARAMS for a description over the limit. */
export function assertSdpSize(sdp: string, { maxSdpBytes }: ControlSettings): void {
  if (Buffer.byteLength(sdp) <= maxSdpBytes) return;
  throw new CommandError('INVALID_PARAMS', `SDP too large: at most ${maxSdpBytes} bytes are read.`);
}

/** What everything about WebRTC is refused with. */
export function webRtcRefused(): CommandError {
  return new CommandError('ENDPOINT_ERROR', 'WebRTC endpoints are not part of this build yet; use plain RTP or SRTP.');
}
