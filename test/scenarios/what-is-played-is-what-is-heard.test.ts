import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RtpEndpoint } from '../../lib/media/index.js';
import {
  activeSpans,
  dominantFrequencyHz,
  envelopeDbfs,
  levelDbfs,
  toneLevelDbfs,
  toneSnrDb,
} from '../phones/audio-analysis.js';
import { findProgram } from '../phones/program.js';
import { excerpt, tone } from '../phones/signals.js';
import { writeWav } from '../phones/wav.js';
import type { Phone } from './stage/phone.js';
import { Stage } from './stage/stage.js';

function listener(stage: Stage): [Phone, RtpEndpoint] {
  return stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000' });
}

function samplesOf(frequencyHz: number, levelDbfs_: number, seconds: number, sampleRateHz: number): Int16Array {
  return Int16Array.from(tone(frequencyHz, levelDbfs_, seconds, sampleRateHz).samples, (x) => Math.round(x * 32_767));
}

test.each([8_000, 11_025, 16_000, 22_050, 44_100, 48_000])(
  'samples at %i Hz keep pitch, level and length',
  async (rate) => {
    await using stage = new Stage();
    const [phone, endpoint] = listener(stage);
    await stage.run(100);
    const playback = endpoint.play({ kind: 'samples', samples: samplesOf(1_000, -15, 2, rate), sampleRateHz: rate });
    await stage.run(2_500);
    const report = await playback.finished;
    expect(report.reason).toBe('finished');
    expect(Math.abs(report.playedMs - 2_000)).toBeLessThanOrEqual(1);
    const [span] = activeSpans(phone.heard(), -45);
    expect((span?.toSeconds ?? 0) - (span?.fromSeconds ?? 0)).toBeCloseTo(2, 1);
    const heard = excerpt(phone.heard(), (span?.fromSeconds ?? 0) + 0.1, 1.8);
    expect(dominantFrequencyHz(heard)).toBeCloseTo(1_000, 0);
    expect(toneLevelDbfs(heard, 1_000)).toBeCloseTo(-15, 0);
    expect(toneSnrDb(heard, 1_000)).toBeGreaterThan(33);
  },
);

test('tones: two together, a pause, another; all of it in exactly its time', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = listener(stage);
  const playback = endpoint.play({
    kind: 'tones',
    tones: [
      { frequenciesHz: [440, 620], durationMs: 500, pauseMs: 300 },
      { frequenciesHz: [1_000], durationMs: 400, levelDbm0: -23 },
    ],
  });
  await stage.run(1_600);
  expect(await playback.finished).toEqual({ reason: 'finished', playedMs: 1_200 });
  const heard = phone.heard();
  const [first, second] = activeSpans(heard, -45, 100);
  expect(first).toEqual({ fromSeconds: 0, toSeconds: 0.5 });
  expect(second).toEqual({ fromSeconds: 0.8, toSeconds: 1.2 });
  // dBm0 is 3.14 dB above dBFS of a sine in PCMU, 3.17 after G.711's overload point (ITU-T G.711).
  for (const hz of [440, 620]) expect(toneLevelDbfs(excerpt(heard, 0, 0.5), hz)).toBeCloseTo(-13 - 3.17, 0);
  expect(toneLevelDbfs(excerpt(heard, 0.82, 0.36), 1_000)).toBeCloseTo(-23 - 3.17, 0);
});

test('a file of stereo at 44.1 kHz is mixed down and heard; repeated, it goes round without a hole', async () => {
  await using stage = new Stage();
  const path = join(stage.folder, 'tone.wav');
  writeWav(path, tone(1_000, -15, 1, 44_100), 2);
  const [phone, endpoint] = listener(stage);
  const playback = endpoint.play({ kind: 'file', path }, { repeat: true });
  await stage.run(3_500);
  playback.stop();
  await stage.run(20);
  const report = await playback.finished;
  expect(report.reason).toBe('stopped');
  expect(report.playedMs).toBeGreaterThan(3_440);
  expect(report.playedMs).toBeLessThanOrEqual(3_500);
  const heard = excerpt(phone.heard(), 0.2, 3.2);
  expect(toneLevelDbfs(heard, 1_000)).toBeCloseTo(-15, 0);
  expect(Math.min(...envelopeDbfs(heard))).toBeGreaterThan(-17);
});

test.skipIf(!findProgram('sox'))('Ogg Vorbis of a stranger is heard at its pitch, level and length', async () => {
  await using stage = new Stage();
  const [wav, path] = [join(stage.folder, 'tone.wav'), join(stage.folder, 'tone.ogg')];
  writeWav(wav, tone(1_000, -15, 1, 44_100), 2);
  execFileSync('sox', ['-D', wav, '-t', 'vorbis', path]);
  const [phone, endpoint] = listener(stage);
  const playback = endpoint.play({ kind: 'file', path });
  await stage.run(1_500);
  expect(await playback.finished).toEqual({ reason: 'finished', playedMs: 1_000 });
  const heard = excerpt(phone.heard(), 0.1, 0.8);
  expect(toneLevelDbfs(heard, 1_000)).toBeCloseTo(-15, 0);
  expect(toneSnrDb(heard, 1_000)).toBeGreaterThan(30);
});

