import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../../phones/audio-analysis.js';
import type { Client } from './client.js';
import { callIn, eventOf, LiveRig } from './live-rig.js';
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

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('descriptions', () => {
  test('an offer is answered in its order, with its payload types, and connected at once', async () => {
    await using peer = await RtpPeer.open();
    const sdp = peer.sdp('RTP/AVP 96 8 0 18 97', 'a=rtpmap:96 opus/48000/2', 'a=rtpmap:97 telephone-event/48000');
    const { endpoint_id, sdp_answer } = await client.result('endpoint.create_from_offer', {
      sdp,
      direction: 'recvonly',
    });
    const lines = (sdp_answer as string).split('\r\n');
    expect(lines.slice(3)).toEqual([
      'c=IN IP4 127.0.0.1',
      't=0 0',
      expect.stringMatching(/^m=audio \d*[02468] RTP\/AVP 96 0 8 97$/),
      'a=rtpmap:96 opus/48000/2',
      'a=fmtp:96 minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:97 telephone-event/48000',
      'a=fmtp:97 0-16',
      'a=sendrecv',
      'a=ptime:20',
      '',
    ]);
    const row = { endpoint_id, endpoint_type: 'rtp', direction: 'recvonly', state: 'connected', codec: 'opus' };
    expect((await client.result('session.info'))['endpoints']).toContainEqual(row);
    expect(await client.result('endpoint.remove', { endpoint_id })).toEqual({});
    expect(await client.code('endpoint.remove', { endpoint_id })).toBe('ENDPOINT_ERROR');
    expect(client.takeAll()).toEqual([]);
  });

  test.each([8000, 16_000])('L16 at %i Hz goes both ways as samples', async (rate) => {
    const phone = await callIn(client);
    await using peer = await RtpPeer.open();
    const sdp = peer.sdp('RTP/AVP 97', `a=rtpmap:97 L16/${rate}`);
    const { sdp_answer } = await client.result('endpoint.create_from_offer', { sdp });
    expect(sdp_answer).toContain(`a=rtpmap:97 L16/${rate}`);
    peer.call(sdp_answer as string);
    const frame = rate / 50;
    const says = async (): Promise<void> => {
      for (let n = 0; n < 40; n++) {
        const payload = Buffer.alloc(2 * frame);
        const at = (i: number): number => 16_384 * Math.sin((2 * Math.PI * 700 * (n * frame + i)) / rate);
        for (let i = 0; i < frame; i++) payload.writeInt16BE(Math.round(at(i)), 2 * i);
        peer.send(payload, { payloadType: 97, advance: frame });
        await sleep(20);
      }
    };
    await Promise.all([says(), phone.peer.talk(500, 800)]);
    const heard = Buffer.concat(peer.packets.slice(10).map(({ payload }) => payload));
    const samples = Float64Array.from({ length: heard.length / 2 }, (_, n) => heard.readInt16BE(2 * n) / 32_768);
    expect(peer.packets.every(({ payload, payloadType }) => payloadType === 97 && payload.length === 2 * frame)).toBe(
      true,
    );
    expect(toneLevelDbfs({ samples, sampleRateHz: rate }, 500)).toBeCloseTo(-6, -0.3);
    expect(toneLevelDbfs(phone.peer.sound(20), 700)).toBeCloseTo(-6, -0.3);
    await phone.peer[Symbol.asyncDispose]();
  });

  test('nothing at all is answered with telephone-event alone', async () => {
    const { endpoint_id, sdp_answer } = await client.result('endpoint.create_from_offer', { sdp: '' });
    expect(sdp_answer).toContain('RTP/AVP 101\r\na=rtpmap:101 telephone-event/8000\r\n');
    const { endpoints } = await client.result('session.info');
    expect(endpoints).toContainEqual(expect.objectContaining({ endpoint_id, state: 'connected', codec: null }));
    await client.result('endpoint.remove', { endpoint_id });
  });

  test('an offer of ours is filtered, waits for its answer, and is narrowed by each', async () => {
    await using peer = await RtpPeer.open();
    const params = { type: 'rtp', codecs: ['g722', 'PCMU', 'nonsense'] };
    const { endpoint_id, sdp_offer } = await client.result('endpoint.create_offer', params);
    expect(sdp_offer).toContain('RTP/AVP 9 0 101\r\n');
    expect(sdp_offer).toContain('a=rtcp-mux\r\n');
    const row = async () => ((await client.result('session.info'))['endpoints'] as object[])[0];
    expect(await row()).toMatchObject({ state: 'connecting', codec: 'G722' });
    const wrapped = JSON.stringify({ type: 'answer', sdp: peer.sdp('RTP/AVP 0 18') });
    expect(await client.result('endpoint.accept_answer', { endpoint_id, sdp: wrapped })).toEqual({});
    expect(await client.next()).toEqual({
      event: 'endpoint.state_changed',
      data: { endpoint_id, old_state: 'connecting', new_state: 'connected' },
    });
    expect(await row()).toMatchObject({ state: 'connected', codec: 'PCMU' });
    await client.result('endpoint.accept_answer', { endpoint_id, sdp: peer.sdp('RTP/AVP 18') });
    expect(await row()).toMatchObject({ codec: 'PCMU' });
    await client.result('endpoint.accept_answer', { endpoint_id, sdp: peer.sdp('RTP/AVP 9') });
    expect(await row()).toMatchObject({ codec: 'G722' });
    await client.result('endpoint.remove', { endpoint_id });
    expect(client.takeAll()).toEqual([]);
  });
});

