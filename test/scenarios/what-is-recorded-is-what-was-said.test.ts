import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RtpEndpoint } from '../../lib/media/index.js';
import { dominantFrequencyHz, findPattern, levelDbfs, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { excerpt, noise, secondsOf, sequence, silence } from '../phones/signals.js';
import { readWav } from '../phones/wav.js';
import { Caller } from './stage/caller.js';
import { type Phone, soundVoice, toneVoice, type Voice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

function speaker(stage: Stage, voice: Voice): [Phone, RtpEndpoint] {
  return stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000', voice });
}

test('a tone is recorded at its pitch and level, to the frame', async () => {
  await using stage = new Stage();
  const [, endpoint] = speaker(stage, toneVoice(740, -17));
  await stage.run(500);
  const recording = endpoint.record(join(stage.folder, 'tone.wav'));
  await stage.run(3_000);
  const stopped = recording.stop();
  await stage.run(20);
  const report = await stopped;
  expect(report).toMatchObject({ reason: 'stopped', path: join(stage.folder, 'tone.wav') });
  expect(Math.abs(report.durationMs - 3_000)).toBeLessThanOrEqual(20);

  const recorded = readWav(report.path);
  expect(recorded.sampleRateHz).toBe(8_000);
  expect(secondsOf(recorded) * 1_000).toBeCloseTo(report.durationMs, 6);
  expect(dominantFrequencyHz(recorded)).toBeCloseTo(740, 0);
  expect(toneLevelDbfs(recorded, 740)).toBeCloseTo(-17, 1);
  expect(toneSnrDb(recorded, 740)).toBeGreaterThan(33);
  // The header counts every byte that follows it.
  const bytes = readFileSync(report.path);
  expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44);
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
});

test('the recording is what was said, sample for sample, and nothing of what was played', async () => {
  await using stage = new Stage();
  const burst = noise(-20, 0.5, 4);
  const [, endpoint] = speaker(stage, soundVoice(sequence(silence(0.5), burst, silence(2))));
  const recording = endpoint.record(join(stage.folder, 'burst.wav'));
  endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [1_000], durationMs: 2_000 }] });
  await stage.run(1_500);
  void recording.stop();
  await stage.run(20);
  const recorded = readWav((await recording.finished).path);
  const found = findPattern(recorded, burst);
  expect(found.likeness).toBeGreaterThan(0.99);
  expect(levelDbfs(excerpt(recorded, found.atSeconds + 0.52))).toBeLessThan(-70);
});

test('Opus is recorded at 48 kHz', async () => {
  await using stage = new Stage();
  const caller = new Caller(stage, stage.engine.createSession(), 'opus');
  caller.sayTone(3_000, -20, 48_000);
  const recording = caller.inRoom.record(join(stage.folder, 'opus.wav'));
  await stage.run(2_000);
  void recording.stop();
  await stage.run(20);
  const recorded = readWav((await recording.finished).path);
  expect(recorded.sampleRateHz).toBe(48_000);
  expect(Math.abs(secondsOf(recorded) - 2)).toBeLessThanOrEqual(0.02);
  const steady = excerpt(recorded, 1);
  expect(dominantFrequencyHz(steady)).toBeCloseTo(3_000, 0);
  expect(toneLevelDbfs(steady, 3_000)).toBeCloseTo(-20, 0);
});

test('a recording goes on over silence, loss and another codec, and keeps time', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = speaker(stage, toneVoice(740, -17));
  const recording = endpoint.record(join(stage.folder, 'long.wav'));
  await stage.run(1_000);
  phone.voice = null;
  await stage.run(1_000);
  phone.voice = toneVoice(740, -17);
  endpoint.configure({
    remote: { address: '203.0.113.1', port: 4000 },
    rtcpMux: false,
    codec: { name: 'opus', payloadType: 111 },
    telephoneEvent: null,
  });
  await stage.run(1_000);
  void recording.stop();
  await stage.run(20);
  const report = await recording.finished;
  expect(Math.abs(report.durationMs - 3_000)).toBeLessThanOrEqual(20);
  expect(readWav(report.path).sampleRateHz).toBe(8_000);
});

test('two recordings of one endpoint end each at its own time; the endpoint closes the last', async () => {
  await using stage = new Stage();
  const [, endpoint] = speaker(stage, toneVoice(740, -17));
  const [short, long] = [endpoint.record(join(stage.folder, 'a.wav')), endpoint.record(join(stage.folder, 'b.wav'))];
  await stage.run(1_000);
  void short.stop();
  await stage.run(1_000);
  endpoint.close();
  await stage.run(20);
  expect(await short.finished).toMatchObject({ reason: 'stopped', durationMs: 1_000 });
  expect(await long.finished).toMatchObject({ reason: 'closed', durationMs: 2_000 });
  expect(secondsOf(readWav(join(stage.folder, 'b.wav')))).toBe(2);
});

test('closing the engine completes what is being recorded', async () => {
  const stage = new Stage();
  const path = join(stage.folder, 'open.wav');
  const [, endpoint] = speaker(stage, toneVoice(740, -17));
  const recording = endpoint.record(path);
  await stage.run(1_000);
  await stage.engine.close();
  expect(await recording.finished).toMatchObject({ reason: 'closed', durationMs: 1_000 });
  expect(secondsOf(readWav(path))).toBe(1);
  await stage[Symbol.asyncDispose]();
});

test('a file that exists is kept, and the call goes on', async () => {
  await using stage = new Stage();
  const path = join(stage.folder, 'precious.wav');
  writeFileSync(path, 'precious');
  const [phone, endpoint] = speaker(stage, toneVoice(740, -17));
  endpoint.setLoopback(true);
  const recording = endpoint.record(path);
  await stage.run(1_000);
  const report = await recording.finished;
  expect(report).toMatchObject({ reason: 'failed', durationMs: 0 });
  expect(report.error).toMatch(/EEXIST/);
  expect(readFileSync(path, 'utf8')).toBe('precious');
  expect(toneLevelDbfs(excerpt(phone.heard(), 0.5), 740)).toBeCloseTo(-17, 0);
  expect((await recording.stop()).reason).toBe('failed');
});

test.each([
  ['no-folder/file.wav', /ENOENT/],
  ['folder', /EISDIR|EEXIST/],
])('a path that cannot be written (%s) fails with the reason', async (name, reason) => {
  await using stage = new Stage();
  mkdirSync(join(stage.folder, 'folder'));
  const [, endpoint] = speaker(stage, toneVoice(740, -17));
  const recording = endpoint.record(join(stage.folder, name));
  await stage.run(100);
  expect((await recording.finished).error).toMatch(reason);
  expect(existsSync(join(stage.folder, 'no-folder'))).toBe(false);
});
