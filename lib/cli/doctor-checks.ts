import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { FrontDoor, isLoopback } from '../control/index.js';
import { errorMessage, OssicleError, systemClock } from '../core/index.js';
import { MediaEngine } from '../media/index.js';
import { native } from '../native/index.js';
import { EspeakNg } from '../providers/espeak-ng/index.js';
import { type Configuration, checkMediaDirectory, primaryAddress } from '../server/index.js';
import { UserAgent } from '../sip/index.js';
import { formatSocketAddress } from '../transport/index.js';
import { takenPorts } from './taken-ports.js';

/** The outcome of looking at one thing. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the server cannot do without it. */
  readonly needed: boolean;
  /** What is there, or what is wrong and what to do about it. */
  readonly detail: string;
}

/** Looks at one thing; throws when it does not work. */
interface Check {
  readonly name: string;
  readonly needed: boolean;
  look(configuration: Configuration): string | Promise<string>;
}

/** The oldest Node this package runs on. */
const minimumNode = [20, 19] as const;
/** An RTP and an RTCP socket. */
const descriptorsPerCall = 2;
const otherDescriptors = 100;

const checks: readonly Check[] = [
  { name: 'Node', needed: true, look: lookAtNode },
  { name: 'addon', needed: true, look: lookAtAddon },
  { name: 'codecs', needed: true, look: () => codecNames().join(', ') },
  { name: 'voice', needed: false, look: lookAtVoice },
  { name: 'CPU', needed: false, look: lookAtCpu },
  { name: 'SIP port', needed: true, look: lookAtSipPort },
  { name: 'control', needed: true, look: lookAtControlPort },
  { name: 'RTP ports', needed: true, look: lookAtRtpPorts },
  { name: 'address', needed: false, look: lookAtAddress },
  { name: 'recordings', needed: true, look: lookAtRecordings },
  { name: 'media', needed: true, look: lookAtMedia },
  { name: 'open files', needed: false, look: lookAtDescriptors },
  { name: 'espeak-ng', needed: false, look: lookAtEspeak },
];

/** Looks at everything, in order. Never rejects. */
export async function examine(configuration: Configuration): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, needed, look } of checks) {
    try {
      findings.push({ name, needed, ok: true, detail: await look(configuration) });
    } catch (error) {
      findings.push({ name, needed, ok: false, detail: errorMessage(error) });
    }
  }
  return findings;
}

function lookAtNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = minimumNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return process.versions.node;
  throw new OssicleError(
    'UNSUPPORTED',
    `${process.versions.node} is too old; install Node ${wantedMajor}.${wantedMinor} or later.`,
  );
}

function lookAtAddon(): string {
  const { version, compiler, opus, openssl } = native().buildInfo();
  return `${version}, ${process.platform}-${process.arch}, ${compiler}, ${opus}, ${openssl}`;
}

function lookAtVoice(): string {
  const own = 'gain control';
  if (native().buildInfo().webrtc) return `echo canceller, noise suppressor, ${own}`;
  return `${own}; no echo canceller or noise suppressor: built without the WebRTC module (docs/building.md)`;
}

function codecNames(): string[] {
  return native()
    .buildInfo()
    .codecs.map(({ name, clockRateHz }) => `${name}/${clockRateHz}`);
}

function lookAtCpu(): string {
  const { cpuFeatures } = native().buildInfo();
  return `${availableParallelism()} cores, ${cpuFeatures.join(' ') || 'no special instructions used'}`;
}

async function lookAtSipPort({ sipAddress: address, sipPort: port }: Configuration): Promise<string> {
  const listen = (['udp', 'tcp'] as const).map((protocol) => ({ protocol, address, port }));
  await using engine = new MediaEngine({ threads: 1 });
  const userAgent = await UserAgent.open({ listen, media: engine });
  await userAgent.close();
  return `${address}:${port} is free (UDP, TCP)`;
}

async function lookAtControlPort({ control: { listen, tls, access } }: Configuration): Promise<string> {
  if (listen.length === 0) return 'not spoken, as configured';
  const door = await FrontDoor.open(listen, {
    clock: systemClock,
    maxConnections: 0,
    tls,
    onConnection: () => undefined,
  });
  door.close();
  const strangers = access.token === null && listen.some(({ address }) => !isLoopback(address));
  const warning = strangers ? '; whoever reaches it controls the server: no token is set' : '';
  return `${listen.map(formatSocketAddress).join(', ')} is free${warning}`;
}

async function lookAtRtpPorts({ rtpPorts }: Configuration): Promise<string> {
  const { tried, taken } = await takenPorts(rtpPorts);
  await using engine = new MediaEngine({ rtpPorts });
  const endpoint = engine.createSession().createEndpoint();
  const calls = Math.floor((rtpPorts.max - rtpPorts.min + 1) / 2);
  const share = taken === 0 ? 'free' : `of ${tried} tried ${taken} are taken`;
  return `${rtpPorts.min}-${rtpPorts.max}: ${share}, room for ${calls} calls; the engine got port ${endpoint.localPort}`;
}

function lookAtAddress({ mediaAddress }: Configuration): string {
  if (mediaAddress !== null) return `callers are told ${mediaAddress}, as configured`;
  const address = primaryAddress();
  if (address !== '127.0.0.1') return `callers are told the address of the route to them, e.g. ${address}`;
  throw new OssicleError(
    'NETWORK_FAILED',
    'this machine has no address but 127.0.0.1, so only programs on it can call. Connect it to a network.',
  );
}

async function lookAtRecordings({ recordingDirectory }: Configuration): Promise<string> {
  const existing = await nearestExisting(resolve(recordingDirectory));
  const isThere = existing === resolve(recordingDirectory);
  if (!(await stat(existing)).isDirectory())
    throw new OssicleError('FILE_FAILED', `${existing} is no directory. Choose another with --recordings.`);
  await access(existing, constants.W_OK | constants.X_OK).catch(() => {
    throw new OssicleError(
      'FILE_FAILED',
      `${existing} is not writable by this user. Choose another directory with --recordings.`,
    );
  });
  return isThere ? `${recordingDirectory} is writable` : `${recordingDirectory} will be created`;
}

async function lookAtMedia({ control: { settings } }: Configuration): Promise<string> {
  const { mediaDir } = settings;
  if (mediaDir === null) return 'no directory of files for control clients is set (--media-dir); they may play URLs';
  await checkMediaDirectory(mediaDir);
  return `control clients may play files of ${mediaDir}`;
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return nearestExisting(parent);
  }
}

async function lookAtDescriptors({ maxCalls }: Configuration): Promise<string> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  if (soft === undefined) return 'the limit cannot be read here; `ulimit -n` shows it';
  const calls =
    soft === 'unlimited'
      ? Number.POSITIVE_INFINITY
      : Math.floor((Number(soft) - otherDescriptors) / descriptorsPerCall);
  if (calls >= maxCalls) return `${soft}, enough for ${maxCalls} calls`;
  throw new OssicleError(
    'LIMIT_REACHED',
    `${soft} are enough for ${Math.max(0, calls)} calls, but ${maxCalls} are allowed. ` +
      `Raise the limit (ulimit -n ${maxCalls * descriptorsPerCall + otherDescriptors}) or lower --max-calls.`,
  );
}

function lookAtEspeak(): Promise<string> {
  return new EspeakNg().version();
}
