import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** SIP and control ports of the phones; another range can be set where this one is in use. */
const SIP_PORTS = rangeOf('OSSICLE_PHONES_SIP_PORTS', '15200-15399');
/** RTP ports of the phones and of the server under test. */
const RTP_PORTS = rangeOf('OSSICLE_PHONES_RTP_PORTS', '42000-43999');

/** baresip takes the port after its SIP port for TLS, whatever is asked. */
const SIP_STEP = 2;

let nextSip = SIP_PORTS.min + (process.pid % 40) * SIP_STEP;
let nextRtp = RTP_PORTS.min;

/** A port for SIP or control that nobody holds over UDP or TCP, its successor included. */
export async function freeSipPort(): Promise<number> {
  for (let tried = 0; tried * SIP_STEP < SIP_PORTS.max - SIP_PORTS.min; tried += 1) {
    if (nextSip + SIP_STEP > SIP_PORTS.max) nextSip = SIP_PORTS.min;
    const port = nextSip;
    nextSip += SIP_STEP;
    if ((await Promise.all([isFree(port), isFree(port + 1)])).every(Boolean)) return port;
  }
  throw new Error(`no free SIP port in ${SIP_PORTS.min}-${SIP_PORTS.max}`);
}

/** A block of `count` RTP ports no other phone of this process was given, until the range starts anew. */
export function rtpPortBlock(count: number): { readonly min: number; readonly max: number } {
  if (nextRtp + count - 1 > RTP_PORTS.max) nextRtp = RTP_PORTS.min;
  const min = nextRtp;
  nextRtp += count;
  return { min, max: min + count - 1 };
}

async function isFree(port: number): Promise<boolean> {
  return (await bindsUdp(port)) && (await bindsTcp(port));
}

function bindsUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => socket.close(() => resolve(false)));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

function bindsTcp(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function rangeOf(variable: string, fallback: string): { readonly min: number; readonly max: number } {
  const [min = 0, max = 0] = (process.env[variable] ?? fallback).split('-').map(Number);
  return { min, max };
}
