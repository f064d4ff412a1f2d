import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { levelDbfs } from '../../phones/audio-analysis.js';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../phones/g711.js';
import { tone } from '../../phones/signals.js';
import { readWav, writeWav } from '../../phones/wav.js';

const folder = mkdtempSync(join(tmpdir(), 'wav-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('readWav', () => {
  it.each([1, 2])('reads what writeWav wrote, %d channels', (channels) => {
    const path = join(folder, `tone-${channels}.wav`);
    const sound = tone(1_000, -10, 0.5, 16_000);
    writeWav(path, sound, channels);
    const read = readWav(path);
    expect([read.sampleRateHz, read.samples.length]).toEqual([16_000, 8_000]);
    expect(levelDbfs(read)).toBeCloseTo(-10, 1);
  });

  it('reads a file that is still being written, whose header says 0', () => {
    const path = join(folder, 'growing.wav');
    writeWav(path, tone(1_000, -10, 0.5));
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(0, 40);
    writeFileSync(path, bytes.subarray(0, 44 + 801));
    expect(readWav(path).samples.length).toBe(400);
  });

  it('refuses other files', () => {
    const path = join(folder, 'text.wav');
    writeFileSync(path, 'not a sound at all, but long enough for a header of any kind');
    expect(() => readWav(path)).toThrow('no WAV file');
  });
});

describe('G.711 of the rig', () => {
  it('decodes the corner values of ITU-T G.711 tables 1 and 2', () => {
    const muLaw = [0x80, 0x00, 0xff, 0x7f, 0x8f, 0xf0].map(
      (byte) => (decodeMuLaw(Uint8Array.of(byte))[0] ?? 0) * 8_192,
    );
    expect(muLaw.map((value) => value + 0)).toEqual([8_031, -8_031, 0, 0, 4_191, 30]);
    const aLaw = [0xaa, 0x2a, 0xd5, 0x55].map((byte) => (decodeALaw(Uint8Array.of(byte))[0] ?? 0) * 4_096);
    expect(aLaw).toEqual([4_032, -4_032, 1, -1]);
  });

  it.each([
    ['PCMU', encodeMuLaw, decodeMuLaw],
    ['PCMA', encodeALaw, decodeALaw],
  ] as const)('%s comes back within its quantising noise', (_name, encode, decode) => {
    const sound = tone(1_000, -10, 0.5);
    const error = decode(encode(sound.samples)).map((sample, i) => sample - (sound.samples[i] ?? 0));
    expect(levelDbfs({ ...sound, samples: error })).toBeLessThan(-10 - 35);
  });
});
