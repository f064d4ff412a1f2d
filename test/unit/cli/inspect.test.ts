import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { callProgressTone, DtmfGenerator, ToneGenerator } from '../../../lib/audio/index.js';
import { espeakInstalled, spoken } from '../../phones/espeak.js';
import { type Sound, writeWav } from '../../phones/wav.js';
import { ossicle, Workplace } from './terminal.js';

const rateHz = 8000;
const vectors = join(
  process.env['OSSICLE_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors'),
  'call-progress-tones',
);

/** Silence of one second, `digits`, and silence again. */
function dialled(digits: string): Sound {
  using generator = new DtmfGenerator({ sampleRateHz: rateHz });
  generator.dial(digits);
  const frame = new Int16Array(80);
  const samples: number[] = Array(rateHz).fill(0);
  while (!generator.done) {
    generator.process(frame);
    for (const sample of frame) samples.push(sample / 32_768);
  }
  return { samples: Float64Array.from([...samples, ...Array(rateHz / 2).fill(0)]), sampleRateHz: rateHz };
}

/** A sine of 1 kHz at -12 dBFS. */
function sine(seconds: number, sampleRateHz = rateHz): Sound {
  const samples = Float64Array.from(
    { length: seconds * sampleRateHz },
    (_, n) => 0.25 * Math.sin((2 * Math.PI * 1000 * n) / sampleRateHz),
  );
  return { samples, sampleRateHz };
}

/** The grey cells of a PNG whose rows are differences to the left. */
function cellsOf(dataUri: string, columns: number, rows: number): Uint8Array {
  const png = Buffer.from(dataUri.replace('data:image/png;base64,', ''), 'base64');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([columns, rows]);
  const at = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const cells = new Uint8Array(columns * rows);
  for (let row = 0, left = 0; row < rows; row++, left = 0) {
    expect(lines[row * (columns + 1)]).toBe(1);
    for (let column = 0; column < columns; column++) {
      left = (left + (lines[row * (columns + 1) + 1 + column] ?? 0)) & 255;
      cells[row * columns + column] = left;
    }
  }
  return cells;
}

function dataOf(page: string) {
  const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  return JSON.parse(json ?? '');
}

