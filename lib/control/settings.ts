/** What a control server may be told. Names and defaults are those of the configuration file. */
export interface ControlSettings {
  /** IP address of SDP and of candidates; null: the address of the route to the peer. */
  readonly mediaAddress: string | null;
  /** How long an orphaned session waits for a client. */
  readonly disconnectTimeoutSecs: number;
  /** 0: off. */
  readonly sessionIdleTimeoutSecs: number;
  /** 0: off. */
  readonly emptySessionTimeoutSecs: number;
  readonly mediaTimeoutSecs: number;
  /** Null: local files cannot be played. */
  readonly mediaDir: string | null;
  readonly recordingDir: string;
  readonly cacheDir: string;
  readonly cacheCleanupIntervalSecs: number;
  readonly maxConcurrentDownloads: number;
  /** Addresses and blocks in CIDR notation that URLs may lead to although they are not on the public internet. */
  readonly allowedUrlAddresses: readonly string[];
  readonly maxFileDownloadBytes: number;
  readonly maxRecordingDownloadBytes: number;
  /** 0: no limit; likewise below. */
  readonly maxSessions: number;
  readonly maxEndpointsPerSession: number;
  readonly maxRecordingsPerSession: number;
  readonly recordingFlushTimeoutSecs: number;
  readonly recordingChannelSize: number;
  readonly maxMessageBytes: number;
  readonly maxSdpBytes: number;
  /** 0: no limit. */
  readonly maxConnections: number;
  readonly pingIntervalSecs: number;
  readonly eventQueueSize: number;
  readonly priorityEventQueueSize: number;
  readonly transcodeCacheSize: number;
  /** States in `stats` events begin with a capital, as rtpbridge 0.1 writes them. */
  readonly capitalStates: boolean;
}

/** The defaults of everything. */
export const defaultControlSettings: ControlSettings = {
  mediaAddress: null,
  disconnectTimeoutSecs: 30,
  sessionIdleTimeoutSecs: 0,
  emptySessionTimeoutSecs: 0,
  mediaTimeoutSecs: 5,
  mediaDir: null,
  recordingDir: './recordings',
  cacheDir: './cache',
  cacheCleanupIntervalSecs: 300,
  maxConcurrentDownloads: 16,
  allowedUrlAddresses: [],
  maxFileDownloadBytes: 104_857_600,
  maxRecordingDownloadBytes: 536_870_912,
  maxSessions: 10_000,
  maxEndpointsPerSession: 20,
  maxRecordingsPerSession: 100,
  recordingFlushTimeoutSecs: 10,
  recordingChannelSize: 1000,
  maxMessageBytes: 262_144,
  maxSdpBytes: 65_536,
  maxConnections: 1000,
  pingIntervalSecs: 30,
  eventQueueSize: 256,
  priorityEventQueueSize: 64,
  transcodeCacheSize: 64,
  capitalStates: false,
};
