import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../../phones/audio-analysis.js';
import type { Client } from './client.js';
import { eventOf, LiveRig } from './live-rig.js';
import { RtpPeer } from './rtp-peer.js';

let rig: LiveRig;
let client: Client;
beforeAll(async () => {
  rig = await LiveRig.start();
});
beforeEach(async () => {
  ({ client } = await rig.client());
});
afterEach(async () => {
  client.send('{"id":"end","method":"session.destroy"}');
  await client.close();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** A peer that offered these formats. */
async function offering(...lines: string[]): Promise<{ peer: RtpPeer; answer: string; id: string }> {
  const peer = await RtpPeer.open();
  const { sdp_answer, endpoint_id } = await client.result('endpoint.create_from_offer', { sdp: peer.sdp(...lines) });
  peer.call(sdp_answer as string);
  return { peer, answer: sdp_answer as string, id: endpoint_id as string };
}

describe('a peer that may send several codecs', () => {
  test('goes over to the second: what was passed on is translated, and passed on again when it comes back', async () => {
    const speaker = await offering('RTP/AVP 0 8', 'a=rtcp-mux');
    expect(speaker.answer).toMatch(/^m=audio \d+ RTP\/AVP 0 8 101\r$/m);
    const listener = await offering('RTP/AVP 0', 'a=rtcp-mux');
    await using _ = speaker.peer;
    await using __ = listener.peer;
    await listener.peer.talk(0, 60);
    const marked = (byte: number) => Buffer.alloc(160, byte);
    const arrivals = (byte: number) =>
      listener.peer.packets.filter(({ payload }) => payload.equals(marked(byte))).length;

    for (let sent = 0; sent < 5; sent++) speaker.peer.send(marked(0x37));
    await speaker.peer.talk(700, 400);
    expect(arrivals(0x37)).toBe(5);

    const from = listener.peer.packets.length;
    await speaker.peer.talk(700, 1000, 0.5, 'PCMA');
    const translated = listener.peer.packets.slice(from);
    expect(translated.filter(({ payloadType }) => payloadType !== 0)).toEqual([]);
    expect(translated.length).toBeGreaterThan(42);
    const { samples } = listener.peer.sound(from);
    const steady = { samples: samples.slice(-4800), sampleRateHz: 8000 };
    expect(dominantFrequencyHz(steady)).toBeCloseTo(700, -1);
    expect(toneLevelDbfs(steady, 700)).toBeCloseTo(-6, 0);

    await speaker.peer.talk(700, 400);
    for (let sent = 0; sent < 5; sent++) speaker.peer.send(marked(0x39));
    await speaker.peer.talk(700, 100);
    expect(arrivals(0x39)).toBe(5);
  });

  test('a codec that was not agreed is dropped', async () => {
    const speaker = await offering('RTP/AVP 0', 'a=rtcp-mux');
    const listener = await offering('RTP/AVP 0', 'a=rtcp-mux');
    await using _ = speaker.peer;
    await using __ = listener.peer;
    await listener.peer.talk(0, 60);
    await speaker.peer.talk(700, 200, 0.5, 'PCMA');
    expect(listener.peer.packets).toEqual([]);
  });
});

/** The digits of the next `count` events. */
async function digitsOf(count: number): Promise<unknown[]> {
  const digits: unknown[] = [];
  while (digits.length < count) {
    const { digit, duration_ms } = await eventOf(client, 'dtmf');
    digits.push([digit, duration_ms]);
  }
  return digits;
}

describe('telephone-events', () => {
  test('of every clock that was offered are answered and heard, each by its own clock', async () => {
    const maps = ['a=rtpmap:111 opus/48000/2', 'a=rtpmap:97 telephone-event/48000', 'a=rtpmap:96 telephone-event/8000'];
    const { peer, answer } = await offering('RTP/AVP 111 96 97', ...maps);
    await using _ = peer;
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 111 97 96\r$/m);
    expect(answer).toContain(
      'a=rtpmap:97 telephone-event/48000\r\na=fmtp:97 0-16\r\na=rtpmap:96 telephone-event/8000\r\n',
    );
    peer.press(1, 6, 97);
    peer.press(2, 6, 96);
    // Six steps of 160: 20 ms each at 48 kHz, and 120 ms at 8 kHz.
    expect(await digitsOf(2)).toEqual([
      ['1', 20],
      ['2', 120],
    ]);
  });

  test('nobody listed are heard on the usual types; on another they are not', async () => {
    const { peer, answer } = await offering('RTP/AVP 0');
    await using _ = peer;
    expect(answer).toMatch(/RTP\/AVP 0 101\r$/m);
    for (const [event, payloadType] of [101, 100, 96, 126].entries()) peer.press(event, 5, payloadType);
    expect(await digitsOf(3)).toEqual([
      ['0', 100],
      ['2', 100],
      ['3', 100],
    ]);
  });

  test('of an answer are heard by its number and by ours', async () => {
    await using peer = await RtpPeer.open();
    const { endpoint_id, sdp_offer } = await client.result('endpoint.create_offer', { type: 'rtp', codecs: ['PCMU'] });
    peer.call(sdp_offer as string);
    const sdp = peer.sdp('RTP/AVP 0 98', 'a=rtpmap:98 telephone-event/8000', 'a=rtcp-mux');
    await client.result('endpoint.accept_answer', { endpoint_id, sdp });
    for (const [event, payloadType] of [98, 96, 101].entries()) peer.press(event, 5, payloadType);
    expect(await digitsOf(2)).toEqual([
      ['0', 100],
      ['2', 100],
    ]);
  });
});
