import { parseBoolean, parseList, parseNumber, parseText, type Setting } from './setting.js';

/** A number at the top level of the file; flag and variable are named after its key. */
function numberKey(key: string, range: string, meaning: string): Setting {
  const flag = key.replaceAll('_', '-');
  const expectation = `a whole number ${range}`;
  const variable = `OSSICLE_${key.toUpperCase()}`;
  return { key, flag, variable, placeholder: 'N', expectation, meaning, parse: parseNumber };
}

function textKey(key: string, flag: string, rest: Pick<Setting, 'placeholder' | 'expectation' | 'meaning'>): Setting {
  return { key, flag, variable: `OSSICLE_${flag.replaceAll('-', '_').toUpperCase()}`, parse: parseText, ...rest };
}

/** Settings of the control protocol: those at the top level are rtpbridge's, our own stand in the table `control`. */
export const controlSettings: readonly Setting[] = [
  {
    key: 'listen',
    flag: 'listen',
    short: 'l',
    variable: 'OSSICLE_LISTEN',
    placeholder: 'A:N',
    expectation: 'a comma list of addresses such as 127.0.0.1:9100,[::1]:9100, or none',
    meaning: 'where the control protocol is spoken; none: nowhere (127.0.0.1:9100)',
    parse: parseText,
  },
  {
    ...textKey('control.token', 'control-token', {
      placeholder: 'TEXT',
      expectation: 'at least 16 printable characters without a space',
      meaning: 'secret that control clients have to show, 16 characters or more (none)',
    }),
    secret: true,
  },
  {
    ...textKey('control.allowed_origins', 'control-origins', {
      placeholder: 'LIST',
      expectation: 'origins such as https://desk.example (in a file: a list)',
      meaning: 'origins of web pages that may use the control port (all)',
    }),
    parse: parseList,
  },
  {
    ...textKey('control.allowed_url_addresses', 'control-url-addresses', {
      placeholder: 'LIST',
      expectation: 'addresses and blocks such as 10.1.0.0/16 (in a file: a list)',
      meaning: 'private addresses that played URLs may lead to (none)',
    }),
    parse: parseList,
  },
  {
    key: 'control.capital_states',
    flag: 'control-capital-states',
    variable: 'OSSICLE_CONTROL_CAPITAL_STATES',
    expectation: 'true or false',
    meaning: 'states in stats events with a capital, as rtpbridge 0.1 (false)',
    parse: parseBoolean,
  },
  textKey('control.tls_cert', 'control-tls-cert', {
    placeholder: 'FILE',
    expectation: 'the name of a PEM file, together with control.tls_key',
    meaning: 'certificate of the control port, for TLS (none)',
  }),
  textKey('control.tls_key', 'control-tls-key', {
    placeholder: 'FILE',
    expectation: 'the name of a PEM file, together with control.tls_cert',
    meaning: 'key of that certificate (none)',
  }),
  numberKey('disconnect_timeout_secs', 'from 1', 'how long a session waits for its client to come back (30)'),
  numberKey('shutdown_max_wait_secs', 'from 1', 'how long the end waits for sessions that clients still own (300)'),
  numberKey('session_idle_timeout_secs', 'from 0 (0: never)', 'ends a session without media and commands (0: never)'),
  numberKey('empty_session_timeout_secs', 'from 0 (0: never)', 'ends a session without endpoints (0: never)'),
  numberKey('media_timeout_secs', 'from 1 to 300', 'silence after which an endpoint reports media_timeout (5)'),
  textKey('media_dir', 'media-dir', {
    placeholder: 'DIR',
    expectation: 'the name of a directory',
    meaning: 'files that clients may play (none)',
  }),
  textKey('cache_dir', 'cache-dir', {
    placeholder: 'DIR',
    expectation: 'the name of a directory',
    meaning: 'where downloads are kept (ossicle-cache in the temporary directory)',
  }),
  numberKey('cache_cleanup_interval_secs', 'from 1', 'how often downloads past their time are removed (300)'),
  numberKey('max_concurrent_downloads', 'from 1', 'downloads at a time (16)'),
  numberKey('max_file_download_bytes', 'from 0', 'largest file that is downloaded to be played (104857600)'),
  numberKey('max_recording_download_bytes', 'from 0', 'largest recording that HTTP hands out (536870912)'),
  numberKey('max_sessions', 'from 0 (0: no limit)', 'sessions at a time; 0: no limit (10000)'),
  numberKey('max_endpoints_per_session', 'from 0 (0: no limit)', 'endpoints of a session; 0: no limit (20)'),
  numberKey('max_recordings_per_session', 'from 1', 'recordings of a session at a time (100)'),
  numberKey('recording_flush_timeout_secs', 'from 1', 'how long recording.stop waits for the disk (10)'),
  numberKey('recording_channel_size', 'from 1', 'packets that may wait for the disk (1000)'),
  numberKey('ws_max_message_size_kb', 'from 1 to 512000', 'largest message of a client, KiB (256)'),
  numberKey('max_sdp_size_kb', 'from 1 to 10000', 'largest session description, KiB (64)'),
  numberKey('max_connections', 'from 0 (0: no limit)', 'control connections, HTTP included; 0: no limit (1000)'),
  numberKey('ws_ping_interval_secs', 'from 1', 'how often clients are pinged (30)'),
  numberKey('event_channel_size', 'from 1', 'events that may wait for a slow client (256)'),
  numberKey('critical_event_channel_size', 'from 1', 'urgent events that may wait beside those (64)'),
  numberKey('transcode_cache_size', 'from 1', 'accepted for rtpbridge; transcoders are kept as needed (64)'),
];
