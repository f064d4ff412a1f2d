import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { levelDbfs, toneLevelDbfs } from '../../phones/audio-analysis.js';
import { findProgram } from '../../phones/program.js';
import { readWav } from '../../phones/wav.js';
import type { Client } from './client.js';
import { callIn, LiveRig } from './live-rig.js';

const hasFfmpeg = findProgram('ffmpeg') !== undefined;
type Call = Awaited<ReturnType<typeof callIn>>;

let rig: LiveRig;
let client: Client;
let [a, b]: Call[] = [];
let count = 0;
beforeAll(async () => {
  rig = await LiveRig.start();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  client = (await rig.client()).client;
  [a, b] = [await callIn(client), await callIn(client)];
});
afterEach(async () => {
  for (const call of [a, b]) await call?.peer[Symbol.asyncDispose]();
  await client.result('session.destroy');
  await client.close();
});

/** A starts it, `during` happens, and it ends; the path of its file. */
async function record(params: object, during: (recordingId: string) => Promise<unknown>): Promise<string> {
  const file_path = rig.path('recordings', `sound-${++count}`);
  const { recording_id } = await client.result('recording.start', { file_path, ...params });
  await during(recording_id as string);
  await client.result('recording.stop', { recording_id });
  return file_path;
}

const bothTalk = (ms = 600) => Promise.all([a?.peer.talk(500, ms, 0.25), b?.peer.talk(700, ms, 0.25)]);
/** 500 and 700 Hz, as loud as each is there. */
const levels = (sound: ReturnType<typeof readWav>): number[] => [500, 700].map((hz) => toneLevelDbfs(sound, hz));

/** One channel of a 16-bit WAV file of ours, without its first 200 ms. */
async function channelOf(path: string, channel: number): Promise<ReturnType<typeof readWav>> {
  const bytes = await readFile(path);
  const [channels, sampleRateHz] = [bytes.readUInt16LE(22), bytes.readUInt32LE(24)];
  const frames = Math.floor((bytes.length - 44) / (2 * channels));
  const from = Math.round(sampleRateHz * 0.2);
  const at = (frame: number): number => bytes.readInt16LE(44 + 2 * (frame * channels + channel)) / 32_768;
  return { samples: Float64Array.from({ length: frames - from }, (_, n) => at(from + n)), sampleRateHz };
}

