import { networkInterfaces } from 'node:os';

/** Every IP address of this machine. */
export function localAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
}

/** The address by which others most likely reach this machine: the first of that family that is not loopback. */
export function primaryAddress(family: 'IPv4' | 'IPv6' = 'IPv4'): string {
  for (const addresses of Object.values(networkInterfaces())) {
    // Link-local addresses (RFC 4291 section 2.5.6) mean nothing without their interface.
    const outside = addresses?.find(
      (one) => one.family === family && !one.internal && !one.address.startsWith('fe80:'),
    );
    if (outside) return outside.address;
  }
  return family === 'IPv4' ? '127.0.0.1' : '::1';
}

/** Whether `address` stands for every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
