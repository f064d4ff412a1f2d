import { isIPv6 } from 'node:net';
import { RouteAddresses } from '../transport/index.js';

/** An address of the Internet that no machine has (RFC 5737): the way to it is the way to the peers we do not know yet. */
const somewhere = '192.0.2.1';
const routes = new RouteAddresses();

/**
 * The address for `c=`: the configured one, else that of the route to the peer, or of the default route while the peer is
 * not known. The loopback address when there is no route.
 */
export async function mediaAddress(configured: string | null, peer: string | null): Promise<string> {
  if (configured !== null) return configured;
  const address = await routes.find(peer ?? somewhere);
  if (address !== '0.0.0.0' && address !== '::') return address;
  return isIPv6(address) ? '::1' : '127.0.0.1';
}
