import { z } from 'zod';

/** What an endpoint is; `stream` is an extension. */
export const endpointType = z.enum(['webrtc', 'rtp', 'file', 'tone', 'bridge', 'stream']);
export type EndpointType = z.infer<typeof endpointType>;

/** About the session, seen from the endpoint: `sendonly` feeds it and hears nothing. */
export const direction = z.enum(['sendrecv', 'recvonly', 'sendonly']);
export type Direction = z.infer<typeof direction>;

export const endpointState = z.enum([
  'new',
  'buffering',
  'connecting',
  'connected',
  'playing',
  'paused',
  'disconnected',
  'finished',
]);
export type EndpointState = z.infer<typeof endpointState>;

/** Whether a client owns a session. */
export const sessionState = z.enum(['active', 'orphaned']);
export type SessionState = z.infer<typeof sessionState>;

export const toneName = z.enum(['ringback', 'ringing', 'busy', 'beep', 'sine']);
export type ToneName = z.infer<typeof toneName>;
