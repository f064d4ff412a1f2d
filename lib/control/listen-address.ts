import { isIP } from 'node:net';
import type { SocketAddress } from '../transport/index.js';

/** The addresses of a comma list such as `127.0.0.1:9100,[::1]:9100`; undefined when one of them is none. */
export function parseListenAddresses(text: string): SocketAddress[] | undefined {
  const addresses = text.split(',').map((part) => parseOne(part.trim()));
  return addresses.every((address) => address !== undefined) ? addresses : undefined;
}

/** Whether only programs on this machine reach it. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^127\./.test(address) || /^::ffff:127\./i.test(address);
}

function parseOne(text: string): SocketAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  const family = match?.[1] === undefined ? 4 : 6;
  return isIP(address) === family && port <= 65_535 ? { address, port } : undefined;
}
