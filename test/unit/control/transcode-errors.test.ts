import { expect, test } from 'vitest';
import { callIn, LiveRig } from './live-rig.js';
import { RtpPeer } from './rtp-peer.js';

test('packets that cannot be decoded are counted, those of endpoints that are gone included', async () => {
  await using rig = await LiveRig.start();
  const { client } = await rig.client();
  const { peer: listener } = await callIn(client);
  await using peer = await RtpPeer.open();
  const sdp = peer.sdp('RTP/AVP 111', 'a=rtpmap:111 opus/48000/2');
  const { endpoint_id, sdp_answer } = await client.result('endpoint.create_from_offer', { sdp });
  peer.call(sdp_answer as string);
  // Of code 3, and without the number of its frames: RFC 6716 section 3.2.5.
  for (let count = 0; count < 20; count++) {
    peer.send(Uint8Array.of(0xff), { payloadType: 111, advance: 960 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  const counted = async (): Promise<number> => {
    const { port } = rig.server.listening[0] as { port: number };
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(/^rtpbridge_transcode_errors_total (\d+)/m.exec(text)?.[1]);
  };
  const errors = await counted();
  expect(errors).toBeGreaterThan(10);
  expect(errors).toBeLessThanOrEqual(20);
  await client.result('endpoint.remove', { endpoint_id });
  expect(await counted()).toBeGreaterThanOrEqual(errors);
  await listener[Symbol.asyncDispose]();
  await client.close();
});