test('a file played once reports its exact length', async () => {
  await using stage = new Stage();
  const path = join(stage.folder, 'tone.wav');
  writeWav(path, tone(800, -15, 1.23, 8_000));
  const [, endpoint] = listener(stage);
  const playback = endpoint.play({ kind: 'file', path });
  await stage.run(1_500);
  expect(await playback.finished).toEqual({ reason: 'finished', playedMs: 1_230 });
});

test('another playback takes the place at once, and stop ends within a tick', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = listener(stage);
  const first = endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [500], durationMs: 5_000 }] });
  await stage.run(1_000);
  const second = endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [1_200], durationMs: 5_000 }] });
  await stage.run(1_000);
  expect(await first.finished).toEqual({ reason: 'replaced', playedMs: 1_000 });
  second.stop();
  await stage.run(500);
  expect(await second.finished).toEqual({ reason: 'stopped', playedMs: 1_000 });
  second.stop();
  const heard = phone.heard();
  expect(dominantFrequencyHz(excerpt(heard, 0, 1))).toBeCloseTo(500, 0);
  expect(dominantFrequencyHz(excerpt(heard, 1, 1))).toBeCloseTo(1_200, 0);
  expect(levelDbfs(excerpt(heard, 2.02))).toBeLessThan(-70);
});

test('what plays is mixed with what the others say', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone, endpoint] = stage.connect(session, { address: '203.0.113.1:4000' });
  const [other] = stage.connect(session, {
    address: '203.0.113.2:4000',
    voice: (i) => 0.1 * Math.sin((2 * Math.PI * 700 * i) / 8_000),
  });
  endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [1_500], durationMs: 2_000 }] });
  await stage.run(1_500);
  const heard = excerpt(phone.heard(), 0.3);
  expect(toneLevelDbfs(heard, 700)).toBeCloseTo(-20, 0);
  expect(toneLevelDbfs(heard, 1_500)).toBeCloseTo(-16, 0);
  expect(levelDbfs(excerpt(other.heard(), 0.3))).toBeLessThan(-70);
});

test('closing the endpoint closes its playback', async () => {
  await using stage = new Stage();
  const [, endpoint] = listener(stage);
  const playback = endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [500], durationMs: 5_000 }] });
  await stage.run(400);
  endpoint.close();
  await stage.run(20);
  expect(await playback.finished).toEqual({ reason: 'closed', playedMs: 400 });
});

const header = (dataBytes: number, riff = 'RIFF'): Buffer => {
  const bytes = Buffer.alloc(44);
  bytes.write(riff, 0, 'latin1');
  bytes.writeUInt32LE(36 + (dataBytes % 2 ** 32), 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8_000, 24);
  bytes.writeUInt32LE(16_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
};

test.each([
  ['is not there', null, /ENOENT/],
  ['is no WAV', Buffer.from('This is a letter, not a sound. '.repeat(20)), /./],
  ['is empty', Buffer.alloc(0), /./],
  ['ends inside its header', header(1_600).subarray(0, 30), /./],
  ['has another form type', header(1_600, 'RIFX'), /./],
])('a file that %s fails with a reason and leaves the call alone', async (_, content, reason) => {
  await using stage = new Stage();
  const path = join(stage.folder, 'broken.wav');
  if (content) writeFileSync(path, content);
  const [phone, endpoint] = listener(stage);
  const playback = endpoint.play({ kind: 'file', path });
  await stage.run(200);
  const report = await playback.finished;
  expect(report).toMatchObject({ reason: 'failed', playedMs: 0 });
  expect(report.error).toMatch(reason);
  const next = endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [500], durationMs: 100 }] });
  await stage.run(200);
  expect((await next.finished).reason).toBe('finished');
  expect(phone.arrivals).toHaveLength(20);
});

test('a file that announces more than it has plays what is there', async () => {
  await using stage = new Stage();
  const path = join(stage.folder, 'liar.wav');
  writeFileSync(path, Buffer.concat([header(4_000_000_000), Buffer.alloc(16_000)]));
  const [, endpoint] = listener(stage);
  const playback = endpoint.play({ kind: 'file', path });
  await stage.run(1_500);
  expect(await playback.finished).toEqual({ reason: 'finished', playedMs: 1_000 });
});

test('a file without a single sample ends at once, repeated or not', async () => {
  await using stage = new Stage();
  const path = join(stage.folder, 'nothing.wav');
  writeFileSync(path, header(0));
  const [, endpoint] = listener(stage);
  for (const repeat of [false, true]) {
    const playback = endpoint.play({ kind: 'file', path }, { repeat });
    await stage.run(200);
    expect(await playback.finished).toMatchObject({ reason: 'finished', playedMs: 0 });
  }
});
