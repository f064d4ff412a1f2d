import { BlockList, isIP, isIPv6 } from 'node:net';
import { invalidArgument } from '../core/index.js';

/**
 * Blocks of IPv4 addresses that are not on the public internet (RFC 6890 and the IANA registry of special-purpose
 * addresses), and those for many receivers.
 */
const specialIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Of IPv6, 2000::/3 alone is given out; these parts of it lead elsewhere (tunnels, documentation). */
const publicIpv6 = '2000::/3';
const specialIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Prefixes whose last 32 bits are an IPv4 address: mapped (RFC 4291) and translated (RFC 6052). */
const embeddingPrefixes = ['::ffff:0:0/96', '64:ff9b::/96'];

/** Which addresses a URL that someone else chose may lead to: those on the public internet, and what is allowed. */
export class AddressFilter {
  readonly #special = blockList(specialIpv4.concat(specialIpv6));
  readonly #publicIpv6 = blockList([publicIpv6]);
  readonly #embedding = blockList(embeddingPrefixes);
  readonly #allowed: BlockList;

  /**
   * @param allowed Addresses and blocks in CIDR notation that may be reached though they are not public, `10.1.0.0/16`.
   * @throws OssicleError INVALID_ARGUMENT naming what is no block.
   */
  constructor(allowed: readonly string[] = []) {
    this.#allowed = blockList(allowed);
  }

  /** Whether `address`, an IP address as text, may be reached; false for what is no address. */
  permits(address: string): boolean {
    const family = isIP(address);
    if (family === 0) return false;
    if (this.#allowed.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true;
    if (family === 4) return !this.#special.check(address, 'ipv4');
    if (this.#embedding.check(address, 'ipv6')) return this.permits(embeddedIpv4(address));
    return this.#publicIpv6.check(address, 'ipv6') && !this.#special.check(address, 'ipv6');
  }
}

function blockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', bits = isIPv6(address) ? '128' : '32', ...rest] = block.split('/');
    const [family, longest] = isIPv6(address) ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > longest || rest.length > 0) {
      throw invalidArgument('allowed', 'an IP address or a block such as 10.1.0.0/16', block);
    }
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** The last 32 bits of an IPv6 address as IPv4 text. */
function embeddedIpv4(address: string): string {
  const dotted = /(\d{1,3}(?:\.\d{1,3}){3})$/.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const [low = '0', high = '0'] = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').reverse();
  const bits = ((Number.parseInt(high || '0', 16) << 16) | Number.parseInt(low || '0', 16)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
