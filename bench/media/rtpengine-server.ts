// rtpengine in user space as a relay between pairs of legs, driven by lines like the other servers:
//
//   node rtpengine-server.js LEGS FIRST_PORT LAST_PORT
//
// Prints "pid N" of rtpengine, reads "targets ..." (where each leg's phone listens), prints "ports ..." (where each leg
// listens) and "ready", and ends with its input. The calls are made by the ng protocol: UDP, a cookie and bencode.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bdecode, bencode } from './bencode.js';

const controlPort = 2223;
const [legs = 0, min = 0, max = 0] = process.argv.slice(2).map(Number);

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

function description(port: number): string {
  return `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\n`;
}

function portOf({ sdp, result, 'error-reason': reason }: Record<string, unknown>): number {
  const port = /^m=audio (\d+)/m.exec(String(sdp))?.[1];
  if (port === undefined) throw new Error(`rtpengine says ${String(result)}: ${String(reason)}`);
  return Number(port);
}

/** Makes a call between two phones; the ports at which it listens to the one and to the other. */
async function connectPair(call: number, one: number, other: number): Promise<[number, number]> {
  const names = { 'call-id': `call-${call}`, 'from-tag': 'one' };
  const flags = ['trust-address', 'port-latching'];
  const offer = await ask({ command: 'offer', ...names, flags, ICE: 'remove', sdp: description(one) });
  const answer = await ask({
    command: 'answer',
    ...names,
    'to-tag': 'other',
    flags,
    ICE: 'remove',
    sdp: description(other),
  });
  return [portOf(answer), portOf(offer)];
}

await ask({ command: 'ping' });
process.stdout.write(`pid ${server.pid}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(' ');
  if (word !== 'targets') continue;
  const ports: number[] = [];
  for (let leg = 0; leg < legs; leg += 2) {
    ports.push(...(await connectPair(leg / 2, Number(rest[leg]), Number(rest[leg + 1]))));
  }
  process.stdout.write(`ports ${ports.join(' ')}\nready\n`);
}
socket.close();
server.removeAllListeners('exit');
server.kill('SIGTERM');
await once(server, 'exit');
