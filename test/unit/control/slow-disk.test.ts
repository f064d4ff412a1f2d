import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultControlSettings } from '../../../lib/control/index.js';
import { Client } from './client.js';
import { Rig } from './rig.js';

/** The engine writes to the disk only while its time passes, and that stands still: a disk that does not answer. */
let rig: Rig;
let client: Client;
let recordingDir: string;
beforeEach(async () => {
  recordingDir = await realpath(await mkdtemp(join(tmpdir(), 'ossicle-slow-disk-')));
  rig = await Rig.start({ settings: { ...defaultControlSettings, recordingDir, recordingFlushTimeoutSecs: 2 } });
  client = await Client.connect(rig.address);
  await client.createSession();
  await client.result('endpoint.create_tone', { tone: 'beep' });
});
afterEach(async () => {
  await client.close();
  await rig[Symbol.asyncDispose]();
  await rm(recordingDir, { recursive: true, force: true });
});

async function start(): Promise<{ recording_id: unknown; file_path: string }> {
  const file_path = join(recordingDir, 'slow.pcap');
  const id = client.ask('recording.start', { file_path });
  const running = setInterval(() => void rig.engine.run(20), 5);
  const answer = await client.next();
  clearInterval(running);
  expect(answer.id).toBe(id);
  await rig.engine.run(500);
  return { recording_id: answer.result?.['recording_id'], file_path };
}

/** Lets timers of `ms` run out, once the request has come. */
async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  rig.clock.advance(ms);
  await new Promise((resolve) => setTimeout(resolve, 100));
}

test('the answer to recording.stop waits for recording_flush_timeout_secs; the file is completed behind it', async () => {
  const { recording_id, file_path } = await start();
  const id = client.ask('recording.stop', { recording_id });
  await wait(1900);
  expect(client.takeAll()).toEqual([]);
  await wait(200);
  const answer = await client.next();
  expect(answer).toMatchObject({ id, result: { file_path, dropped_packets: 0 } });
  const before = (await stat(file_path)).size;
  await rig.engine.run(100);
  expect((await stat(file_path)).size).toBeGreaterThanOrEqual(before);
  expect((await client.result('session.info'))['recordings']).toEqual([]);
  expect(client.takeAll()).toEqual([]);
});

test('recording.stopped waits twice as long, then the file is given up', async () => {
  const { recording_id } = await start();
  await client.result('session.destroy');
  await wait(3900);
  expect(client.takeAll()).toEqual([]);
  await wait(200);
  const { event, data } = await client.next();
  expect(event).toBe('recording.stopped');
  expect(data).toMatchObject({ recording_id, reason: 'write_error' });
});
