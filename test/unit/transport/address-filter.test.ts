import { describe, expect, it } from 'vitest';
import { AddressFilter } from '../../../lib/transport/index.js';

describe('AddressFilter', () => {
  it.each([
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '169.253.1.1',
    '223.255.255.255',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
    '64:ff9b::808:808',
  ])('lets %s pass', (address) => {
    expect(new AddressFilter().permits(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    '::7f00:1',
    'localhost',
    '',
    '127.1',
    '0x7f000001',
  ])('refuses "%s"', (address) => {
    expect(new AddressFilter().permits(address)).toBe(false);
  });

  it('lets pass what is allowed by name, and nothing beside it', () => {
    const filter = new AddressFilter(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    expect(['10.1.255.1', '127.0.0.1', 'fd12::1', '::ffff:10.1.0.1'].map((a) => filter.permits(a))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.2.0.1', '127.0.0.2', '::1'].map((a) => filter.permits(a))).toEqual([false, false, false]);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/x', 'example.org', '', 'fd00::/129', '10.0.0.0/8/8', '10.0.0.0/'])(
    'takes no block "%s"',
    (block) => {
      expect(() => new AddressFilter([block])).toThrow(
        expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(JSON.stringify(block)) }),
      );
    },
  );
});