describe('ossicle inspect --json', () => {
  it('tells format, levels, loudness and digits with their times', async () => {
    using place = new Workplace();
    writeWav(place.path('call.wav'), dialled('15#'));
    const report = JSON.parse((await ossicle(['inspect', place.path('call.wav'), '--json'])).stdout);
    expect(report).toMatchObject({
      container: 'wav',
      encoding: 'pcm16',
      sampleRateHz: rateHz,
      channels: 1,
      faults: [],
    });
    expect(report.heard.map(({ kind, name }: { kind: string; name: string }) => [kind, name])).toEqual([
      ['dtmf', '1'],
      ['dtmf', '5'],
      ['dtmf', '#'],
    ]);
    for (const [index, { fromSeconds, toSeconds }] of report.heard.entries()) {
      expect(Math.abs(fromSeconds - (1 + 0.2 * index))).toBeLessThan(0.02);
      expect(Math.abs(toSeconds - fromSeconds - 0.1)).toBeLessThan(0.02);
    }
    const [{ silenceShare }] = report.figures;
    expect(silenceShare).toBeCloseTo((report.seconds - 0.3) / report.seconds, 1);
  });

  it.each([
    ['busy', 'us', 'busy (US)'],
    ['ringback', 'us', 'ringback (US)'],
    ['busy', 'gb', 'busy (GB)'],
  ] as const)('hears %s of %s, from its beginning to its end', async (signal, country, label) => {
    using place = new Workplace();
    using generator = new ToneGenerator({ sampleRateHz: rateHz });
    generator.play(callProgressTone(country, signal), { repeat: true });
    const tone = new Int16Array(14 * rateHz);
    generator.process(tone);
    const samples = new Float64Array(16 * rateHz);
    samples.set(
      Float64Array.from(tone, (sample) => sample / 32_768),
      rateHz,
    );
    writeWav(place.path('call.wav'), { samples, sampleRateHz: rateHz });
    const { heard } = JSON.parse((await ossicle(['inspect', place.path('call.wav'), '--json'])).stdout);
    expect(heard).toEqual([expect.objectContaining({ kind: 'tone', name: signal, label })]);
    expect(Math.abs(heard[0].fromSeconds - 1)).toBeLessThan(0.05);
    const lastSample = samples.findLastIndex((sample) => Math.abs(sample) > 0.001) / rateHz;
    expect(Math.abs(heard[0].toSeconds - lastSample)).toBeLessThan(0.1);
  });

  it.each([
    ['half a second of busy', 'us', 'busy', 0.5, ['480+620', 'tone of 480 + 620 Hz (once, as busy or congestion)']],
    ['one beep of call waiting', 'us', 'callWaiting', 0.3, ['440', 'tone of 440 Hz']],
  ] as const)(
    'tells %s by its frequencies, as no signal is certain yet',
    async (_, country, signal, seconds, words) => {
      using place = new Workplace();
      using generator = new ToneGenerator({ sampleRateHz: rateHz });
      generator.play(callProgressTone(country, signal));
      const tone = new Int16Array(seconds * rateHz);
      generator.process(tone);
      const samples = new Float64Array(2 * rateHz);
      samples.set(
        Float64Array.from(tone, (sample) => sample / 32_768),
        rateHz,
      );
      writeWav(place.path('call.wav'), { samples, sampleRateHz: rateHz });
      const { heard } = JSON.parse((await ossicle(['inspect', place.path('call.wav'), '--json'])).stdout);
      expect(heard).toEqual([expect.objectContaining({ kind: 'tone', name: words[0], label: words[1] })]);
      expect(Math.abs(heard[0].fromSeconds - 1)).toBeLessThan(0.02);
      expect(Math.abs(heard[0].toSeconds - 1 - seconds)).toBeLessThan(0.02);
    },
  );

  it.skipIf(!existsSync(vectors)).each([
    ['busy', ['480+620']],
    ['callwaiting', ['440', '440']],
    ['ringback', ['ringback']],
  ])('hears what a softphone plays once as %s', async (file, names) => {
    const { heard } = JSON.parse((await ossicle(['inspect', join(vectors, `${file}.wav`), '--json'])).stdout);
    expect(heard.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  it.skipIf(!espeakInstalled)('hears no tones in speech, and a test tone of two seconds', async () => {
    using place = new Workplace();
    const text = 'All of our agents are busy at the moment. Who knows how long you will have to wait for one of them?';
    spawnSync('espeak-ng', ['-w', place.path('speech.wav'), text]);
    const speech = JSON.parse((await ossicle(['inspect', place.path('speech.wav'), '--json'])).stdout);
    expect(speech.seconds).toBeGreaterThan(4);
    expect(speech.heard).toEqual([]);
    writeWav(place.path('sine.wav'), sine(2));
    const { heard } = JSON.parse((await ossicle(['inspect', place.path('sine.wav'), '--json'])).stdout);
    expect(heard).toEqual([expect.objectContaining({ name: '1000', label: 'tone of 1000 Hz' })]);
  });

  it.skipIf(spawnSync('ffmpeg', ['-version']).status !== 0)('hears digits in MP3', async () => {
    using place = new Workplace();
    writeWav(place.path('call.wav'), dialled('42#'));
    spawnSync('ffmpeg', ['-loglevel', 'error', '-i', place.path('call.wav'), '-b:a', '32k', place.path('call.mp3')]);
    const report = JSON.parse((await ossicle(['inspect', place.path('call.mp3'), '--json'])).stdout);
    expect(report).toMatchObject({ container: 'mp3', encoding: 'mp3', sampleRateHz: rateHz, channels: 1, faults: [] });
    expect(report.heard.map(({ name }: { name: string }) => name).join('')).toBe('42#');
    expect(Math.abs(report.heard[0].fromSeconds - 1)).toBeLessThan(0.02);
  });

  it('measures a sine as the standards say', async () => {
    using place = new Workplace();
    writeWav(place.path('sine.wav'), sine(4, 48_000), 2);
    const { figures, loudness } = JSON.parse((await ossicle(['inspect', place.path('sine.wav'), '--json'])).stdout);
    expect(figures.map(({ name }: { name: string }) => name)).toEqual(['left', 'right']);
    for (const { peakDbfs, rmsDbov, dcOffset, clippedSamples, speechLevelDbov } of figures) {
      expect(peakDbfs).toBeCloseTo(-12.04, 1);
      expect(rmsDbov).toBeCloseTo(-15.05, 1);
      expect(speechLevelDbov).toBeCloseTo(-15.05, 0);
      expect(dcOffset).toBeCloseTo(0, 4);
      expect(clippedSamples).toBe(0);
    }
    // BS.1770: 997 Hz at 0 dBFS in one channel is -3.01 LKFS; in both, 3.01 more.
    expect(loudness.integratedLufs).toBeCloseTo(-12.04, 0);
    expect(loudness.truePeakDbtp).toBeCloseTo(-12.04, 1);
  });

  it('counts what is clipped, and only that', async () => {
    using place = new Workplace();
    const { samples } = sine(1);
    writeWav(place.path('clipped.wav'), { samples: samples.map((sample) => sample * 8), sampleRateHz: rateHz });
    const [{ clippedSamples, clippedPlaces, dcOffset }] = JSON.parse(
      (await ossicle(['inspect', place.path('clipped.wav'), '--json'])).stdout,
    ).figures;
    expect(clippedPlaces).toBe(2000);
    expect(clippedSamples).toBe(6000);
    expect(Math.abs(dcOffset)).toBeLessThan(1e-3);
  });

  it('has no numbers for silence', async () => {
    using place = new Workplace();
    writeWav(place.path('nothing.wav'), { samples: new Float64Array(rateHz), sampleRateHz: rateHz });
    const report = JSON.parse((await ossicle(['inspect', place.path('nothing.wav'), '--json'])).stdout);
    expect(report.figures[0]).toMatchObject({ peakDbfs: null, rmsDbov: null, silenceShare: 1 });
    expect(report.heard).toEqual([]);
    expect(report.speech).toEqual([]);
  });
});

/** A sentence with two seconds of silence before and after it, or without a voice to speak it nothing. */
function sentence(): { sound: Sound; fromSeconds: number; toSeconds: number } {
  const voice = spoken('The train to the north leaves at nine. Please mind the gap.');
  const pause = new Float64Array(2 * voice.sampleRateHz);
  const loud = (sample: number): boolean => Math.abs(sample) > 0.01;
  const [first, last] = [voice.samples.findIndex(loud), voice.samples.findLastIndex(loud)];
  return {
    sound: { samples: Float64Array.from([...pause, ...voice.samples, ...pause]), sampleRateHz: voice.sampleRateHz },
    fromSeconds: 2 + first / voice.sampleRateHz,
    toSeconds: 2 + last / voice.sampleRateHz,
  };
}

describe('speech and level over time', () => {
  it.skipIf(!espeakInstalled)('are where they are', async () => {
    using place = new Workplace();
    const { sound, fromSeconds, toSeconds } = sentence();
    writeWav(place.path('said.wav'), sound);
    const args = ['inspect', place.path('said.wav'), '--json', '--html', place.path('p.html')];
    const { speech, tracks, figures, seconds } = JSON.parse((await ossicle(args)).stdout);
    expect(speech.length).toBeGreaterThan(0);
    expect(Math.abs(speech[0].fromSeconds - fromSeconds)).toBeLessThan(0.15);
    expect(Math.abs(speech.at(-1).toSeconds - toSeconds)).toBeLessThan(0.3);
    expect(Math.abs(speech[0].levelDbov - figures[0].speechLevelDbov)).toBeLessThan(4);
    const spokenSeconds = speech.reduce(
      (sum: number, one: { fromSeconds: number; toSeconds: number }) => sum + one.toSeconds - one.fromSeconds,
      0,
    );
    expect(figures[0].speechShare).toBeCloseTo(spokenSeconds / seconds, 6);
    const [{ channel, level, speech: likely }] = tracks;
    expect(channel).toBe('mono');
    expect([level.stepSeconds, likely.stepSeconds]).toEqual([0.1, 0.1]);
    expect(Math.abs(likely.probability.length - seconds * 10)).toBeLessThanOrEqual(1);
    expect(Math.max(...likely.probability.slice(0, 19))).toBeLessThan(0.2);
    expect(likely.probability.filter((share: number) => share > 0.9).length).toBeGreaterThan(15);
    const page = dataOf(readFileSync(place.path('p.html'), 'utf8')).channels[0].speech;
    const probability = Buffer.from(page.probability, 'base64');
    expect(Math.abs(probability.length * page.stepSeconds - seconds)).toBeLessThan(2 * page.stepSeconds);
    expect(probability[Math.round(1 / page.stepSeconds)]).toBeLessThan(50);
    expect(Math.max(...probability)).toBeGreaterThan(230);
    expect(page.stretches).toHaveLength(speech.length);
  });

  it.skipIf(!espeakInstalled)('are shown below the waveform', async () => {
    using place = new Workplace();
    const { sound, fromSeconds } = sentence();
    writeWav(place.path('said.wav'), sound);
    const { stdout } = await ossicle(['inspect', place.path('said.wav')]);
    const row = stdout.split('\n').find((line) => line.includes('══')) ?? '';
    const seconds = sound.samples.length / sound.sampleRateHz;
    expect(Math.abs((row.indexOf('═') - 2) / 76 - fromSeconds / seconds)).toBeLessThan(0.05);
    expect(stdout).toMatch(/speech +\d+ % in \d stretch/);
  });

  it('are the level of a tone, and nothing in silence', async () => {
    using place = new Workplace();
    const samples = new Float64Array(3 * rateHz);
    samples.set(sine(1).samples, rateHz);
    writeWav(place.path('tone.wav'), { samples, sampleRateHz: rateHz });
    const { tracks } = JSON.parse((await ossicle(['inspect', place.path('tone.wav'), '--json'])).stdout);
    const { rmsDbov } = tracks[0].level;
    expect(rmsDbov).toHaveLength(30);
    expect(rmsDbov.slice(0, 10)).toEqual(Array(10).fill(null));
    for (const level of rmsDbov.slice(10, 20)) expect(level).toBeCloseTo(-15.05, 0);
    expect(Math.max(...tracks[0].speech.probability.slice(0, 9))).toBeLessThan(0.1);
    expect(rmsDbov.slice(20)).toEqual(Array(10).fill(null));
  });

  it('stay small for a long sound, and say where speech is not looked for', async () => {
    using place = new Workplace();
    writeWav(place.path('long.wav'), sine(800));
    const long = JSON.parse((await ossicle(['inspect', place.path('long.wav'), '--json'])).stdout);
    const { stepSeconds, rmsDbov } = long.tracks[0].level;
    expect(rmsDbov.length).toBeLessThan(8193);
    expect(rmsDbov.length * stepSeconds).toBeGreaterThanOrEqual(800);
    for (const level of rmsDbov) expect(level).toBeCloseTo(-15.05, 0);
    writeWav(place.path('fine.wav'), sine(0.2, 96_000));
    const fine = JSON.parse((await ossicle(['inspect', place.path('fine.wav'), '--json'])).stdout);
    expect(fine.faults).toContain('speech is looked for at 8000 to 48000 Hz only, not at 96000 Hz');
    expect(fine.tracks[0].speech).toBeUndefined();
  });
});

describe('ossicle inspect in a terminal', () => {
  it.each([40, 80, 200])('fits %d columns, with colours', async (columns) => {
    using place = new Workplace();
    writeWav(place.path('call.wav'), dialled('159'));
    const { stdout } = await ossicle(['inspect', place.path('call.wav')], { columns });
    expect(stdout).toMatch(/\u001b\[32m159\u001b\[0m/);
    const shown = stdout.split('\u001b[?25h').at(-1) ?? ''; // below the progress bar
    const plain = shown.replaceAll(/\u001b\[[?\d;]*[a-zA-Z]/g, '').split('\n');
    const waveform = plain.filter((line) => /[▁▂▃▄▅▆▇█]/.test(line));
    expect(waveform.length).toBe(5); // the level last
    for (const line of waveform) expect(line.length).toBeLessThanOrEqual(columns);
    // The digits stand above their place: the first second of 2.1 is silent.
    expect(
      waveform
        .at(-2)
        ?.slice(2, Math.min(columns, 160) * 0.4)
        .trim(),
    ).toBe('');
  });

  it.each([
    ['NO_COLOR', { columns: 80, environment: { NO_COLOR: '1' } }],
    ['no terminal', {}],
  ])('has no colours with %s', async (_, options) => {
    using place = new Workplace();
    writeWav(place.path('call.wav'), dialled('7'));
    const { stdout } = await ossicle(['inspect', place.path('call.wav')], options);
    expect(stdout.replace(/^\u001b\[.*\u001b\[\?25h/s, '')).not.toContain('\u001b[3');
    expect(stdout).toContain('DTMF 7');
    expect(stdout).toMatch(/peak +-?[\d.]+ dBFS/);
  });
});

describe('the page', () => {
  it('holds waveform, spectrogram and digits, loads nothing, and survives any file name', async () => {
    using place = new Workplace();
    const name = `<img src=x onerror=alert(1)> & "co".wav`;
    writeWav(place.path(name), dialled('42'));
    const { exitCode, stdout } = await ossicle(['inspect', place.path(name), '--html', place.path('p.html')]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`Page: ${place.path('p.html')}`)]);
    const page = readFileSync(place.path('p.html'), 'utf8');
    expect(page).toContain('<h1>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;.wav</h1>');
    expect(page).not.toContain('<img');
    expect(page.replaceAll(/data:image\/png;base64,[^"]*/g, '')).not.toMatch(/https?:|src=["']|href=|@import|url\(/);
    const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, code]) => code ?? '');
    expect(scripts).toHaveLength(1);
    expect(() => new Script(scripts[0]!)).not.toThrow();
    const data = dataOf(page);
    expect(data.events.map(({ short }: { short: string }) => short)).toEqual(['4', '2']);
    const [{ least, most, binSeconds, spectrogram }] = data.channels;
    const bins = Buffer.from(most, 'base64').length / 2;
    expect(Buffer.from(least, 'base64').length / 2).toBe(bins);
    expect(Math.abs(bins * binSeconds - data.seconds)).toBeLessThan(binSeconds + 1e-9);
    expectDigitSeen(data, spectrogram);
  });

  /** The second digit is 2: 697 and 1336 Hz must be the brightest rows in its middle. */
  function expectDigitSeen(
    data: { events: { from: number; to: number }[]; sampleRateHz: number },
    {
      columns,
      rows,
      columnSeconds,
      picture,
    }: { columns: number; rows: number; columnSeconds: number; picture: string },
  ): void {
    const cells = cellsOf(picture, columns, rows);
    const { from, to } = data.events[1]!;
    const column = Math.round((from + to) / 2 / columnSeconds);
    const levels = Array.from({ length: rows }, (_, row) => cells[(rows - 1 - row) * columns + column] ?? 0);
    const rowOf = (hz: number): number => Math.round((hz / (data.sampleRateHz / 2)) * rows);
    for (const hz of [697, 1336]) {
      const near = Math.max(...levels.slice(rowOf(hz) - 1, rowOf(hz) + 2));
      expect(near - levels[rowOf(1000)]!).toBeGreaterThan(60); // 30 dB
    }
  }

  it('stays small and complete for a long file, and for a short one', async () => {
    using place = new Workplace();
    for (const seconds of [0.02, 0.1, 120]) {
      writeWav(place.path('in.wav'), sine(seconds));
      await ossicle(['inspect', place.path('in.wav'), '--html', place.path('p.html'), '--force']);
      const page = readFileSync(place.path('p.html'));
      expect(page.length).toBeLessThan(2_000_000);
      const data = dataOf(page.toString());
      expect(data.seconds).toBeCloseTo(seconds, 3);
      const { columns, columnSeconds } = data.channels[0].spectrogram;
      expect(Math.abs(columns * columnSeconds - seconds)).toBeLessThan(2 * columnSeconds);
    }
  });

  it('is not written over another, nor over the sound', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), sine(0.1));
    writeFileSync(place.path('p.html'), 'mine');
    const again = await ossicle(['inspect', place.path('in.wav'), '--html', place.path('p.html')]);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('exists already')]);
    const onto = await ossicle(['inspect', place.path('in.wav'), '--html', place.path('in.wav'), '--force']);
    expect([onto.exitCode, onto.stderr]).toEqual([2, expect.stringContaining('is the input itself')]);
    expect(readFileSync(place.path('p.html'), 'utf8')).toBe('mine');
  });

  it('does not appear when the sound cannot be read', async () => {
    using place = new Workplace();
    const { exitCode } = await ossicle(['inspect', place.path('none.wav'), '--html', place.path('p.html')]);
    expect([exitCode, existsSync(place.path('p.html'))]).toEqual([1, false]);
  });
});
