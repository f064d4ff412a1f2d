import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networkFamilies } from '../../../lib/cli/netsim/network.js';
import { levelDbfs } from '../../phones/audio-analysis.js';
import { readWav, type Sound, writeWav } from '../../phones/wav.js';
import { syllables } from '../audio/signals.js';
import { ossicle, Workplace } from './terminal.js';

const rateHz = 8000;
const traces = join(
  process.env['OSSICLE_VECTORS'] ?? join(import.meta.dirname, '../../../../shared/vectors'),
  'delay-loss-traces/akamai-cellular',
);

function speech(seconds: number, sampleRateHz = rateHz): Sound {
  return { samples: Float64Array.from(syllables(sampleRateHz, seconds), (sample) => sample / 32_768), sampleRateHz };
}

async function sentOver(place: Workplace, sound: Sound, flags: readonly string[], out = 'out.wav') {
  writeWav(place.path('in.wav'), sound);
  const args = ['netsim', place.path('in.wav'), place.path(out), '--json', ...flags];
  const { exitCode, stdout, stderr } = await ossicle(args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

/** What `heard` holds beside `sent` of `delayMs` before, in dB below it. */
function snrDb(sent: Sound, heard: Sound, delayMs: number): number {
  const lag = (delayMs * heard.sampleRateHz) / 1000;
  const error = sent.samples.map((sample, n) => (heard.samples[n + lag] ?? 0) - sample);
  return levelDbfs(sent) - levelDbfs({ ...sent, samples: error });
}

describe('ossicle netsim', () => {
  it('plays a clean line as it was sent, half a tick later', async () => {
    using place = new Workplace();
    const sound = speech(4);
    const report = await sentOver(place, sound, []);
    expect(report).toMatchObject({
      codec: 'pcmu',
      trace: 'clean',
      seed: 1,
      packets: { sent: 200, lost: 0, late: 0 },
      delayMs: { median: 5, p95: 5, mean: 5 },
      concealedPercent: 0,
      stretchedPercent: 0,
      foundPercent: 100,
      logSpectralDistanceDb: 0,
      concealmentEvents: 0,
    });
    const heard = readWav(place.path('out.wav'));
    expect(heard.samples.length).toBe(sound.samples.length + 40);
    expect(snrDb(sound, heard, 5)).toBeGreaterThan(30);
    expect(snrDb(sound, heard, 6)).toBeLessThan(10);
  });

  it.each([
    ['pcma', 8000, 30],
    ['g722', 16_000, 20],
    ['opus', 48_000, 0],
  ])('carries %s, at its rate', async (codec, codecRateHz, leastSnrDb) => {
    using place = new Workplace();
    const report = await sentOver(place, speech(3, codecRateHz), ['--codec', codec]);
    expect(report).toMatchObject({ codec, concealedPercent: 0, packets: { sent: 150, lost: 0 } });
    expect(report.delayMs.median).toBeCloseTo(5, 0);
    expect(report.foundPercent).toBeGreaterThan(99);
    expect(report.logSpectralDistanceDb).toBeLessThan(0.2);
    const heard = readWav(place.path('out.wav'));
    expect(heard.sampleRateHz).toBe(codecRateHz);
    expect(Math.abs(levelDbfs(heard) - levelDbfs(speech(3)))).toBeLessThan(1.5);
    const filterMs = codec === 'g722' ? 22 / 16 : 0; // both filter banks of G.722
    if (leastSnrDb > 0) expect(snrDb(speech(3, codecRateHz), heard, 5 + filterMs)).toBeGreaterThan(leastSnrDb);
  });

  it('loses what it says, conceals it, and does so again with the same seed', async () => {
    using place = new Workplace();
    const flags = ['--loss', '10,3', '--seed', '7'];
    const report = await sentOver(place, speech(20), flags);
    const { packets, concealedPercent, concealmentEvents, delayMs } = report;
    expect(packets.lost / packets.sent).toBeGreaterThan(0.06);
    expect(packets.lost / packets.sent).toBeLessThan(0.15);
    expect(packets.lost / concealmentEvents).toBeGreaterThan(2);
    expect(concealedPercent).toBeGreaterThan((80 * packets.lost) / packets.sent);
    expect(concealedPercent).toBeLessThan((105 * packets.lost) / packets.sent);
    expect(delayMs.median).toBeLessThan(20);
    expect(report.logSpectralDistanceDb).toBeGreaterThan(0.3);
    const first = readFileSync(place.path('out.wav'));
    expect(await sentOver(place, speech(20), [...flags, '--force'])).toEqual(report);
    expect(readFileSync(place.path('out.wav')).equals(first)).toBe(true);
    await sentOver(place, speech(20), ['--loss', '10,3', '--seed', '8', '--force']);
    expect(readFileSync(place.path('out.wav')).equals(first)).toBe(false);
  });

  it('holds a fixed delay, which the audio shows', async () => {
    using place = new Workplace();
    const sound = speech(5);
    writeFileSync(place.path('t.txt'), '30\n');
    const { delayMs } = await sentOver(place, sound, ['--trace', place.path('t.txt'), '--fixed-delay', '100']);
    expect(delayMs).toEqual({ median: 135, p95: 135, mean: 135 });
    expect(snrDb(sound, readWav(place.path('out.wav')), 135)).toBeGreaterThan(30);
    const jittery = await sentOver(place, sound, ['--trace', 'gauss60', '--fixed-delay', '100', '--force']);
    expect(Math.abs(jittery.delayMs.median - 105)).toBeLessThan(11);
    expect(jittery.concealedPercent).toBeGreaterThan(3);
  });

  it('adapts to jitter, and stands between the clairvoyant and twice the spread', async () => {
    using place = new Workplace();
    const report = await sentOver(place, speech(30), ['--trace', 'gauss60']);
    const [fixed, clairvoyant] = report.references;
    expect([fixed.name, clairvoyant.name]).toEqual(['fixed buffer', 'clairvoyant']);
    expect(clairvoyant.delayMs.mean).toBeLessThan(fixed.delayMs.mean);
    expect(report.delayMs.mean).toBeGreaterThan(clairvoyant.delayMs.mean);
    expect(report.delayMs.mean).toBeLessThan(1.6 * clairvoyant.delayMs.mean);
    for (const { concealedPercent } of report.references) {
      expect(concealedPercent).toBeLessThanOrEqual(report.concealedPercent + 0.05);
    }
    expect(report.networkDelayMs.median).toBeCloseTo(0.674 * 60, -1);
    expect(report.stretchedPercent).toBeGreaterThan(0.1);
  });

  it.each(Object.keys(networkFamilies))('knows %s', async (family) => {
    using place = new Workplace();
    const { packets, concealedPercent, delayMs, foundPercent } = await sentOver(place, speech(12), ['--trace', family]);
    const lost = /loss(\d+)/.exec(family)?.[1] ?? (family === 'burst' ? '5' : '0');
    expect(Math.abs((100 * packets.lost) / packets.sent - Number(lost))).toBeLessThan(5);
    expect(concealedPercent).toBeLessThan(Number(lost) + 6);
    expect(delayMs.median).toBeGreaterThan(2);
    expect(delayMs.median).toBeLessThan(400);
    expect(foundPercent).toBeGreaterThan(75);
  });

  it('writes any format, tells what was changed, and shows the figures', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), speech(2, 44_100), 2);
    const args = ['netsim', place.path('in.wav'), place.path('out.opus'), '--codec', 'g722', '--loss', '5'];
    const { exitCode, stdout } = await ossicle(args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/out\.opus: Ogg Opus, 16000 Hz, mono, 2\.\d\d s/);
    expect(stdout).toContain('2 channels became one on the line');
    expect(stdout).toContain('44100 Hz became 16000 Hz on the line');
    expect(stdout).toContain('100 packets of 20 ms over G.722, clean with 5.0 % loss, seed 1');
    expect(stdout).toMatch(/ossicle +[\d.]+ ms +[\d.]+ ms +[\d.]+ % +[\d.]+ %/);
    expect(stdout).toMatch(/clairvoyant +[\d.]+ ms/);
  });

  it('ends well when nothing arrives', async () => {
    using place = new Workplace();
    writeFileSync(place.path('dead.txt'), 'lost\n');
    const report = await sentOver(place, speech(1), ['--trace', place.path('dead.txt')]);
    expect(report).toMatchObject({ packets: { sent: 50, lost: 50 }, foundPercent: 0, delayMs: { median: null } });
    expect(existsSync(place.path('out.wav'))).toBe(true);
  });
});

