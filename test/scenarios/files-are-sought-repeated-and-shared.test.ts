import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dominantFrequencyHz, levelDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { findProgram } from '../phones/program.js';
import { excerpt, sequence, tone } from '../phones/signals.js';
import { writeWav } from '../phones/wav.js';
import { Stage } from './stage/stage.js';

const ffmpeg = findProgram('ffmpeg');

/** Two seconds each of 500, 1000 and 1500 Hz at 16 kHz. */
function makeFile(stage: Stage, extension: string): string {
  const wav = join(stage.folder, 'steps.wav');
  writeWav(wav, sequence(...[500, 1_000, 1_500].map((hz) => tone(hz, -20, 2, 16_000))));
  if (extension === 'wav') return wav;
  const path = join(stage.folder, `steps.${extension}`);
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-i',
    wav,
    ...(extension === 'ogg' ? ['-c:a', 'libopus', '-b:a', '64k'] : []),
    path,
  ]);
  return path;
}

test.each(['wav', 'flac', 'ogg'])('a %s file feeds a session, pauses, and is sought in', async (extension) => {
  if (extension !== 'wav' && !ffmpeg) return;
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(session, { address: '203.0.113.1:4000' });
  const source = session.createSource({ kind: 'file', path: makeFile(stage, extension) });
  await stage.run(1_000);
  source.seek(4_200);
  await stage.run(1_000);
  source.pause();
  await stage.run(1_000);
  source.resume();
  source.seek(2_500);
  await stage.run(1_000);
  expect(Math.abs(source.positionMs - 3_500)).toBeLessThan(150);
  const heard = phone.heard();
  expect(dominantFrequencyHz(excerpt(heard, 0.3, 0.5))).toBeCloseTo(500, 0);
  expect(toneLevelDbfs(excerpt(heard, 0.3, 0.5), 500)).toBeCloseTo(-20, 0);
  expect(dominantFrequencyHz(excerpt(heard, 1.3, 0.5))).toBeCloseTo(1_500, 0);
  expect(levelDbfs(excerpt(heard, 2.2, 0.6))).toBeLessThan(-70);
  expect(dominantFrequencyHz(excerpt(heard, 3.3, 0.5))).toBeCloseTo(1_000, 0);
  source.seek(60_000);
  await stage.run(500);
  expect((await source.finished).reason).toBe('finished');
});

test('each of its plays begins at startMs', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(session, { address: '203.0.113.1:4000' });
  const path = makeFile(stage, 'wav');
  const source = session.createSource({ kind: 'file', path }, { startMs: 5_000, loops: 2, gainDb: 6 });
  for (let round = 0; round < 3; round++) {
    await stage.run(600);
    expect(Math.abs(source.positionMs - 5_600)).toBeLessThan(120);
    await stage.run(400);
  }
  await stage.run(500);
  expect(source.positionMs).toBe(6_000);
  const report = await source.finished;
  expect(report.reason).toBe('finished');
  expect(Math.abs(report.playedMs - 3_000)).toBeLessThan(10);
  const heard = excerpt(phone.heard(), 0.3, 2.6);
  expect(dominantFrequencyHz(heard)).toBeCloseTo(1_500, 0);
  expect(toneLevelDbfs(heard, 1_500)).toBeCloseTo(-14, 0);
});

test('who joins a shared file hears it where it is; pausing does not stop it', async () => {
  await using stage = new Stage();
  const path = makeFile(stage, 'wav');
  const sessions = [stage.engine.createSession(), stage.engine.createSession()] as const;
  const [early] = stage.connect(sessions[0], { address: '203.0.113.1:4000' });
  const [late] = stage.connect(sessions[1], { address: '203.0.113.2:4000' });
  const first = sessions[0].createSource({ kind: 'file', path, shared: true });
  await stage.run(2_500);
  const second = sessions[1].createSource({ kind: 'file', path, shared: true }, { gainDb: -10 });
  await stage.run(500);
  first.pause();
  await stage.run(1_500);
  first.resume();
  await stage.run(500);
  expect(dominantFrequencyHz(excerpt(early.heard(), 0.3, 1))).toBeCloseTo(500, 0);
  expect(dominantFrequencyHz(excerpt(early.heard(), 4.6, 0.3))).toBeCloseTo(1_500, 0);
  expect(levelDbfs(excerpt(early.heard(), 3.2, 1))).toBeLessThan(-70);
  expect(dominantFrequencyHz(excerpt(late.heard(), 2.6, 1))).toBeCloseTo(1_000, 0);
  expect(toneLevelDbfs(excerpt(late.heard(), 2.6, 1), 1_000)).toBeCloseTo(-30, 0);
  expect(() => first.seek(0)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  await stage.run(2_000);
  expect((await first.finished).reason).toBe('finished');
  expect((await second.finished).reason).toBe('finished');
});

test('a shared file that cannot be opened fails for each', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const path = join(stage.folder, 'nowhere.wav');
  const sources = [1, 2].map(() => session.createSource({ kind: 'file', path, shared: true }));
  await stage.run(300);
  for (const source of sources) {
    const report = await source.finished;
    expect(report.reason).toBe('failed');
    expect(report.error).toMatch(/ENOENT/);
  }
});
