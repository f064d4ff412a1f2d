import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from './client.js';
import { LiveRig } from './live-rig.js';
import { masterBytes, ReferenceSrtp } from './reference-srtp.js';
import { type ReceivedPacket, RtpPeer } from './rtp-peer.js';

let rig: LiveRig;
beforeAll(async () => {
  rig = await LiveRig.start();
});
afterAll(() => rig[Symbol.asyncDispose]());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const payloadOf = (byte: number): Buffer => Buffer.alloc(160, byte);

function cryptoLine(suite: string, master: Buffer): string {
  return `a=crypto:1 ${suite} inline:${master.toString('base64')}`;
}

interface SecureCall extends AsyncDisposable {
  readonly peer: RtpPeer;
  readonly id: string;
  readonly suite: string;
  readonly answer: string;
  /** A packet as the peer would send it. */
  readonly sends: ReferenceSrtp;
}

/** A peer that offered `suite` with a key of its own, and has sent its first packet. */
async function callSecurely(client: Client, suite: string): Promise<SecureCall> {
  const peer = await RtpPeer.open();
  const master = randomBytes(masterBytes(suite));
  const sdp = peer.sdp('RTP/SAVP 0 101', 'a=rtpmap:101 telephone-event/8000', 'a=rtcp-mux', cryptoLine(suite, master));
  const result = await client.result('endpoint.create_from_offer', { sdp });
  const answer = result['sdp_answer'] as string;
  peer.call(answer);
  const sends = new ReferenceSrtp(suite, master);
  peer.secure(sends, ReferenceSrtp.of(answer));
  peer.send(payloadOf(0xff));
  const dispose = { [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
  return { peer, id: result['endpoint_id'] as string, suite, answer, sends, ...dispose };
}

/** What the engine counted of an endpoint. */
function srtpFigures(sessionId: string, id: string): { replayed: number; forged: number } {
  const endpoint = rig.server.registry.find(sessionId)?.endpoints.get(id) as unknown as {
    media: { stats(): { srtpReplayed: number; srtpForged: number } };
  };
  const { srtpReplayed: replayed, srtpForged: forged } = endpoint.media.stats();
  return { replayed, forged };
}

async function srtpErrorsInMetrics(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${rig.server.listening[0]?.port}/metrics`)).text();
  return Number(/^rtpbridge_srtp_errors_total (\d+)$/m.exec(text)?.[1]);
}

describe('two endpoints with SRTP', () => {
  test.each([
    ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_80'],
    ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'],
    ['AES_CM_128_HMAC_SHA1_32', 'AEAD_AES_256_GCM'],
    ['AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80'],
  ])('of %s and %s get what the other says, byte for byte, under their own keys', async (left, right) => {
    const { client } = await rig.client();
    await using a = await callSecurely(client, left);
    await using b = await callSecurely(client, right);
    await sleep(100);
    const [heardByA, heardByB] = [a.peer.packets.length, b.peer.packets.length];
    for (let count = 1; count <= 20; count++) {
      a.peer.send(payloadOf(count), { marker: count === 1 });
      b.peer.send(payloadOf(100 + count));
      await sleep(20);
    }
    await sleep(60);
    const inB = b.peer.packets.slice(heardByB);
    const inA = a.peer.packets.slice(heardByA);
    expect(inB.map(({ payload }) => payload.toString('hex'))).toEqual(
      Array.from({ length: 20 }, (_, index) => payloadOf(index + 1).toString('hex')),
    );
    expect(inA.map(({ payload }) => payload[0])).toEqual(Array.from({ length: 20 }, (_, index) => 101 + index));
    expect(inB.map(({ marker }) => marker)).toEqual([true, ...Array.from({ length: 19 }, () => false)]);
    expect([a.peer.refused, b.peer.refused]).toEqual([0, 0]);
    // Nothing of it is plain on the wire, and neither key opens the other's packets.
    expect(b.peer.datagrams.some((datagram) => datagram.includes(payloadOf(3).subarray(0, 8)))).toBe(false);
    expect(a.peer.datagrams.length).toBeGreaterThan(0);
    a.peer.press(5);
    await sleep(60);
    const keys = b.peer.packets.filter(({ payloadType }) => payloadType === 101);
    expect(keys).toHaveLength(8);
    expect(keys.at(-1)?.payload.toString('hex')).toBe('058a0320');
    await client.close();
  });

  test('are recorded in clear: what was said, and the reports both ways', async () => {
    const { client } = await rig.client();
    await using a = await callSecurely(client, 'AES_CM_128_HMAC_SHA1_80');
    await using b = await callSecurely(client, 'AEAD_AES_128_GCM');
    const started = await client.result('recording.start', {
      file_path: rig.path('recordings', 'secret.pcap'),
      endpoint_id: a.id,
    });
    for (let count = 1; count <= 10; count++) {
      a.peer.send(payloadOf(count));
      b.peer.send(payloadOf(200));
      await sleep(20);
    }
    while (a.peer.reports.length === 0) await sleep(50);
    const stopped = await client.result('recording.stop', { recording_id: started['recording_id'] });
    const datagrams = datagramsOf(await readFile(stopped['file_path'] as string));
    const rtp = datagrams.filter((datagram) => (datagram[1] as number) < 200);
    expect(rtp.map((datagram) => datagram.subarray(12).toString('hex'))).toEqual(
      Array.from({ length: 10 }, (_, index) => payloadOf(index + 1).toString('hex')),
    );
    expect(rtp.every((datagram) => datagram.readUInt32BE(8) === a.peer.ssrc)).toBe(true);
    const report = datagrams.find((datagram) => datagram[1] === 200);
    expect(report).toBeDefined();
    // The very report that the peer gets encrypted.
    expect(ReferenceSrtp.of(a.answer).openRtcp(a.peer.reports[0] as Buffer)).toEqual(report);
    expect(a.peer.reports[0]?.includes(report?.subarray(8, 24) as Buffer)).toBe(false);
    await client.close();
  });
});

describe('a change of keys', () => {
  test('of both directions leaves no gap in what either side hears', async () => {
    const { client } = await rig.client();
    await using a = await callSecurely(client, 'AES_CM_128_HMAC_SHA1_80');
    await using b = await RtpPeer.open();
    const plain = await client.result('endpoint.create_from_offer', { sdp: b.sdp() });
    b.call(plain['sdp_answer'] as string);
    b.send(payloadOf(0xff));
    await sleep(60);
    const [fromA, fromB] = [a.peer.packets.length, b.packets.length];
    const talking = Promise.all([a.peer.talk(400, 1600), b.talk(700, 1600)]);
    await sleep(400);
    const { sdp } = await client.result('endpoint.srtp_rekey', { endpoint_id: a.id });
    a.peer.secure(null, ReferenceSrtp.of(sdp as string));
    await sleep(400);
    // The peer's answer is in force before its packets are; packets under its old key go on for a while.
    const master = randomBytes(30);
    const answer = a.peer.sdp('RTP/SAVP 0', 'a=rtcp-mux', cryptoLine(a.suite, master));
    await client.result('endpoint.accept_answer', { endpoint_id: a.id, sdp: answer });
    await sleep(200);
    a.peer.secure(new ReferenceSrtp(a.suite, master), ReferenceSrtp.of(sdp as string));
    await talking;
    await sleep(60);
    const [heardByA, heardByB] = [a.peer.packets.slice(fromA), b.packets.slice(fromB)];
    for (const packets of [heardByA, heardByB]) {
      expect(packets).toHaveLength(80);
      const steps = packets.slice(1).map(({ sequence, timestamp }, index) => {
        const previous = packets[index] as ReceivedPacket;
        return [(sequence - previous.sequence) & 0xffff, (timestamp - previous.timestamp) >>> 0];
      });
      expect(new Set(steps.map(String))).toEqual(new Set(['1,160']));
    }
    expect(a.peer.refused).toBe(0);
    await client.close();
  });
});

describe('packets that are not the peer’s', () => {
  test('replayed or forged are dropped and counted, each as what it is', async () => {
    const { client, sessionId } = await rig.client();
    await using a = await callSecurely(client, 'AES_CM_128_HMAC_SHA1_80');
    await using b = await callSecurely(client, 'AEAD_AES_128_GCM');
    await sleep(60);
    const before = await srtpErrorsInMetrics();
    const heard = b.peer.packets.length;
    const header = Buffer.from([0x80, 0, 0x03, 0xf0, 0, 0, 1, 0, 0x11, 0x22, 0x33, 0x44]);
    const packet = a.sends.protect(Buffer.concat([header, payloadOf(9)]));
    for (let count = 0; count < 4; count++) a.peer.sendRaw(packet);
    for (let bit = 0; bit < 5; bit++) {
      const forged = Buffer.from(packet);
      forged[3] = 0xf1 + bit;
      a.peer.sendRaw(forged);
    }
    a.peer.sendRaw(packet.subarray(0, 20));
    await sleep(150);
    expect(b.peer.packets.length - heard).toBe(1);
    expect(srtpFigures(sessionId, a.id)).toEqual({ replayed: 3, forged: 5 });
    expect((await srtpErrorsInMetrics()) - before).toBe(9);
    await client.close();
  });
});

/** UDP payloads of a capture of Ethernet and IPv4, either byte order. */
function datagramsOf(pcap: Buffer): Buffer[] {
  const found: Buffer[] = [];
  const little = pcap.readUInt32LE() === 0xa1b2c3d4;
  for (let at = 24; at < pcap.length; ) {
    const length = little ? pcap.readUInt32LE(at + 8) : pcap.readUInt32BE(at + 8);
    found.push(pcap.subarray(at + 16 + 42, at + 16 + length));
    at += 16 + length;
  }
  return found;
}