describe('traces', () => {
  it('are a delay for each packet, and begin anew', async () => {
    using place = new Workplace();
    writeFileSync(place.path('t.txt'), '# measured at home\r\n40\r\n40.0 # calm\r\nlost\r\n\r\n40\r\n-1\r\n');
    const { packets, networkDelayMs, delayMs } = await sentOver(place, speech(4), ['--trace', place.path('t.txt')]);
    expect(packets).toMatchObject({ sent: 200, lost: 80 });
    expect(networkDelayMs).toEqual({ median: 40, p95: 40, mean: 40 });
    expect(delayMs.median).toBeCloseTo(45, 0);
  });

  it('may be a table: there and back, with losses at intervals', async () => {
    using place = new Workplace();
    writeFileSync(place.path('t.csv'), 'gap_s, latency_ms ,loss_percent\n0.2,60,100\n0.4,60,0\n');
    const { packets, networkDelayMs } = await sentOver(place, speech(6), ['--trace', place.path('t.csv')]);
    expect(networkDelayMs.median).toBe(30);
    expect(packets.lost).toBe(10); // every 600 ms
    writeFileSync(place.path('t.csv'), 'delay_ms\n25\n');
    const again = await sentOver(place, speech(1), ['--trace', place.path('t.csv'), '--force']);
    expect(again.networkDelayMs.median).toBe(25);
  });

  it.skipIf(!existsSync(traces)).each(['experience_based-fair', 'loss_based-median'])(
    'of cellular networks are read as they are: %s',
    async (name) => {
      using place = new Workplace();
      const { packets, networkDelayMs } = await sentOver(place, speech(20), ['--trace', join(traces, `${name}.csv`)]);
      expect(packets.lost).toBeGreaterThan(5);
      expect(networkDelayMs.median).toBeGreaterThan(10);
      expect(networkDelayMs.median).toBeLessThan(40);
      expect(networkDelayMs.p95).toBeGreaterThan(50);
    },
  );

  it.each([
    ['', 'is empty: it has no delays'],
    ['20\n-7\n', 'line 2: expected a number from 0 to 60000'],
    ['20\n20 ms\n', 'line 2: expected a number'],
    ['70000\n', 'line 1: expected a number from 0 to 60000'],
    ['0x10\u0000\n', 'line 1: expected a number'],
    ['loss_percent\n5\n', 'no column is named delay_ms or latency_ms'],
    ['delay_ms\n', 'it has no rows'],
    ['delay_ms,loss_percent\n5\n', 'line 2: expected a number from 0 to 100'],
    ['delay_ms,gap_s\n5,NaN\n', 'line 2: expected a number from 0 to 3600'],
  ])('that are none are refused: %j', async (text, words) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), speech(0.2));
    writeFileSync(place.path('t.txt'), text);
    const args = ['netsim', place.path('in.wav'), place.path('out.wav'), '--trace', place.path('t.txt')];
    expect(await ossicle(args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(words) });
    expect(existsSync(place.path('out.wav'))).toBe(false);
  });
});

