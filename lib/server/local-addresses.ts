import { networkInterfaces } from 'node:os';

/** Every IP address of this machine. */
export function localAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
}

/** The address by which others most likely reach this machine: its first IPv4 address that is not loopback. */
export function primaryAddress(): string {
  for (const addresses of Object.values(networkInterfaces())) {
    const outside = addresses?.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (outside) return outside.address;
  }
  return '127.0.0.1';
}

/** Whether `address` stands for every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
