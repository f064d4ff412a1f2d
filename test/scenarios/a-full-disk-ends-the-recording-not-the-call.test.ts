import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt, secondsOf } from '../phones/signals.js';
import { readWav } from '../phones/wav.js';
import { toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

/** A file system of 64 KiB: four seconds of recording. Undefined where this user may not mount one. */
function mountTinyDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ossicle-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmdirSync(folder);
    return undefined;
  }
}

test('a full disk ends the recording with ENOSPC, keeps what was written, and the call goes on', async (context) => {
  const disk = mountTinyDisk();
  if (disk === undefined) return context.skip('mounting a small file system needs root');
  try {
    await using stage = new Stage();
    const [phone, endpoint] = stage.connect(stage.engine.createSession(), {
      address: '203.0.113.1:4000',
      voice: toneVoice(740, -17),
    });
    endpoint.setLoopback(true);
    const recording = endpoint.record(join(disk, 'long.wav'));
    await stage.run(10_000);
    const report = await recording.finished;
    expect(report.reason).toBe('failed');
    expect(report.error).toMatch(/ENOSPC/);

    // What the header announces is there, and the report says no more than that.
    const bytes = readFileSync(report.path);
    const announced = bytes.readUInt32LE(40);
    expect(announced).toBeGreaterThan(2 * 16_000);
    expect(statSync(report.path).size).toBeGreaterThanOrEqual(44 + announced);
    expect(report.durationMs).toBeCloseTo(announced / 16, 6);
    const recorded = readWav(report.path);
    expect(secondsOf(recorded) * 1_000).toBeCloseTo(report.durationMs, 6);
    expect(toneLevelDbfs(excerpt(recorded, 0.2), 740)).toBeCloseTo(-17, 0);
    expect(toneLevelDbfs(phone.heard(1), 740)).toBeCloseTo(-17, 0);

    const next = endpoint.record(join(stage.folder, 'elsewhere.wav'));
    await stage.run(500);
    void next.stop();
    await stage.run(20);
    expect((await next.finished).reason).toBe('stopped');
  } finally {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  }
});

test.each(['pcap', 'ogg'] as const)(
  'a full disk ends a recording as %s, of which all that is whole stays',
  async (format) => {
    const disk = mountTinyDisk();
    if (disk === undefined) return;
    try {
      await using stage = new Stage();
      const session = stage.engine.createSession();
      stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(740, -17) });
      const recording = session.record(join(disk, `long.${format}`), { format });
      await stage.run(format === 'pcap' ? 8_000 : 40_000);
      const report = await recording.finished;
      expect(report.reason).toBe('failed');
      expect(report.error).toMatch(/ENOSPC/);
      const bytes = readFileSync(report.path);
      if (format === 'ogg') return expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
      let packets = 0;
      let at = 24;
      for (; at < bytes.length; packets += 1) at += 16 + bytes.readUInt32LE(at + 8);
      expect(at).toBe(bytes.length);
      expect(packets).toBe(report.packets);
      expect(packets).toBeGreaterThan(200);
    } finally {
      execFileSync('umount', [disk]);
      rmdirSync(disk);
    }
  },
);
