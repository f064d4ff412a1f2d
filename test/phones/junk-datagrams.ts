import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

type Random = (below: number) => number;

/** Datagrams as no phone sends them, always the same for one seed. */
export function* junkDatagrams(seed: number, count: number): Generator<Buffer> {
  const random = generator(seed);
  const makers = [rtp, mutatedRtp, mutatedRtp, truncatedRtp, rtcp, stunLike, dtlsLike, noise];
  for (let i = 0; i < count; i += 1) {
    const make = makers[random(makers.length)] ?? noise;
    yield make(random);
  }
}

/** Sends them to a port of this machine, at most `perSecond` of them and never many at once. */
export async function sendJunk(datagrams: Iterable<Buffer>, port: number, perSecond: number): Promise<number> {
  const socket = createSocket('udp4');
  const batch = Math.ceil(perSecond / 100);
  let sent = 0;
  for (const datagram of datagrams) {
    socket.send(datagram, port, '127.0.0.1');
    sent += 1;
    if (sent % batch === 0) await sleep(10);
  }
  await sleep(50);
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return sent;
}

/** A well-formed packet of a stranger: PCMU, event, or any other payload type. */
function rtp(random: Random): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = [0, 8, 101, 111, random(128)][random(5)] ?? 0;
  header.writeUInt16BE(random(65_536), 2);
  header.writeUInt32BE(random(2 ** 32), 4);
  header.writeUInt32BE(random(2 ** 32), 8);
  return Buffer.concat([header, bytes(random, [4, 160, 80, 240, 1_200][random(5)] ?? 160)]);
}

/** Its flags lie: contributors, extensions and padding that are not there. */
function mutatedRtp(random: Random): Buffer {
  const packet = rtp(random);
  packet[0] = random(256);
  for (let times = random(6); times > 0; times -= 1) packet[random(packet.length)] = random(256);
  if (random(3) === 0) packet[packet.length - 1] = random(2) ? 0 : 255;
  return packet;
}

function truncatedRtp(random: Random): Buffer {
  const packet = mutatedRtp(random);
  return packet.subarray(0, random(Math.min(packet.length, 24)));
}

/** SR, RR, SDES, BYE, APP and unknown ones, their lengths and counts at random. */
function rtcp(random: Random): Buffer {
  const packets = Array.from({ length: 1 + random(3) }, () => {
    const packet = Buffer.concat([Buffer.alloc(4), bytes(random, random(60))]);
    packet[0] = 0x80 | random(64);
    packet[1] = 198 + random(10);
    packet.writeUInt16BE(random(4) ? Math.floor(packet.length / 4) - 1 : random(65_536), 2);
    return packet;
  });
  return Buffer.concat(packets);
}

/** A STUN header with its cookie, and attributes whose lengths do not add up. */
function stunLike(random: Random): Buffer {
  const packet = Buffer.concat([Buffer.alloc(8), bytes(random, 12 + random(80))]);
  packet.writeUInt16BE([0x0001, 0x0101, 0x0111, random(0x4000)][random(4)] ?? 1, 0);
  packet.writeUInt16BE(random(2) ? packet.length - 20 : random(65_536), 2);
  packet.writeUInt32BE(random(8) ? 0x2112_a442 : random(2 ** 32), 4);
  return packet;
}

/** A record of a handshake nobody began. */
function dtlsLike(random: Random): Buffer {
  return Buffer.concat([Buffer.of(20 + random(44), 0xfe, 0xfd), bytes(random, random(200))]);
}

function noise(random: Random): Buffer {
  return bytes(random, random(1_500));
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random(256)));
}

/** A small generator with a seed (mulberry32). */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) * (below / 2 ** 32));
  };
}