describe('media between two peers', () => {
  test('waits for the first packet, then passes what is said, payload and all, and counts it', async () => {
    await using a = await RtpPeer.open();
    await using b = await RtpPeer.open();
    const [first, second] = [
      await client.result('endpoint.create_from_offer', { sdp: a.sdp() }),
      await client.result('endpoint.create_from_offer', { sdp: b.sdp('RTP/AVP 96', 'a=rtpmap:96 PCMU/8000') }),
    ];
    a.call(first['sdp_answer'] as string);
    b.call(second['sdp_answer'] as string);
    await client.result('stats.subscribe', { interval_ms: 500 });
    await a.talk(1000, 300);
    expect(b.packets).toEqual([]);
    b.send(Buffer.alloc(160, 0xff), { payloadType: 96 });
    await a.talk(1000, 600);
    await sleep(100);
    expect(b.packets.length).toBeGreaterThan(20);
    expect(b.packets.every(({ payloadType }) => payloadType === 96)).toBe(true);
    const { endpoints } = await eventOf(client, 'stats');
    const rows = endpoints as Record<string, unknown>[];
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      endpoint_id: first['endpoint_id'],
      inbound: {
        packets: expect.any(Number),
        bytes: expect.any(Number),
        packets_lost: 0,
        jitter_ms: expect.any(Number),
        last_received_ms_ago: expect.any(Number),
      },
      outbound: { packets: expect.any(Number), bytes: expect.any(Number) },
      rtt_ms: null,
      codec: 'PCMU',
      state: 'connected',
    });
    const later = (await eventOf(client, 'stats'))['endpoints'] as Record<string, unknown>[];
    expect(later[0]).toMatchObject({ inbound: { packets: 45, bytes: 45 * 160 } });
    expect(await client.result('stats.unsubscribe')).toEqual({});
    expect(await client.result('stats.unsubscribe')).toEqual({});
  });

  test('has a capital in the states of stats where that is wanted', async () => {
    await using capitals = await LiveRig.start({ capitalStates: true });
    const { client: other } = await capitals.client();
    await other.result('endpoint.create_offer', { type: 'rtp' });
    await other.result('stats.subscribe', { interval_ms: 500 });
    expect((await eventOf(other, 'stats'))['endpoints']).toMatchObject([{ state: 'Connecting' }]);
    expect(await other.result('session.info')).toMatchObject({ endpoints: [{ state: 'connecting' }] });
  });

  test('datagrams of 4096 bytes are passed on whole, longer ones not at all', async () => {
    await using a = await RtpPeer.open();
    await using b = await RtpPeer.open();
    const ids: unknown[] = [];
    for (const peer of [a, b]) {
      const result = await client.result('endpoint.create_from_offer', { sdp: peer.sdp() });
      peer.call(result['sdp_answer'] as string);
      ids.push(result['endpoint_id']);
    }
    b.send(Buffer.alloc(160, 0xff));
    await sleep(60);
    for (const bytes of [4096, 4097, 172]) a.send(Buffer.alloc(bytes - 12, 0x55));
    await sleep(100);
    expect(b.packets.map(({ payload }) => payload.length + 12)).toEqual([4096, 172]);
    for (const endpoint_id of ids) await client.result('endpoint.remove', { endpoint_id });
  });

  test('three hear one another and never themselves; timestamps go on evenly', async () => {
    const members = [await callIn(client), await callIn(client), await callIn(client)];
    const hz = [500, 900, 1400];
    await Promise.all(members.map(({ peer }, index) => peer.talk(hz[index] as number, 1200, 0.25)));
    for (const [index, { peer }] of members.entries()) {
      const sound = { samples: peer.sound().samples.slice(-4800), sampleRateHz: 8000 };
      for (const [other, frequency] of hz.entries()) {
        const level = toneLevelDbfs(sound, frequency);
        if (other === index) expect(level).toBeLessThan(-40);
        else expect(level).toBeGreaterThan(-15);
      }
      const steps = peer.packets.slice(1).map(({ timestamp }, i) => timestamp - (peer.packets[i]?.timestamp ?? 0));
      expect(steps.every((step) => step > 0)).toBe(true);
      expect(steps.filter((step) => step === 160).length / steps.length).toBeGreaterThan(0.8);
    }
    for (const { peer } of members) await peer[Symbol.asyncDispose]();
  });

  test('directions decide who feeds and who hears', async () => {
    const [speaker, listener] = [
      await callIn(client, { direction: 'sendonly' }),
      await callIn(client, { direction: 'recvonly' }),
    ];
    await Promise.all([speaker.peer.talk(700, 600), listener.peer.talk(1500, 600)]);
    expect(dominantFrequencyHz(listener.peer.sound(5))).toBeCloseTo(700, -1);
    expect(speaker.peer.packets.filter(({ payloadType }) => payloadType === 0)).toEqual([]);
    for (const { peer } of [speaker, listener]) await peer[Symbol.asyncDispose]();
  });
});

