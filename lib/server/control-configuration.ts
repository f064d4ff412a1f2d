import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import {
  type AccessRules,
  type ControlSettings,
  defaultControlSettings,
  parseListenAddresses,
  type TlsFiles,
} from '../control/index.js';
import { AddressFilter, type SocketAddress } from '../transport/index.js';

/** What the control protocol of a server is told. */
export interface ControlConfiguration {
  /** Empty: it is not spoken. */
  readonly listen: readonly SocketAddress[];
  readonly settings: ControlSettings;
  readonly access: AccessRules;
  readonly tls: TlsFiles | null;
  /** How long the end waits for sessions that clients still own. */
  readonly shutdownMaxWaitSeconds: number;
}

const fromZero = z.int().min(0);
const fromOne = z.int().min(1);
const path = z.string().min(1).max(4096);
const defaults = defaultControlSettings;

const controlTable = z
  .strictObject({
    token: z
      .string()
      .regex(/^[\x21-\x7e]{16,}$/)
      .max(4096)
      .nullable()
      .default(null),
    allowed_origins: z.array(z.string().min(1)).nullable().default(null),
    allowed_url_addresses: z.array(z.string().refine(isAddressBlock)).default([]),
    capital_states: z.boolean().default(defaults.capitalStates),
    tls_cert: path.nullable().default(null),
    tls_key: path.nullable().default(null),
  })
  .superRefine(({ tls_cert: cert, tls_key: key }, { addIssue }) => {
    if ((cert === null) === (key === null)) return;
    addIssue({ code: 'custom', path: [cert === null ? 'tls_cert' : 'tls_key'] });
  })
  .prefault({});

/** Keys of the control protocol, as they stand at the top level of a file: rtpbridge's, and the table of our own. */
export const controlKeys = {
  listen: z
    .string()
    .refine((text) => isNowhere(text) || parseListenAddresses(text) !== undefined)
    .default('127.0.0.1:9100'),
  disconnect_timeout_secs: fromOne.default(defaults.disconnectTimeoutSecs),
  shutdown_max_wait_secs: fromOne.default(300),
  session_idle_timeout_secs: fromZero.default(defaults.sessionIdleTimeoutSecs),
  empty_session_timeout_secs: fromZero.default(defaults.emptySessionTimeoutSecs),
  media_timeout_secs: fromOne.max(300).default(defaults.mediaTimeoutSecs),
  media_dir: path.nullable().default(null),
  cache_dir: path.default(() => join(tmpdir(), 'ossicle-cache')),
  cache_cleanup_interval_secs: fromOne.default(defaults.cacheCleanupIntervalSecs),
  max_concurrent_downloads: fromOne.default(defaults.maxConcurrentDownloads),
  max_file_download_bytes: fromZero.default(defaults.maxFileDownloadBytes),
  max_recording_download_bytes: fromZero.default(defaults.maxRecordingDownloadBytes),
  max_sessions: fromZero.default(defaults.maxSessions),
  max_endpoints_per_session: fromZero.default(defaults.maxEndpointsPerSession),
  max_recordings_per_session: fromOne.default(defaults.maxRecordingsPerSession),
  recording_flush_timeout_secs: fromOne.default(defaults.recordingFlushTimeoutSecs),
  recording_channel_size: fromOne.default(defaults.recordingChannelSize),
  ws_max_message_size_kb: fromOne.max(512_000).default(defaults.maxMessageBytes / 1024),
  max_sdp_size_kb: fromOne.max(10_000).default(defaults.maxSdpBytes / 1024),
  max_connections: fromZero.default(defaults.maxConnections),
  ws_ping_interval_secs: fromOne.default(defaults.pingIntervalSecs),
  event_channel_size: fromOne.default(defaults.eventQueueSize),
  critical_event_channel_size: fromOne.default(defaults.priorityEventQueueSize),
  transcode_cache_size: fromOne.default(defaults.transcodeCacheSize),
  control: controlTable,
};

function isAddressBlock(text: string): boolean {
  try {
    return new AddressFilter([text]) !== undefined;
  } catch {
    return false;
  }
}

function isNowhere(text: string): boolean {
  return ['', 'none'].includes(text.trim());
}

type ControlKeys = z.output<z.ZodObject<typeof controlKeys>>;

/** The control protocol's part of a configuration; media address and recording directory are the server's. */
export function controlConfiguration(
  keys: ControlKeys,
  shared: { readonly mediaAddress: string | null; readonly recordingDir: string },
): ControlConfiguration {
  const { tls_cert: certFile, tls_key: keyFile, token, allowed_origins: allowedOrigins } = keys.control;
  return {
    listen: isNowhere(keys.listen) ? [] : (parseListenAddresses(keys.listen) ?? []),
    settings: settingsOf(keys, shared),
    access: { token, allowedOrigins },
    tls: certFile !== null && keyFile !== null ? { certFile, keyFile } : null,
    shutdownMaxWaitSeconds: keys.shutdown_max_wait_secs,
  };
}

function settingsOf(
  keys: ControlKeys,
  shared: { readonly mediaAddress: string | null; readonly recordingDir: string },
): ControlSettings {
  return {
    ...defaults,
    mediaAddress: shared.mediaAddress,
    recordingDir: resolve(shared.recordingDir),
    disconnectTimeoutSecs: keys.disconnect_timeout_secs,
    sessionIdleTimeoutSecs: keys.session_idle_timeout_secs,
    emptySessionTimeoutSecs: keys.empty_session_timeout_secs,
    mediaTimeoutSecs: keys.media_timeout_secs,
    mediaDir: keys.media_dir === null ? null : resolve(keys.media_dir),
    cacheDir: resolve(keys.cache_dir),
    cacheCleanupIntervalSecs: keys.cache_cleanup_interval_secs,
    maxConcurrentDownloads: keys.max_concurrent_downloads,
    allowedUrlAddresses: keys.control.allowed_url_addresses,
    maxFileDownloadBytes: keys.max_file_download_bytes,
    maxRecordingDownloadBytes: keys.max_recording_download_bytes,
    maxSessions: keys.max_sessions,
    maxEndpointsPerSession: keys.max_endpoints_per_session,
    maxRecordingsPerSession: keys.max_recordings_per_session,
    recordingFlushTimeoutSecs: keys.recording_flush_timeout_secs,
    recordingChannelSize: keys.recording_channel_size,
    maxMessageBytes: keys.ws_max_message_size_kb * 1024,
    maxSdpBytes: keys.max_sdp_size_kb * 1024,
    maxConnections: keys.max_connections,
    pingIntervalSecs: keys.ws_ping_interval_secs,
    eventQueueSize: keys.event_channel_size,
    priorityEventQueueSize: keys.critical_event_channel_size,
    transcodeCacheSize: keys.transcode_cache_size,
    capitalStates: keys.control.capital_states,
  };
}
