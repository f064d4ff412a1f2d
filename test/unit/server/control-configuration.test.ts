import { parse as parseToml } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../../lib/server/index.js';
import { logLevelOf } from '../../../lib/server/log-level.js';

/** Every key that rtpbridge knows, as one writes it in its file. */
const rtpbridgeFile = `
listen = "0.0.0.0:9100,[::1]:9101"
media_ip = "192.0.2.10"
rtp_port_range = [30000, 39999]
disconnect_timeout_secs = 31
shutdown_max_wait_secs = 301
session_idle_timeout_secs = 1
empty_session_timeout_secs = 2
media_timeout_secs = 6
media_dir = "/srv/media"
recording_dir = "/var/lib/rtpbridge/recordings"
cache_dir = "/tmp/rtpbridge-cache"
cache_cleanup_interval_secs = 301
max_concurrent_downloads = 17
max_file_download_bytes = 1
max_recording_download_bytes = 2
max_sessions = 0
max_endpoints_per_session = 0
max_recordings_per_session = 101
recording_flush_timeout_secs = 11
recording_channel_size = 1001
ws_max_message_size_kb = 512000
max_sdp_size_kb = 10000
max_connections = 0
ws_ping_interval_secs = 31
event_channel_size = 257
critical_event_channel_size = 65
transcode_cache_size = 65
log_level = "info,rtpbridge=debug"
a_key_of_a_later_version = true
`;

function parse(text: string) {
  return parseConfiguration([{ values: parseToml(text) as Record<string, unknown>, nameOf: () => 'file' }]);
}

describe("rtpbridge's file", () => {
  test('works as it is', () => {
    const { control, warnings, ...rest } = parse(rtpbridgeFile);
    expect(warnings).toHaveLength(1);
    expect(rest).toMatchObject({
      mediaAddress: '192.0.2.10',
      rtpPorts: { min: 30_000, max: 39_999 },
      recordingDirectory: '/var/lib/rtpbridge/recordings',
      logLevel: 'debug',
      mediaTimeoutSeconds: 120,
    });
    expect(control).toEqual({
      listen: [
        { address: '0.0.0.0', port: 9100 },
        { address: '::1', port: 9101 },
      ],
      access: { token: null, allowedOrigins: null },
      tls: null,
      shutdownMaxWaitSeconds: 301,
      settings: expect.objectContaining({
        mediaAddress: '192.0.2.10',
        disconnectTimeoutSecs: 31,
        sessionIdleTimeoutSecs: 1,
        emptySessionTimeoutSecs: 2,
        mediaTimeoutSecs: 6,
        mediaDir: '/srv/media',
        recordingDir: '/var/lib/rtpbridge/recordings',
        cacheDir: '/tmp/rtpbridge-cache',
        cacheCleanupIntervalSecs: 301,
        maxConcurrentDownloads: 17,
        maxFileDownloadBytes: 1,
        maxRecordingDownloadBytes: 2,
        maxSessions: 0,
        maxEndpointsPerSession: 0,
        maxRecordingsPerSession: 101,
        recordingFlushTimeoutSecs: 11,
        recordingChannelSize: 1001,
        maxMessageBytes: 524_288_000,
        maxSdpBytes: 10_240_000,
        maxConnections: 0,
        pingIntervalSecs: 31,
        eventQueueSize: 257,
        priorityEventQueueSize: 65,
        transcodeCacheSize: 65,
      }),
    });
  });

  test.each([
    'listen = "localhost:9100"',
    'listen = "127.0.0.1"',
    'listen = "127.0.0.1:9100,"',
    'listen = "127.0.0.1:65536"',
    'listen = "::1:9100"',
    'disconnect_timeout_secs = 0',
    'shutdown_max_wait_secs = 0',
    'session_idle_timeout_secs = -1',
    'media_timeout_secs = 0',
    'media_timeout_secs = 301',
    'media_dir = ""',
    'cache_cleanup_interval_secs = 0',
    'max_concurrent_downloads = 0',
    'max_recordings_per_session = 0',
    'recording_flush_timeout_secs = 0',
    'recording_channel_size = 0',
    'ws_max_message_size_kb = 0',
    'ws_max_message_size_kb = 512001',
    'max_sdp_size_kb = 0',
    'max_sdp_size_kb = 10001',
    'max_connections = 1.5',
    'ws_ping_interval_secs = 0',
    'event_channel_size = 0',
    'critical_event_channel_size = 0',
    'transcode_cache_size = "64"',
    'log_level = "loud"',
    '[control]\nallowed_url_addresses = ["10.0.0.0/33"]',
    '[control]\ntls_cert = "x"',
    '[control]\ntoken = "too short"',
  ])('is refused where it says %s', (text) => {
    const [key = ''] = text.replace('[control]\n', '').split(' ');
    const named = key === 'tls_cert' ? 'control.tls_key' : key;
    expect(() => parse(text)).toThrow(named);
    expect(() => parse(text)).toThrow('must be');
  });

  test('defaults are those of rtpbridge, but for the loopback address and the folders', () => {
    const { control } = parse('');
    expect(control.listen).toEqual([{ address: '127.0.0.1', port: 9100 }]);
    expect(control.shutdownMaxWaitSeconds).toBe(300);
    expect(control.settings).toMatchObject({
      disconnectTimeoutSecs: 30,
      mediaTimeoutSecs: 5,
      mediaDir: null,
      maxSessions: 10_000,
      maxEndpointsPerSession: 20,
      maxRecordingsPerSession: 100,
      maxMessageBytes: 262_144,
      maxSdpBytes: 65_536,
      maxConnections: 1000,
      eventQueueSize: 256,
      priorityEventQueueSize: 64,
    });
  });
});

describe('the configuration of the control port', () => {
  test.each(['none', '', ' '])('listen = %j turns it off', (listen) => {
    expect(parse(`listen = "${listen}"`).control.listen).toEqual([]);
  });

  test('never shows a token', () => {
    const secret = 'a secret with spaces';
    const wrong = { values: { control: { token: secret } }, nameOf: () => 'file' };
    expect(() => parseConfiguration([wrong])).toThrow('control.token must be');
    expect(() => parseConfiguration([wrong])).not.toThrow(secret);
  });
});

describe('a level of logging', () => {
  test.each([
    ['trace', 'debug'],
    ['WARN', 'warn'],
    ['off', 'silent'],
    ['info,rtpbridge=debug', 'debug'],
    ['rtpbridge=error,tower=info', 'info'],
    ['loud', undefined],
    ['', undefined],
    ['toString', undefined],
  ])('%j is %s', (text, level) => expect(logLevelOf(text)).toBe(level));
});