describe('digits', () => {
  test('are told once each, by the name of who pressed them', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    peer.press(9, 6);
    peer.press(11, 3);
    expect(await eventOf(client, 'dtmf')).toEqual({ endpoint_id: id, digit: '9', duration_ms: 120 });
    expect(await eventOf(client, 'dtmf')).toEqual({ endpoint_id: id, digit: '#', duration_ms: 60 });
    await client.result('endpoint.remove', { endpoint_id: id });
    expect(client.takeAll()).toEqual([]);
  });

  test('are injected one at a time: seven packets and three ends for 160 ms', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    const from = peer.packets.length;
    expect(await client.result('endpoint.dtmf.inject', { endpoint_id: id, digit: 'd', volume: 7 })).toEqual({});
    const again = (await client.request('endpoint.dtmf.inject', { endpoint_id: id, digit: '1' })).error;
    expect(again).toEqual({ code: 'ENDPOINT_ERROR', message: expect.stringContaining('already in progress') });
    await sleep(400);
    const events = peer.packets.slice(from).filter(({ payloadType }) => payloadType === 101);
    expect(events.map(({ payload }) => payload[0])).toEqual(Array(10).fill(15));
    expect(events.map(({ payload }) => payload[1])).toEqual([...Array(7).fill(7), 0x87, 0x87, 0x87]);
    expect(events.map(({ payload }) => payload.readUInt16BE(2))).toEqual([
      160, 320, 480, 640, 800, 960, 1120, 1280, 1280, 1280,
    ]);
    expect(events.map(({ marker }) => marker)).toEqual([true, ...Array(9).fill(false)]);
    expect(new Set(events.map(({ timestamp }) => timestamp)).size).toBe(1);
    for (const [duration_ms, durations] of [[1, [8, 8, 8]] as const, [30, [160, 240, 240, 240]] as const]) {
      const begin = peer.packets.length;
      await client.result('endpoint.dtmf.inject', { endpoint_id: id, digit: '5', duration_ms });
      await sleep(250);
      const short = peer.packets.slice(begin).filter(({ payloadType }) => payloadType === 101);
      expect(short.map(({ payload }) => payload.readUInt16BE(2))).toEqual(durations);
      expect(short.map(({ marker }) => marker)).toEqual(durations.map((_, index) => index === 0));
    }
    await client.result('endpoint.dtmf.inject', { endpoint_id: id, digit: '*', duration_ms: 10_000 });
    await client.result('endpoint.remove', { endpoint_id: id });
    expect(client.takeAll()).toEqual([]);
    const next = await callIn(client);
    await client.result('endpoint.dtmf.inject', { endpoint_id: next.id, digit: '0', duration_ms: 20 });
    await client.result('endpoint.remove', { endpoint_id: next.id });
    await next.peer[Symbol.asyncDispose]();
  });

  test('are forwarded to other peers under their payload type, and to nobody else', async () => {
    const [a, b] = [await callIn(client), await callIn(client)];
    a.peer.press(5, 5);
    await sleep(250);
    const heard = b.peer.packets.filter(({ payloadType }) => payloadType === 101);
    expect(heard.length).toBeGreaterThanOrEqual(5);
    expect(heard.every(({ payload }) => payload[0] === 5)).toBe(true);
    expect(a.peer.packets.filter(({ payloadType }) => payloadType === 101)).toEqual([]);
    for (const { peer } of [a, b]) await peer[Symbol.asyncDispose]();
  });
});

