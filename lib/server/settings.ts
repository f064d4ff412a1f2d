/** Where one setting may come from, and what it must be. */
export interface Setting {
  /** Its place in a configuration file. */
  readonly key: string;
  /** Its command-line flag, without the dashes. */
  readonly flag: string;
  /** Its environment variable. */
  readonly variable: string;
  /** What follows the flag, for the help; none when the flag alone says yes. */
  readonly placeholder?: string;
  /** Continues "must be". */
  readonly expectation: string;
  readonly meaning: string;
  /** The value that a text of the command line or environment means; the text itself when it means none. */
  readonly parse: (text: string) => unknown;
}

/** Every setting there is. Files, flags, variables, the help and error messages all come from this list. */
export const settings: readonly Setting[] = [
  {
    key: 'sip.port',
    flag: 'sip-port',
    variable: 'OSSICLE_SIP_PORT',
    placeholder: 'N',
    expectation: 'a port from 0 to 65535 (0: any free one)',
    meaning: 'port to answer calls on, UDP and TCP (5060)',
    parse: parseNumber,
  },
  {
    key: 'sip.address',
    flag: 'sip-address',
    variable: 'OSSICLE_SIP_ADDRESS',
    placeholder: 'A',
    expectation: 'an IP address of this machine',
    meaning: 'address to answer calls on (0.0.0.0: all)',
    parse: parseText,
  },
  {
    key: 'sip.max_calls',
    flag: 'max-calls',
    variable: 'OSSICLE_MAX_CALLS',
    placeholder: 'N',
    expectation: 'a whole number from 1 to 20000',
    meaning: 'calls at a time; further ones are told to come back (1000)',
    parse: parseNumber,
  },
  {
    key: 'sip.drain_seconds',
    flag: 'drain-seconds',
    variable: 'OSSICLE_DRAIN_SECONDS',
    placeholder: 'N',
    expectation: 'a whole number from 0 to 86400',
    meaning: 'how long SIGTERM waits for calls to end by themselves (30)',
    parse: parseNumber,
  },
  {
    key: 'media_ip',
    flag: 'media-ip',
    variable: 'OSSICLE_MEDIA_IP',
    placeholder: 'A',
    expectation: 'an IP address',
    meaning: 'address callers are told to send to (that of the route to them)',
    parse: parseText,
  },
  {
    key: 'rtp_port_range',
    flag: 'rtp-ports',
    variable: 'OSSICLE_RTP_PORTS',
    placeholder: 'A-B',
    expectation: 'a range A-B of at least two ports from 1024 to 65535 (in a file: [A, B])',
    meaning: 'UDP ports for audio (20000-29999)',
    parse: parseRange,
  },
  {
    key: 'media_timeout_seconds',
    flag: 'media-timeout',
    variable: 'OSSICLE_MEDIA_TIMEOUT',
    placeholder: 'N',
    expectation: 'a whole number from 0 to 86400 (0: never)',
    meaning: 'seconds without any audio packet after which a call is ended (120)',
    parse: parseNumber,
  },
  {
    key: 'recording_dir',
    flag: 'recordings',
    variable: 'OSSICLE_RECORDINGS',
    placeholder: 'DIR',
    expectation: 'the name of a directory',
    meaning: 'where recordings go; created when missing (./recordings)',
    parse: parseText,
  },
  {
    key: 'log_level',
    flag: 'log-level',
    variable: 'OSSICLE_LOG_LEVEL',
    placeholder: 'L',
    expectation: 'debug, info, warn, error or silent',
    meaning: 'how much to log (info)',
    parse: parseText,
  },
  {
    key: 'json',
    flag: 'json',
    variable: 'OSSICLE_JSON',
    expectation: 'true or false',
    meaning: 'log lines as JSON, one object each',
    parse: parseBoolean,
  },
];

function parseText(text: string): unknown {
  return text;
}

function parseNumber(text: string): unknown {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function parseRange(text: string): unknown {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : text;
}

function parseBoolean(text: string): unknown {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0' || text === '') return false;
  return text;
}
