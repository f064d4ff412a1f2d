import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dominantFrequencyHz, levelDbfs, toneLevelDbfs, toneSnrDb } from '../../phones/audio-analysis.js';
import { espeakInstalled } from '../../phones/espeak.js';
import { readWav, type Sound, writeWav } from '../../phones/wav.js';
import { ossicle, Workplace } from './terminal.js';

/** A sine at `dbfs` below full scale. */
function tone(frequencyHz: number, dbfs: number, seconds: number, sampleRateHz = 8000): Sound {
  const amplitude = 10 ** (dbfs / 20);
  const samples = Float64Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRateHz),
  );
  return { samples, sampleRateHz };
}

/** The largest sample. */
function largest({ samples }: Sound): number {
  return samples.reduce((most, sample) => Math.max(most, sample), 0);
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

describe('ossicle process', () => {
  it('leaves samples as they are when nothing is asked for', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(440, -6, 1.2345));
    const { exitCode, stdout, stderr } = await ossicle(['process', place.path('in.wav'), place.path('out.wav')]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/out\.wav: WAV, 16-bit PCM, 8000 Hz, mono, 1\.23 s, 19\.8 kB; [\d.]+ x real time\n$/);
    expect(readWav(place.path('out.wav'))).toEqual(readWav(place.path('in.wav')));
  });

  it.each([
    [8000, 48_000, -60],
    [44_100, 8000, -16],
    [16_000, 11_025, -16],
  ])('changes the rate from %d to %d Hz and nothing else', async (from, to, wantedErrorDb) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(1000, -10, 1.5, from));
    await ossicle(['process', place.path('in.wav'), place.path('out.wav'), '--resample', String(to)]);
    const sound = readWav(place.path('out.wav'));
    expect(sound.sampleRateHz).toBe(to);
    expect(sound.samples.length).toBe(Math.ceil(1.5 * to));
    expect(dominantFrequencyHz(sound)).toBeCloseTo(1000, 0);
    expect(toneLevelDbfs(sound, 1000)).toBeCloseTo(-10, 1);
    expect(toneSnrDb(sound, 1000)).toBeGreaterThan(60);
    // No delay of the filter is left: the sine stands where it stood, to half a sample where the rates are no multiples.
    const wanted = tone(1000, -10, 1.5, to).samples;
    const [margin, end] = [Math.round(to / 10), Math.round(to * 1.4)];
    const error = sound.samples.slice(margin, end).map((sample, n) => sample - wanted[n + margin]!);
    expect(levelDbfs({ samples: error, sampleRateHz: to })).toBeLessThan(wantedErrorDb);
  });

  it('makes louder and softer, and says what was cut off', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(500, -20, 1));
    await ossicle(['process', place.path('in.wav'), place.path('soft.wav'), '--gain', '-6']);
    expect(toneLevelDbfs(readWav(place.path('soft.wav')), 500)).toBeCloseTo(-26, 1);
    const { stdout } = await ossicle(['process', place.path('in.wav'), place.path('loud.wav'), '--gain', '26']);
    expect(stdout).toMatch(/\d+ samples were beyond full scale and cut off; lower --gain/);
    expect(largest(readWav(place.path('loud.wav')))).toBe(32_767 / 32_768);
  });

  it('averages channels and doubles one', async () => {
    using place = new Workplace();
    writeWav(place.path('stereo.wav'), tone(700, -9, 0.5), 2);
    await ossicle(['process', place.path('stereo.wav'), place.path('mono.wav'), '--channels', '1']);
    expect(toneLevelDbfs(readWav(place.path('mono.wav')), 700)).toBeCloseTo(-9, 1);
    await ossicle(['process', place.path('mono.wav'), place.path('again.wav'), '--channels', '2']);
    expect(readWav(place.path('again.wav'))).toEqual(readWav(place.path('stereo.wav')));
    const again = readFileSync(place.path('again.wav'));
    expect(again.readUInt16LE(again.indexOf('fmt ') + 10)).toBe(2);
  });

  it.each([
    ['out.ulaw', 8000, 8000],
    ['out.alaw', 8000, 8000],
    ['out.g722', 16_000, 8000],
    ['out.sln', 8000, 16_000],
    ['out.sln16', 16_000, 32_000],
  ])('writes and reads %s, at its own rate and mono without being asked', async (name, rateHz, bytesPerSecond) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(1000, -12, 2, 44_100), 2);
    const { stdout } = await ossicle(['process', place.path('in.wav'), place.path(name)]);
    expect(stdout).toContain('stereo became mono');
    expect(stdout).toContain(`44100 Hz became ${rateHz} Hz`);
    expect(Math.abs(statSync(place.path(name)).size - 2 * bytesPerSecond)).toBeLessThan(20);
    await ossicle(['process', place.path(name), place.path('back.wav')]);
    const sound = readWav(place.path('back.wav'));
    expect(sound.sampleRateHz).toBe(rateHz);
    expect(toneLevelDbfs(sound, 1000)).toBeCloseTo(-12, 0);
    expect(toneSnrDb(sound, 1000)).toBeGreaterThan(30);
  });

  it.each(['pcm16', 'pcm24'])('keeps every sample in FLAC, coded as %s', async (codec) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(440, -6, 1.5), 2);
    const { stdout } = await ossicle(['process', place.path('in.wav'), place.path('a.flac'), '--codec', codec]);
    expect(stdout).toMatch(/a\.flac: FLAC[^;]*8000 Hz, stereo, 1\.50 s/);
    expect(readFileSync(place.path('a.flac')).toString('latin1', 0, 4)).toBe('fLaC');
    await ossicle(['process', place.path('a.flac'), place.path('back.wav')]);
    expect(readWav(place.path('back.wav'))).toEqual(readWav(place.path('in.wav')));
  });

  it('writes and reads Ogg Opus, at a bit rate and a rate that Opus has', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(1000, -12, 4, 44_100), 2);
    for (const kbps of [24, 96]) {
      const args = ['process', place.path('in.wav'), place.path('a.opus'), '--bitrate', String(kbps), '--force'];
      expect((await ossicle(args)).stdout).toMatch(/a\.opus: Ogg Opus, 48000 Hz, stereo, 4\.00 s/);
      const { size } = statSync(place.path('a.opus'));
      expect((size * 8) / 4000).toBeGreaterThan(kbps * 0.5);
      expect((size * 8) / 4000).toBeLessThan(kbps * 1.3);
    }
    await ossicle(['process', place.path('a.opus'), place.path('back.wav')]);
    const sound = readWav(place.path('back.wav'));
    expect([sound.sampleRateHz, sound.samples.length]).toEqual([48_000, 192_000]);
    expect(toneLevelDbfs(sound, 1000)).toBeCloseTo(-12, 0);
    expect(toneSnrDb(sound, 1000)).toBeGreaterThan(25);
  });

  it.skipIf(!hasFfmpeg)('reads MP3 as ffmpeg writes it, to the same length', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(1000, -12, 2, 44_100), 2);
    spawnSync('ffmpeg', ['-loglevel', 'error', '-i', place.path('in.wav'), '-b:a', '128k', place.path('in.mp3')]);
    expect((await ossicle(['process', place.path('in.mp3'), place.path('out.wav')])).exitCode).toBe(0);
    const sound = readWav(place.path('out.wav'));
    expect([sound.sampleRateHz, sound.samples.length]).toEqual([44_100, 88_200]);
    expect(toneLevelDbfs(sound, 1000)).toBeCloseTo(-12, 0);
    expect(toneSnrDb(sound, 1000)).toBeGreaterThan(40);
  });

  it('brings speech-like sound to a loudness, twice as loud or half, and never clips', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(1000, -33, 5, 48_000));
    for (const [flag, wanted] of [
      ['--normalize', -23],
      ['--normalize=-16', -16],
    ] as const) {
      const { stdout } = await ossicle(['process', place.path('in.wav'), place.path('out.wav'), flag, '--force']);
      expect(stdout).toContain(`became ${wanted}.0 LUFS`);
      // A sine of 1 kHz in one channel has a loudness of its level - 3.01 (BS.1770: -3.01 LKFS at full scale).
      expect(toneLevelDbfs(readWav(place.path('out.wav')), 1000)).toBeCloseTo(wanted + 3.01, 1);
      if (hasFfmpeg) expect(ffmpegLoudness(place.path('out.wav'))).toBeCloseTo(wanted, 0);
    }
    const peaky = tone(1000, -60, 5, 48_000);
    peaky.samples[100_000] = 0.5;
    writeWav(place.path('peaky.wav'), peaky);
    const { stdout } = await ossicle(['process', place.path('peaky.wav'), place.path('held.wav'), '--normalize=-16']);
    expect(stdout).toMatch(/true peak -1\.0 dBTP: louder is not possible without clipping/);
    expect(largest(readWav(place.path('held.wav')))).toBeLessThan(0.9);
  });

  it.skipIf(!espeakInstalled).each([8000, 16_000, 48_000])(
    'silences a digit in speech at %d Hz, nothing else',
    async (rateHz) => {
      using place = new Workplace();
      const text = 'The number of my card is four, seven, one, one, and it is mine alone.';
      spawnSync('espeak-ng', ['-w', place.path('speech.wav'), text]);
      const resampling = ['process', place.path('speech.wav'), place.path('line.wav'), '--resample', String(rateHz)];
      expect((await ossicle(resampling)).exitCode).toBe(0);
      const sound = readWav(place.path('line.wav'));
      expect(levelDbfs({ ...sound, samples: sound.samples.slice(rateHz, 1.1 * rateHz) })).toBeGreaterThan(-50);
      const [from, to] = [rateHz, Math.round(1.1 * rateHz)];
      for (let n = from; n < to; n++) {
        const phase = (2 * Math.PI * n) / rateHz;
        sound.samples[n] = 0.2 * (Math.sin(770 * phase) + Math.sin(1336 * phase));
      }
      writeWav(place.path('in.wav'), sound);
      const args = ['process', place.path('in.wav'), place.path('out.wav'), '--remove-dtmf'];
      expect((await ossicle(args)).exitCode).toBe(0);
      const [before, after] = [readWav(place.path('in.wav')).samples, readWav(place.path('out.wav')).samples];
      expect(after.length).toBe(before.length);
      const margin = Math.round(0.005 * rateHz);
      expect(after.slice(0, from - margin)).toEqual(before.slice(0, from - margin));
      expect(after.slice(to + margin)).toEqual(before.slice(to + margin));
      const left = { samples: after.slice(from + margin, to - margin), sampleRateHz: rateHz };
      expect(levelDbfs(left)).toBeLessThan(levelDbfs({ samples: before.slice(from, to), sampleRateHz: rateHz }) - 25);
      const { stdout } = await ossicle(['inspect', place.path('out.wav'), '--json']);
      expect(JSON.parse(stdout).heard.filter(({ kind }: { kind: string }) => kind === 'dtmf')).toEqual([]);
    },
  );

  it('silences digits at another rate after the change of rate, and refuses where there is none that will do', async () => {
    using place = new Workplace();
    const sound = tone(300, -20, 2, 44_100);
    for (let n = 44_100; n < 48_510; n++) {
      const phase = (2 * Math.PI * n) / 44_100;
      sound.samples[n] = 0.2 * (Math.sin(697 * phase) + Math.sin(1209 * phase));
    }
    writeWav(place.path('in.wav'), sound, 2);
    const args = ['process', place.path('in.wav'), place.path('out.wav'), '--remove-dtmf'];
    expect(await ossicle(args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('add --resample 48000') });
    expect(existsSync(place.path('out.wav'))).toBe(false);
    expect((await ossicle([...args, '--resample', '16000'])).exitCode).toBe(0);
    const { samples } = readWav(place.path('out.wav'));
    expect(samples.length).toBe(32_000);
    expect(levelDbfs({ samples: samples.slice(16_100, 17_500), sampleRateHz: 16_000 })).toBeLessThan(-50);
    expect(toneLevelDbfs({ samples: samples.slice(0, 15_000), sampleRateHz: 16_000 }, 300)).toBeCloseTo(-20, 1);
  });

  it('keeps what is finer than 16 bits where no digit is', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(300, -20, 1));
    await ossicle(['process', place.path('in.wav'), place.path('fine.wav'), '--codec', 'float32', '--gain', '-7.3']);
    const args = ['process', place.path('fine.wav'), place.path('out.wav'), '--codec', 'float32', '--remove-dtmf'];
    expect((await ossicle(args)).exitCode).toBe(0);
    expect(readFileSync(place.path('out.wav'))).toEqual(readFileSync(place.path('fine.wav')));
  });

  it('leaves the level of silence as it is', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), { samples: new Float64Array(16_000), sampleRateHz: 8000 });
    const { stdout } = await ossicle(['process', place.path('in.wav'), place.path('out.wav'), '--normalize']);
    expect(stdout).toContain('too soft to have a loudness');
    expect(readWav(place.path('out.wav')).samples.every((sample) => sample === 0)).toBe(true);
  });

  it('shows a bar in a terminal, which is gone at the end, and only a line elsewhere', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(440, -6, 20));
    const args = ['process', place.path('in.wav'), place.path('out.wav'), '--force'];
    const { stdout } = await ossicle(args, { columns: 100 });
    expect(stdout).toMatch(/writing {2}█*░* +\d+ % {2}0:\d\d done, /);
    const [bar, line] = stdout.split('\u001b[J\u001b[?25h');
    expect(bar).toContain('\u001b[?25l');
    expect(line).toMatch(/^[^\n]*out\.wav: WAV[^\n]*x real time\n$/);
    expect((await ossicle(args)).stdout).toMatch(/^[^\n\r\u001b]*x real time\n$/);
  });

  it('leaves nothing behind at Ctrl-C, and ends with 130', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(440, -6, 60));
    writeFileSync(place.path('out.wav'), 'precious');
    const listeners = new Map<string, () => void>();
    const { exitCode, stderr } = await ossicle(['process', place.path('in.wav'), place.path('out.wav'), '--force'], {
      columns: 80,
      onSignal: (name, listener) => void listeners.set(name, listener),
      onWrite: () => listeners.get('SIGINT')?.(),
    });
    expect([exitCode, stderr]).toEqual([130, 'ossicle: interrupted; nothing was written.\n']);
    expect(readdirSync(place.directory).sort()).toEqual(['in.wav', 'out.wav']);
    expect(readFileSync(place.path('out.wav'), 'utf8')).toBe('precious');
  });

  it.each([
    [['missing.wav', 'out.wav'], 1, 'missing.wav cannot be read: there is no such file.'],
    [['folder', 'out.wav'], 1, 'folder is a directory; name a sound file in it.'],
    [
      ['text.wav', 'out.wav'],
      1,
      'text.wav cannot be read: The source is no sound file of a known format. Readable are WAV',
    ],
    [['empty.wav', 'out.wav'], 1, 'empty.wav is empty.'],
    [['hollow.wav', 'out.wav'], 1, 'hollow.wav holds no sound: it has no samples.'],
    [['cut.flac', 'out.wav'], 1, 'cut.flac holds no sound: it is damaged or ends too early.'],
    [['in.wav', 'in.wav'], 2, 'in.wav is the input itself; name another output.'],
    [['in.wav', 'there.wav'], 1, 'there.wav exists already; name another, or replace it with --force.'],
    [['in.wav', 'folder'], 2, 'folder has no extension; name the output with one of .wav'],
    [['in.wav', 'folder.wav', '--force'], 1, 'folder.wav is a directory; name a file in it.'],
    [['in.wav', 'nowhere/out.wav'], 1, 'nowhere; create it first.'],
    [['in.wav', 'out.mp3'], 2, 'MP3 is read, not written; name the output with one of .wav'],
    [['in.wav', 'out.aiff'], 2, 'No format is known by the extension .aiff; name the output with one of .wav'],
    [['channels.wav', 'out.wav'], 1, 'channels.wav cannot be read: WAV file has not 1 to 8 channels. Readable are WAV'],
    [['in.wav', 'out.wav', '--bitrate', '24'], 2, '--bitrate goes with Opus only, not with pcm16'],
    [['in.wav', 'out.wav', '--normalize', '-16'], 2, 'stands behind an equals sign: --normalize=-16.'],
    [['in.wav', 'out.wav', '--normalize', '-16.5', '--force'], 2, 'behind an equals sign: --normalize=-16.5.'],
    [
      ['in.wav', 'out.wav', '--codec', 'g722'],
      2,
      'A .wav file cannot hold g722; .wav goes with --codec pcm16, float32, mu-law, a-law. g722 goes into .g722.',
    ],
    [
      ['in.wav', 'out.flac', '--codec', 'float'],
      2,
      'A .flac file cannot hold float32; .flac goes with --codec pcm16, pcm24. float32 goes into .wav.',
    ],
    [
      ['in.wav', 'out.ulaw', '--resample', '16000'],
      2,
      '--resample 16000 does not go with raw mu-law of that name, which is at 8000 Hz.',
    ],
    [['in.wav', 'out.ulaw', '--channels', '2'], 2, '--channels 2 does not go with raw mu-law, which is mono.'],
    [['in.wav', 'out.wav', '--resample', '9000'], 2, '--resample must be one of 8000, 11025'],
    [['in.wav', 'out.wav', '--channels', '3'], 2, "--channels must be 1 or 2, but is '3'."],
    [['in.wav', 'out.wav', '--gain', 'loud'], 2, "--gain must be a number from -96 to 96, but is 'loud'."],
    [['in.wav', 'out.wav', '--normalize=0'], 2, "--normalize must be a number from -70 to -5, but is '0'."],
    [
      ['in.wav', 'out.wav', '--gain', '3', '--normalize'],
      2,
      '--gain and --normalize both decide the level; choose one.',
    ],
    [['in.wav'], 2, 'OUT is missing, the file to write; its extension says the format: ossicle process IN OUT.'],
    [['in.wav', 'out.wav', 'more.wav'], 2, "'more.wav' is one argument too many: ossicle process IN OUT."],
  ])('%j fails with %d, says what to do and leaves nothing', async (args, wantedCode, message) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(440, -6, 0.1));
    writeWav(place.path('there.wav'), tone(440, -6, 0.1));
    writeWav(place.path('hollow.wav'), { samples: new Float64Array(0), sampleRateHz: 8000 });
    writeFileSync(place.path('text.wav'), 'To be, or not to be, that is the question.'.repeat(9));
    writeFileSync(place.path('empty.wav'), '');
    await ossicle(['process', place.path('in.wav'), place.path('whole.flac')]);
    const flac = readFileSync(place.path('whole.flac'));
    writeFileSync(place.path('cut.flac'), flac.subarray(0, flac.length / 2));
    const manyChannels = readFileSync(place.path('in.wav'));
    manyChannels.writeUInt16LE(255, manyChannels.indexOf('fmt ') + 10);
    writeFileSync(place.path('channels.wav'), manyChannels);
    mkdirSync(place.path('folder'));
    mkdirSync(place.path('folder.wav'));
    const before = readdirSync(place.directory);
    const inPlace = args.map((arg, n) => (n < 2 && !arg.startsWith('--') ? place.path(arg) : arg));
    const { exitCode, stderr, stdout } = await ossicle(['process', ...inPlace]);
    expect(stderr).toContain(message);
    expect([exitCode, stdout]).toEqual([wantedCode, '']);
    expect(readdirSync(place.directory)).toEqual(before);
  });

  it('uses what there is of a file that ends too early, and says so', async () => {
    using place = new Workplace();
    writeWav(place.path('whole.wav'), tone(440, -6, 2));
    writeFileSync(place.path('half.wav'), readFileSync(place.path('whole.wav')).subarray(0, 16_044));
    const { exitCode, stdout } = await ossicle(['process', place.path('half.wav'), place.path('out.wav')]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('the file ends before it should; what is there was used');
    expect(readWav(place.path('out.wav')).samples.length).toBe(8000);
  });

  it.skipIf(process.getuid?.() === 0)('names a directory that may not be written to', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), tone(440, -6, 0.1));
    mkdirSync(place.path('locked'));
    chmodSync(place.path('locked'), 0o500);
    const { exitCode, stderr } = await ossicle(['process', place.path('in.wav'), place.path('locked/out.wav')]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('locked/out.wav');
  });
});

/** Integrated loudness as ffmpeg's ebur128 measures it. */
function ffmpegLoudness(path: string): number {
  const { stderr } = spawnSync('ffmpeg', ['-nostats', '-i', path, '-af', 'ebur128', '-f', 'null', '-'], {
    encoding: 'utf8',
  });
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
}
