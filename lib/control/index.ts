export type { AccessRules } from './access.js';
export {
  type Command,
  type ConnectionContext,
  connectionCommand,
  type SessionContext,
  sessionCommand,
} from './command.js';
export type { ControlEndpoint, EndpointTotals } from './control-endpoint.js';
export { ControlMetrics } from './control-metrics.js';
export type { ControlRecording, RecordingStopReason } from './control-recording.js';
export { ControlServer, type ControlServerOptions } from './control-server.js';
export { ControlSession, type EndpointMonitor, type SessionOwner } from './control-session.js';
export { Dispatcher } from './dispatcher.js';
export { FrontDoor, type TlsFiles } from './front-door.js';
export { isLoopback, parseListenAddresses } from './listen-address.js';
export type { ControlServices } from './services.js';
export { SessionRegistry } from './session-registry.js';
export { type ControlSettings, defaultControlSettings } from './settings.js';
