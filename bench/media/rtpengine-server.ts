// rtpengine in user space as a relay between pairs of legs, driven by lines like the other servers:
//
//   node rtpengine-server.js LEGS FIRST_PORT LAST_PORT SRTP
//
// Prints "pid N" of rtpengine, reads "targets ..." (where each leg's phone listens), prints "ports ..." (where each leg
// listens), with SRTP, which is 0 or 1, "keys ..." (with which it sends to each) and "ready", and ends with its input. The calls are made by the ng protocol: UDP, a cookie and bencode.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bdecode, bencode } from './bencode.js';
import { phoneKey, suiteOfLeg } from './srtp-legs.js';

const controlPort = 2223;
const [legs = 0, min = 0, max = 0, srtp = 0] = process.argv.slice(2).map(Number);

const server = spawn(
  'rtpengine',
  [
    '--foreground',
    '--log-stderr',
    '--log-level=2',
    '--table=-1',
    '--interface=127.0.0.1',
    `--listen-ng=127.0.0.1:${controlPort}`,
    `--port-min=${min}`,
    `--port-max=${max}`,
    '--num-threads=1',
    '--timeout=600',
    '--silent-timeout=600',
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
process.on('exit', () => server.kill('SIGKILL'));
server.on('exit', (code) => process.exit(code ?? 1));

const socket = createSocket('udp4');
socket.connect(controlPort, '127.0.0.1');
await once(socket, 'connect');
socket.on('error', () => undefined);

/** Asks again while nothing answers: datagrams to a server that has just started are lost. */
async function ask(command: Record<string, string | readonly string[]>): Promise<Record<string, unknown>> {
  const cookie = Math.random().toString(36).slice(2);
  const datagram = Buffer.from(`${cookie} ${bencode(command)}`);
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await new Promise<Buffer | undefined>((resolve) => {
      const timer = setTimeout(() => done(undefined), 200);
      const done = (bytes: Buffer | undefined): void => {
        clearTimeout(timer);
        socket.off('message', take);
        resolve(bytes);
      };
      const take = (bytes: Buffer): void => {
        if (bytes.toString('latin1', 0, cookie.length) === cookie) done(bytes);
      };
      socket.on('message', take);
      socket.send(datagram);
    });
    if (answer !== undefined) return bdecode(answer, cookie.length + 1) as Record<string, unknown>;
  }
  throw new Error('rtpengine does not answer');
}

interface Side {
  readonly port: number;
  /** With which rtpengine sends, in hex; empty without SRTP. */
  readonly key: string;
}

/** What the phone of a leg says. `tag` is that of the key it chose among those offered (RFC 4568). */
function description(leg: number, port: number, tag = '1'): string {
  const crypto = `a=crypto:${tag} ${suiteOfLeg(leg)} inline:${phoneKey.toString('base64')}`;
  const lines = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
    `m=audio ${port} RTP/${srtp === 0 ? 'AVP' : 'SAVP'} 0`,
    ...['a=rtpmap:0 PCMU/8000', 'a=ptime:20', ...(srtp === 0 ? [] : [crypto])],
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

function cryptoOf(leg: number, sdp: unknown): { tag: string; key: string } {
  if (srtp === 0) return { tag: '', key: '' };
  const line = new RegExp(`^a=crypto:(\\d+) ${suiteOfLeg(leg)} inline:([A-Za-z0-9+/=]+)`, 'm').exec(String(sdp));
  if (line === null) throw new Error(`rtpengine has no key of ${suiteOfLeg(leg)}: ${String(sdp)}`);
  return { tag: line[1] as string, key: Buffer.from(line[2] as string, 'base64').toString('hex') };
}

function sideOf(leg: number, { sdp, result, 'error-reason': reason }: Record<string, unknown>): Side {
  const port = /^m=audio (\d+)/m.exec(String(sdp))?.[1];
  if (port === undefined) throw new Error(`rtpengine says ${String(result)}: ${String(reason)}`);
  return { port: Number(port), key: cryptoOf(leg, sdp).key };
}

/** Makes a call between two phones, of which `leg` is the first: how rtpengine speaks with the one and with the other. */
async function connectPair(leg: number, one: number, other: number): Promise<[Side, Side]> {
  const names = { 'call-id': `call-${leg / 2}`, 'from-tag': 'one' };
  const flags = ['trust-address', 'port-latching'];
  const offer = await ask({ command: 'offer', ...names, flags, ICE: 'remove', sdp: description(leg, one) });
  const answer = await ask({
    command: 'answer',
    ...names,
    'to-tag': 'other',
    flags,
    ICE: 'remove',
    sdp: description(leg + 1, other, cryptoOf(leg + 1, offer['sdp']).tag),
  });
  return [sideOf(leg, answer), sideOf(leg + 1, offer)];
}

await ask({ command: 'ping' });
process.stdout.write(`pid ${server.pid}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(' ');
  if (word !== 'targets') continue;
  const sides: Side[] = [];
  for (let leg = 0; leg < legs; leg += 2) {
    sides.push(...(await connectPair(leg, Number(rest[leg]), Number(rest[leg + 1]))));
  }
  const keys = srtp === 0 ? '' : `keys ${sides.map(({ key }) => key).join(' ')}\n`;
  process.stdout.write(`ports ${sides.map(({ port }) => port).join(' ')}\n${keys}ready\n`);
}
socket.close();
server.removeAllListeners('exit');
server.kill('SIGTERM');
await once(server, 'exit');
