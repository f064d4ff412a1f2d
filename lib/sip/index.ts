export type { LegMedia } from './leg-media.js';
export type { SipLeg } from './sip-leg.js';
export type { ListenAddress, OpenTransport } from './sip-transport.js';
export type { TraceEntry, TracePort } from './trace.js';
export { UserAgent, type UserAgentEvents, type UserAgentOptions, type UserAgentStats } from './user-agent.js';