describe('wrong input', () => {
  it.each([
    [['--trace', 'gaus60'], 'Did you mean gauss60?'],
    [['--trace', '/nowhere/at/all'], 'The families are clean, gauss20'],
    [['--loss', '95'], '--loss must be a percentage from 0 to 90, alone or with a comma'],
    [['--loss', '5,0'], 'but is'],
    [['--loss', '5,4,3'], 'but is'],
    [['--loss', 'much'], 'but is'],
    [['--codec', 'gsm'], "--codec must be one of pcmu, pcma, g722, opus, but is 'gsm'"],
    [['--seed', '1.5'], '--seed must be a whole number'],
    [['--seed', '-1'], '--seed'],
    [['--fixed-delay', '2001'], '--fixed-delay must be a number of ms from 0 to 2000'],
    [['--fixed-delay', 'long'], '--fixed-delay'],
    [['--traces', 'clean'], 'Did you mean --trace?'],
  ])('%j is explained', async (flags, words) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), speech(0.2));
    const result = await ossicle(['netsim', place.path('in.wav'), place.path('out.wav'), ...flags]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect(existsSync(place.path('out.wav'))).toBe(false);
  });

  it('never writes over IN, nor over another file unasked', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), speech(0.2));
    writeFileSync(place.path('out.wav'), 'mine');
    const onto = await ossicle(['netsim', place.path('in.wav'), place.path('in.wav'), '--force']);
    expect([onto.exitCode, onto.stderr]).toEqual([2, expect.stringContaining('is the input itself')]);
    const again = await ossicle(['netsim', place.path('in.wav'), place.path('out.wav')]);
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('exists already')]);
    expect(readFileSync(place.path('out.wav'), 'utf8')).toBe('mine');
  });

  it('leaves nothing behind at Ctrl-C, neither while sending nor while comparing', async () => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), speech(60));
    for (const waitMs of [0, 400]) {
      const listeners = new Map<string, () => void>();
      const { exitCode, stderr } = await ossicle(
        ['netsim', place.path('in.wav'), place.path('out.wav'), '--trace', 'gauss60'],
        {
          columns: 80,
          onSignal: (name, listener) => void listeners.set(name, listener),
          onWrite: () => void setTimeout(() => listeners.get('SIGINT')?.(), waitMs),
        },
      );
      expect([exitCode, stderr]).toEqual([130, 'ossicle: interrupted; nothing was written.\n']);
      expect(readdirSync(place.directory)).toEqual(['in.wav']);
    }
  });

  it('teaches what there is', async () => {
    const { stdout } = await ossicle(['netsim', '--help']);
    for (const family of Object.keys(networkFamilies)) expect(stdout).toContain(`  ${family} `);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('a peer', () => {
  /** Plays each packet 120 ms after the first of all came, by its timestamp; the last code is repeated for what is lost. */
  const program = `#!${process.execPath}
    import { createInterface } from 'node:readline';
    const [codec, rate, first, tick] = process.argv.slice(2);
    if (codec !== 'pcmu' || rate !== '8000') process.exit(3);
    const table = Int16Array.from({ length: 256 }, (_, code) => {
      const low = ~code & 15, exponent = (~code >> 4) & 7;
      const size = ((2 * low + 33) << (exponent + 2)) - 132;
      return code & 128 ? size : -size;
    });
    let samples = new Int16Array(0), concealed = 0;
    for await (const line of createInterface({ input: process.stdin })) {
      const [when, hex] = line.split(' ');
      if (when === 'end') {
        const length = Math.ceil((Number(hex) - Number(first)) / Number(tick)) * Number(tick) * 8;
        const played = new Int16Array(length);
        played.set(samples.subarray(0, length));
        await new Promise((done) => process.stdout.write(Buffer.from(played.buffer), done));
        console.error(JSON.stringify({ name: 'slow coach', concealed: 160, stretched: 0 }));
        break;
      }
      const packet = Buffer.from(hex, 'hex');
      const at = packet.readUInt32BE(4) + 960 - 8 * Number(first);
      if (samples.length < at + 160) { const more = new Int16Array(2 * at + 320); more.set(samples); samples = more; }
      samples.set(Int16Array.from(packet.subarray(12), (code) => table[code]), at);
    }`;

  it('plays the same packets, and is listened to in the same way', async () => {
    using place = new Workplace();
    writeFileSync(place.path('peer.mjs'), program);
    chmodSync(place.path('peer.mjs'), 0o755);
    const report = await sentOver(place, speech(5), ['--trace', 'gauss20', '--peer', place.path('peer.mjs')]);
    expect(report.references).toHaveLength(3);
    const [, , peer] = report.references;
    expect(peer).toMatchObject({ name: 'slow coach', delayMs: { median: 120, p95: 120 }, logSpectralDistanceDb: 0 });
    expect(peer.concealedPercent).toBeCloseTo(100 / 250, 6);
  });

  it.each([
    ['is not there', undefined, 'ENOENT'],
    ['fails', '#!/bin/sh\necho out of luck >&2; exit 4\n', 'it ended with code 4: out of luck'],
    ['says nothing', '#!/bin/sh\ncat > /dev/null\n', 'its last line on standard error is not what it did'],
  ])('that %s is told', async (_, text, words) => {
    using place = new Workplace();
    writeWav(place.path('in.wav'), speech(0.4));
    const peer = place.path('peer.sh');
    if (text !== undefined) writeFileSync(peer, text, { mode: 0o755 });
    const args = ['netsim', place.path('in.wav'), place.path('out.wav'), '--peer', peer];
    expect(await ossicle(args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(words) });
    expect(existsSync(place.path('out.wav'))).toBe(false);
  });
});