describe('what peers stop doing', () => {
  test('no packets for a second are told once, until packets come again', async () => {
    await using quick = await LiveRig.start({ mediaTimeoutSecs: 1 });
    const { client: own } = await quick.client();
    const { peer, id } = await callIn(own);
    await using _ = peer;
    const first = await eventOf(own, 'endpoint.media_timeout');
    expect(first['endpoint_id']).toBe(id);
    expect(first['duration_ms']).toBeGreaterThanOrEqual(1000);
    expect(first['duration_ms']).toBeLessThan(2200);
    await sleep(1500);
    expect(own.takeAll()).toEqual([]);
    await peer.talk(0, 100);
    expect((await eventOf(own, 'endpoint.media_timeout'))['endpoint_id']).toBe(id);
    await own.close();
  });

  test('a BYE is told with its sources and its reason', async () => {
    const { peer, id } = await callIn(client);
    await using _ = peer;
    const reason = Buffer.from('bye');
    const report = Buffer.from([0x80, 201, 0, 1, 0x11, 0x22, 0x33, 0x44]);
    const goodbye = Buffer.concat([Buffer.from([0x81, 203, 0, 2, 0x11, 0x22, 0x33, 0x44, 3]), reason]);
    peer.sendRaw(Buffer.concat([report, goodbye]));
    const expected = { endpoint_id: id, ssrc_list: [0x11223344], reason: 'bye' };
    expect(await eventOf(client, 'endpoint.rtcp_bye')).toEqual(expected);
    expect((await client.result('session.info'))['endpoints']).toContainEqual(
      expect.objectContaining({ state: 'connected' }),
    );
    await client.result('endpoint.remove', { endpoint_id: id });
  });
});