describe('a recording of sound', () => {
  test('of one leg in stereo has what it says left and what it hears right', async () => {
    const path = await record({ format: 'wav', layout: 'stereo', endpoint_id: a?.id }, () => bothTalk());
    const [left, right] = [await channelOf(path, 0), await channelOf(path, 1)];
    expect((await readFile(path)).readUInt16LE(22)).toBe(2);
    expect(levels(left)[0]).toBeCloseTo(-12, -0.5);
    expect(levels(left)[1]).toBeLessThan(-50);
    expect(levels(right)[1]).toBeCloseTo(-12, -0.5);
    expect(levels(right)[0]).toBeLessThan(-50);
  });

  test('of one leg has what it says alone, of a session the mix of all', async () => {
    const leg = await record({ format: 'wav', endpoint_id: a?.id }, () => bothTalk());
    expect(levels(readWav(leg))[0]).toBeGreaterThan(-14);
    expect(levels(readWav(leg))[1]).toBeLessThan(-50);
    const all = await record({ format: 'wav', layout: 'mixed' }, () => bothTalk());
    for (const level of levels(await channelOf(all, 0))) expect(level).toBeCloseTo(-12, -0.5);
  });

  test.skipIf(!hasFfmpeg)('is Ogg Opus that ffmpeg reads', async () => {
    const path = await record({ format: 'ogg' }, () => bothTalk(1000));
    const about = [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_name,channels:format=duration',
      '-of',
      'csv=p=0',
      path,
    ];
    const [stream, duration] = execFileSync('ffprobe', about).toString().trim().split('\n');
    expect(stream).toBe('opus,1');
    expect(Math.abs(Number(duration) - 1)).toBeLessThan(0.2);
    execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-ac', '1', '-f', 'wav', `${path}.wav`]);
    for (const level of levels(readWav(`${path}.wav`))) expect(level).toBeCloseTo(-12, -0.7);
  });

  test.each([
    ['one leg', true],
    ['the session', false],
  ])('of %s beeps for those who are recorded', async (_, leg) => {
    const from = [a, b].map((call) => call?.peer.packets.length ?? 0);
    await record({ format: 'wav', beep: true, ...(leg && { endpoint_id: a?.id }) }, async () => {
      const late = await callIn(client); // who comes later hears it no more than the others
      from.push(0);
      await Promise.all([bothTalk(300), late.peer.talk(0, 300)]);
      const heard = [a, b, late].map((call, n) => toneLevelDbfs(call?.peer.sound(from[n]) as never, 1400));
      expect(heard[0]).toBeGreaterThan(-40);
      if (leg) for (const level of heard.slice(1)) expect(level).toBeLessThan(-60);
      else expect(heard[1]).toBeGreaterThan(-40);
      await client.result('endpoint.remove', { endpoint_id: late.id });
      await late.peer[Symbol.asyncDispose]();
    });
  });

  test('keeps its time line while it is paused', async () => {
    const path = await record({ format: 'wav' }, async (recording_id) => {
      const talking = bothTalk(1500);
      const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      await pass(500);
      await client.result('recording.pause', { recording_id });
      await pass(500);
      await client.result('recording.resume', { recording_id });
      await talking;
    });
    const { samples, sampleRateHz } = readWav(path);
    const part = (from: number, to: number) => ({
      samples: samples.slice(from * sampleRateHz, to * sampleRateHz),
      sampleRateHz,
    });
    expect(Math.abs(samples.length / sampleRateHz - 1.5)).toBeLessThan(0.2);
    expect(levelDbfs(part(0.25, 0.45))).toBeGreaterThan(-14);
    expect(levelDbfs(part(0.6, 0.9))).toBeLessThan(-90);
    expect(levelDbfs(part(1.15, 1.4))).toBeGreaterThan(-14);
  });
});

describe('a capture', () => {
  /** Packets of speech, by whether the server sent them (its address ends in .255.0.1's second byte). */
  async function speechIn(path: string): Promise<{ received: number; sent: number }> {
    const pcap = await readFile(path);
    const counts = { received: 0, sent: 0 };
    for (let at = 24; at < pcap.length; at += 16 + pcap.readUInt32LE(at + 8)) {
      const frame = pcap.subarray(at + 16);
      if (((frame[43] as number) & 0x7f) !== 0) continue;
      counts[frame[27] === 255 ? 'sent' : 'received']++;
    }
    return counts;
  }

  test('has what is sent only where that is asked for', async () => {
    const plain = await speechIn(await record({ endpoint_id: a?.id }, () => bothTalk(400)));
    expect(plain.received).toBeGreaterThanOrEqual(19);
    expect(plain.sent).toBe(0);
    const both = await speechIn(await record({ endpoint_id: a?.id, sent_too: true }, () => bothTalk(400)));
    expect(both.received).toBeGreaterThanOrEqual(19);
    expect(both.sent).toBeGreaterThanOrEqual(18);
  });

  test('leaves out what comes while it is paused, and is counted while it runs', async () => {
    const recorded = async (): Promise<number> => {
      const { port } = rig.server.listening[0] as { port: number };
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^rtpbridge_packets_recorded_total (\d+)/m.exec(text)?.[1]);
    };
    const before = await recorded();
    const path = await record({ endpoint_id: a?.id }, async (recording_id) => {
      await bothTalk(1300);
      expect((await recorded()) - before).toBeGreaterThan(40);
      await client.result('recording.pause', { recording_id });
      await bothTalk(400);
      await client.result('recording.resume', { recording_id });
      await bothTalk(200);
    });
    const { received } = await speechIn(path);
    expect(Math.abs(received - 75)).toBeLessThanOrEqual(4);
    expect((await recorded()) - before).toBeGreaterThanOrEqual(received);
  });
});
