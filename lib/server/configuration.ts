import { z } from 'zod';
import { isLoopback } from '../control/index.js';
import { nearestName, OssicleError } from '../core/index.js';
import { type ControlConfiguration, controlConfiguration, controlKeys } from './control-configuration.js';
import { type LogLevel, logLevelOf } from './log-level.js';
import { settings } from './settings.js';

/** Everything a server can be told, valid. */
export interface Configuration {
  readonly sipPort: number;
  readonly sipAddress: string;
  readonly maxCalls: number;
  readonly drainSeconds: number;
  /** Null: the address of the route to each caller. */
  readonly mediaAddress: string | null;
  /** Inclusive. */
  readonly rtpPorts: { readonly min: number; readonly max: number };
  /** 0: a call may be silent for ever. */
  readonly mediaTimeoutSeconds: number;
  readonly recordingDirectory: string;
  readonly logLevel: LogLevel;
  readonly json: boolean;
  readonly control: ControlConfiguration;
  /** What was ignored, or may not be what was meant; one sentence each. */
  readonly warnings: readonly string[];
}

/** Raw values of one origin, nested as in a file, and what to call each in an error message. */
export interface ConfigurationSource {
  readonly values: Readonly<Record<string, unknown>>;
  /** Continues "from": `--sip-port`, `OSSICLE_SIP_PORT`, `ossicle.toml`. */
  nameOf(key: string): string;
}

const ipAddress = z.union([z.ipv4(), z.ipv6()]);
/** Pairs of an even port and the next one (RFC 3550 section 11). */
const rtpPort = z.int().min(1024).max(65_534);

/** The shape of a configuration file. Unknown keys at its top level are ignored, as rtpbridge does; in tables not. */
const schema = z.object({
  sip: z
    .strictObject({
      port: z.int().min(0).max(65_535).default(5060),
      address: ipAddress.default('0.0.0.0'),
      max_calls: z.int().min(1).max(20_000).default(1000),
      drain_seconds: z.int().min(0).max(86_400).default(30),
      media_timeout_seconds: z.int().min(0).max(86_400).default(120),
    })
    .prefault({}),
  media_ip: ipAddress.nullable().default(null),
  rtp_port_range: z
    .tuple([rtpPort, rtpPort])
    .refine(([min, max]) => min % 2 === 0 && min < max)
    .default([20_000, 29_999]),
  recording_dir: z.string().min(1).max(4096).default('./recordings'),
  log_level: z
    .string()
    .refine((text) => logLevelOf(text) !== undefined)
    .default('info'),
  json: z.boolean().default(false),
  ...controlKeys,
});

/**
 * The configuration that several sources make together; the first source that has a value wins.
 *
 * @throws OssicleError CONFIGURATION_INVALID naming each wrong key, its value, where it came from and what it must be.
 */
export function parseConfiguration(sources: readonly ConfigurationSource[] = []): Configuration {
  const merged = sources.reduceRight<Record<string, unknown>>((lower, { values }) => merge(lower, values), {});
  const parsed = schema.safeParse(merged);
  if (!parsed.success) throw invalidConfiguration(parsed.error, merged, sources);
  const { sip, rtp_port_range: ports, ...rest } = parsed.data;
  const shared = { mediaAddress: rest.media_ip, recordingDir: rest.recording_dir };
  return {
    sipPort: sip.port,
    sipAddress: sip.address,
    maxCalls: sip.max_calls,
    drainSeconds: sip.drain_seconds,
    mediaAddress: rest.media_ip,
    rtpPorts: { min: ports[0], max: ports[1] },
    mediaTimeoutSeconds: sip.media_timeout_seconds,
    recordingDirectory: rest.recording_dir,
    logLevel: logLevelOf(rest.log_level) as LogLevel,
    json: rest.json,
    control: controlConfiguration(rest, shared),
    warnings: [
      ...ignoredKeys(merged).map((key) => `${unknownKey(key, sources).message} It is ignored.`),
      ...unreachable(rest),
    ],
  };
}

function unreachable({ media_ip: address }: { readonly media_ip: string | null }): string[] {
  if (address === null || !isLoopback(address)) return [];
  return [`media_ip is ${address}: only programs on this machine can send and get audio.`];
}

function ignoredKeys(values: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(values).filter((key) => !Object.hasOwn(schema.shape, key));
}

/** Value of `key` (`sip.port`) in nested values, or undefined. */
function valueAt(values: unknown, key: string): unknown {
  let value = values;
  for (const part of key.split('.')) {
    if (!isTable(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

/** As own properties, whatever they are called: a file that names `__proto__` reaches nothing. */
function merge(
  lower: Readonly<Record<string, unknown>>,
  upper: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = new Map(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const below = merged.get(key);
    merged.set(key, isTable(value) && isTable(below) ? merge(below, value) : value);
  }
  return Object.fromEntries(merged);
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Fault {
  readonly message: string;
  /** What its value came from: a flag with its dashes, a variable, a file. */
  readonly origin: string;
}

function invalidConfiguration(
  error: z.ZodError,
  values: unknown,
  sources: readonly ConfigurationSource[],
): OssicleError {
  const faults = new Map<string, Fault>();
  for (const issue of error.issues) {
    const path = issue.path.filter((part) => typeof part === 'string').join('.');
    if (issue.code !== 'unrecognized_keys') faults.set(path, wrongValue(path, values, sources));
    else
      for (const key of issue.keys.map((last) => (path ? `${path}.${last}` : last)))
        faults.set(key, unknownKey(key, sources));
  }
  const found = [...faults.values()];
  return new OssicleError('CONFIGURATION_INVALID', found.map(({ message }) => message).join('\n'), {
    details: { origins: found.map(({ origin }) => origin) },
  });
}

function wrongValue(key: string, values: unknown, sources: readonly ConfigurationSource[]): Fault {
  const setting = settings.find((candidate) => candidate.key === key);
  const expectation = setting?.expectation ?? 'a table of settings';
  const value = setting?.secret ? 'something else' : JSON.stringify(valueAt(values, key));
  const origin = originOf(key, sources);
  return { message: `${key} must be ${expectation}, but is ${value} (from ${origin}).`, origin };
}

function unknownKey(key: string, sources: readonly ConfigurationSource[]): Fault {
  const keys = settings.map((setting) => setting.key);
  const nearest = nearestName(key, keys);
  const hint = nearest ? `; did you mean ${nearest}?` : ". 'ossicle serve --help' lists them all.";
  const origin = originOf(key, sources);
  return { message: `There is no setting ${key} (from ${origin})${hint}`, origin };
}

function originOf(key: string, sources: readonly ConfigurationSource[]): string {
  return sources.find(({ values }) => valueAt(values, key) !== undefined)?.nameOf(key) ?? 'the defaults';
}
