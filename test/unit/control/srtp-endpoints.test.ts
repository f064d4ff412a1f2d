import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toneLevelDbfs } from '../../phones/audio-analysis.js';
import type { Client } from './client.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';
import { RtpPeer } from './rtp-peer.js';

let rig: LiveRig;
let client: Client;
beforeAll(async () => {
  rig = await LiveRig.start();
  ({ client } = await rig.client());
});
afterAll(async () => {
  await client.close();
  await rig[Symbol.asyncDispose]();
});

const key = (byte: number, bytes = 30): string => Buffer.alloc(bytes, byte).toString('base64');
const crypto = (tag: number, suite: string, text: string): string => `a=crypto:${tag} ${suite} inline:${text}`;
const keyIn = (sdp: unknown): string | undefined => /inline:(\S+)/.exec(sdp as string)?.[1];

describe('keys in descriptions', () => {
  test('the last line that can be used is answered with its tag, its suite and a key of ours', async () => {
    await using peer = await RtpPeer.open();
    const lines = [
      crypto(1, 'AES_CM_128_HMAC_SHA1_80', key(1)),
      crypto(7, 'AES_CM_128_HMAC_SHA1_32', `${key(2)}|2^20|1:4`),
      crypto(8, 'F8_128_HMAC_SHA1_80', key(3)),
    ];
    const answer = await client.result('endpoint.create_from_offer', { sdp: peer.sdp('RTP/AVP 0', ...lines) });
    expect(answer['sdp_answer']).toMatch(/m=audio \d+ RTP\/SAVP 0 101\r\n/);
    expect(answer['sdp_answer']).toMatch(/a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:[A-Za-z0-9+/]{40}\r\na=sendrecv/);
    expect(keyIn(answer['sdp_answer'])).not.toBe(key(2));
    await client.result('endpoint.remove', { endpoint_id: answer['endpoint_id'] });
  });

  test.each([
    ['AEAD_AES_128_GCM', 28],
    ['AEAD_AES_256_GCM', 44],
  ])('%s is answered', async (suite, bytes) => {
    await using peer = await RtpPeer.open();
    const sdp = peer.sdp('RTP/SAVP 0', crypto(1, suite, key(4, bytes)));
    const answer = await client.result('endpoint.create_from_offer', { sdp });
    expect(answer['sdp_answer']).toContain(`a=crypto:1 ${suite} inline:`);
    await client.result('endpoint.remove', { endpoint_id: answer['endpoint_id'] });
  });

  test('suites that nobody knows are plain RTP, keys that are none an error', async () => {
    await using peer = await RtpPeer.open();
    const unknown = peer.sdp('RTP/AVP 0', crypto(1, 'F8_128_HMAC_SHA1_80', key(1)));
    const answer = await client.result('endpoint.create_from_offer', { sdp: unknown });
    expect(answer['sdp_answer']).toMatch(/m=audio \d+ RTP\/AVP 0 101\r\n/);
    expect(await client.code('endpoint.srtp_rekey', { endpoint_id: answer['endpoint_id'] })).toBe('ENDPOINT_ERROR');
    for (const text of [key(1, 29), 'not-base64!']) {
      const sdp = peer.sdp('RTP/SAVP 0', crypto(1, 'AES_CM_128_HMAC_SHA1_80', text));
      expect(await client.code('endpoint.create_from_offer', { sdp })).toBe('ENDPOINT_ERROR');
    }
    await client.result('endpoint.remove', { endpoint_id: answer['endpoint_id'] });
  });
});

describe('media of an encrypted endpoint', () => {
  test('that is not encrypted opens nothing and is counted; a new key is offered at the same port', async () => {
    const far = await rig.client();
    const inner = await client.result('endpoint.create_offer', { type: 'rtp', srtp: true, codecs: ['pcmu'] });
    expect(inner['sdp_offer']).toMatch(/RTP\/SAVP 0 101[\s\S]*a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:/);
    const outer = await far.client.result('endpoint.create_from_offer', { sdp: inner['sdp_offer'] });
    const accept = { endpoint_id: inner['endpoint_id'], sdp: outer['sdp_answer'] };
    await client.result('endpoint.accept_answer', accept);
    await eventOf(client, 'endpoint.state_changed');
    const [a, b] = [await callIn(client), await callIn(far.client)];
    // Neither endpoint speaks before it is spoken to: a datagram that is no SRTP opens nothing.
    a.peer.call(inner['sdp_offer'] as string);
    for (let i = 0; i < 5; i++) a.peer.send(Buffer.alloc(160, 0x20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(b.peer.packets.filter(({ payloadType }) => payloadType === 0)).toEqual([]);
    expect(toneLevelDbfs(b.peer.sound(), 700)).toBeLessThan(-60);

    const rekeyed = await client.result('endpoint.srtp_rekey', { endpoint_id: inner['endpoint_id'] });
    expect(keyIn(rekeyed['sdp'])).not.toBe(keyIn(inner['sdp_offer']));
    expect(rekeyed['sdp']).toContain('a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:');
    const port = (sdp: unknown) => /^m=audio (\d+)/m.exec(sdp as string)?.[1];
    expect(port(rekeyed['sdp'])).toBe(port(inner['sdp_offer']));
    const metrics = await (await fetch(`http://127.0.0.1:${rig.server.listening[0]?.port}/metrics`)).text();
    expect(Number(/rtpbridge_srtp_errors_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThanOrEqual(5);
    for (const { peer } of [a, b]) await peer[Symbol.asyncDispose]();
    await far.client.close();
  });
});
