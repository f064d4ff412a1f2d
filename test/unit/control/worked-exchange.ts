import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { ControlRig } from './live-rig.js';
import { RtpPeer } from './rtp-peer.js';

/**
 * A call from first to last with every message of it: a peer that offers, one that is offered, a recording, a digit, a
 * file from a URL, the end.
 */
export async function exchangeACall(rig: ControlRig): Promise<void> {
  const hello = await readFile(await rig.writeTone('hello.wav', 440, 200));
  const web = createServer((_request, response) => response.end(hello));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const source = `http://127.0.0.1:${(web.address() as AddressInfo).port}/hello.wav`;
  await using caller = await RtpPeer.open();
  await using callee = await RtpPeer.open();
  const { client, sessionId } = await rig.client();

  client.send(JSON.stringify({ id: '2', method: 'endpoint.create_from_offer', params: { sdp: caller.sdp() } }));
  const offered = await client.next();
  expect(offered).toEqual({
    id: '2',
    result: { endpoint_id: expect.any(String), sdp_answer: expect.stringMatching(/^v=0\r\n/) },
  });
  const callerId = offered.result?.['endpoint_id'];
  caller.call(offered.result?.['sdp_answer'] as string);

  client.send('{"id":"3","method":"endpoint.create_offer","params":{"type":"rtp"}}');
  const offer = await client.next();
  expect(offer).toEqual({
    id: '3',
    result: { endpoint_id: expect.any(String), sdp_offer: expect.stringMatching(/^v=0\r\n/) },
  });
  const calleeId = offer.result?.['endpoint_id'];
  callee.call(offer.result?.['sdp_offer'] as string);
  const answer = { endpoint_id: calleeId, sdp: callee.sdp() };
  client.send(JSON.stringify({ id: '4', method: 'endpoint.accept_answer', params: answer }));
  expect(await client.next()).toEqual({ id: '4', result: {} });
  expect(await client.next()).toEqual({
    event: 'endpoint.state_changed',
    data: { endpoint_id: calleeId, old_state: 'connecting', new_state: 'connected' },
  });

  const file_path = rig.path('recordings', 'c1.pcap');
  client.send(JSON.stringify({ id: '5', method: 'recording.start', params: { file_path } }));
  const recording = await client.next();
  expect(recording).toEqual({ id: '5', result: { recording_id: expect.any(String) } });

  await Promise.all([caller.talk(400, 300), callee.talk(700, 300)]);
  caller.press(1, 5);
  expect(await client.next()).toEqual({ event: 'dtmf', data: { endpoint_id: callerId, digit: '1', duration_ms: 100 } });

  client.send(JSON.stringify({ id: '6', method: 'endpoint.create_with_file', params: { source, loop_count: 0 } }));
  const file = await client.next();
  expect(file).toEqual({ id: '6', result: { endpoint_id: expect.any(String) } });
  const fileId = file.result?.['endpoint_id'];
  expect(await client.next()).toEqual({
    event: 'endpoint.state_changed',
    data: { endpoint_id: fileId, old_state: 'buffering', new_state: 'playing' },
  });
  expect(await client.next()).toEqual({
    event: 'endpoint.file.finished',
    data: { endpoint_id: fileId, reason: 'completed', error: null },
  });

  client.send('{"id":"7","method":"session.destroy"}');
  expect(await client.next()).toEqual({ id: '7', result: {} });
  expect(await client.next()).toEqual({
    event: 'recording.stopped',
    data: {
      recording_id: recording.result?.['recording_id'],
      file_path,
      duration_ms: expect.any(Number),
      packets: expect.any(Number),
      dropped_packets: 0,
      reason: 'session_destroyed',
    },
  });
  expect((await client.result('session.list'))['sessions']).not.toContainEqual(
    expect.objectContaining({ session_id: sessionId }),
  );
  await client.close();
  await new Promise((resolve) => web.close(resolve));
}
