import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callIn, LiveRig } from './live-rig.js';

let rig: LiveRig;
beforeAll(async () => {
  rig = await LiveRig.start({ maxRecordingsPerSession: 2 });
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Payload types of the RTP packets in a capture, and the second byte of the IPv4 source of each. */
function packetsIn(pcap: Buffer): { payloadType: number; from: number }[] {
  const packets = [];
  for (let at = 24; at < pcap.length; at += 16 + pcap.readUInt32LE(at + 8)) {
    const frame = pcap.subarray(at + 16);
    packets.push({ payloadType: (frame[43] as number) & 0x7f, from: frame[27] as number });
  }
  return packets;
}

describe('a recording', () => {
  test('of one leg holds its packets alone, in order, and ends with the leg', async () => {
    const { client } = await rig.client();
    const [a, b] = [await callIn(client), await callIn(client)];
    const file_path = rig.path('recordings', 'leg.pcap');
    const { recording_id } = await client.result('recording.start', { file_path, endpoint_id: a.id });
    expect((await client.result('session.info'))['recordings']).toEqual([
      { recording_id, endpoint_id: a.id, file_path, state: 'active' },
    ]);
    await Promise.all([a.peer.talk(500, 400), b.peer.talk(700, 400)]);
    await client.result('endpoint.remove', { endpoint_id: a.id });
    const { event, data } = await client.next();
    expect(event).toBe('recording.stopped');
    expect(data).toMatchObject({ recording_id, file_path, dropped_packets: 0, reason: 'endpoint_removed' });
    expect(data?.['packets']).toBeGreaterThanOrEqual(19);
    const pcap = await readFile(file_path);
    expect(pcap.readUInt32LE(0)).toBe(0xa1b2c3d4);
    const speech = packetsIn(pcap).filter(({ payloadType }) => payloadType === 0);
    expect(speech.length).toBeGreaterThanOrEqual(19);
    expect(speech.length).toBeLessThanOrEqual(21);
    for (const { peer } of [a, b]) await peer[Symbol.asyncDispose]();
    await client.close();
  });

  test('is stopped once, is never written over another file, and there are only so many', async () => {
    const { client } = await rig.client();
    const path = (name: string): string => rig.path('recordings', name);
    await writeFile(path('taken.pcap'), 'mine');
    const start = (name: string) => client.request('recording.start', { file_path: path(name) });
    expect((await start('taken.pcap')).error).toEqual({
      code: 'RECORDING_ERROR',
      message: expect.stringContaining('Cannot create recording file'),
    });
    expect(await readFile(path('taken.pcap'), 'utf8')).toBe('mine');
    const first = await start('one.pcap');
    await start('two.wav');
    expect((await start('three.pcap')).error).toEqual({
      code: 'RECORDING_ERROR',
      message: expect.stringContaining('Maximum concurrent recordings'),
    });
    const params = { recording_id: first.result?.['recording_id'] };
    expect(await client.result('recording.stop', params)).toEqual({
      file_path: path('one.pcap'),
      duration_ms: expect.any(Number),
      packets: 0,
      dropped_packets: 0,
    });
    expect((await client.request('recording.stop', params)).error).toMatchObject({ code: 'RECORDING_ERROR' });
    expect((await start('four.pcap')).error).toBeUndefined();
    expect(client.takeAll()).toEqual([]);
    await client.close();
  });
});
