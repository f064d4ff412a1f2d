import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RtpEndpoint, Session } from '../../lib/media/index.js';
import { dominantFrequencyHz, levelDbfs, toneLevelDbfs } from '../phones/audio-analysis.js';
import { findProgram } from '../phones/program.js';
import { excerpt, secondsOf } from '../phones/signals.js';
import { tsharkInstalled } from '../phones/tshark.js';
import { readWav, type Sound } from '../phones/wav.js';
import { type Phone, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const ffmpeg = findProgram('ffmpeg');

interface Room {
  readonly session: Session;
  readonly phones: readonly [Phone, Phone];
  readonly endpoints: readonly [RtpEndpoint, RtpEndpoint];
}

/** Two phones that say 500 Hz and 1100 Hz. */
function makeRoom(stage: Stage): Room {
  const session = stage.engine.createSession();
  const [one, first] = stage.connect(session, { address: '203.0.113.1:4000', voice: toneVoice(500, -20), ssrc: 11 });
  const [two, second] = stage.connect(session, { address: '203.0.113.2:4000', voice: toneVoice(1_100, -26), ssrc: 22 });
  return { session, phones: [one, two], endpoints: [first, second] };
}

/** One channel of a sound file, by ffmpeg. */
function decoded(stage: Stage, path: string, channel = 0): Sound {
  const wav = join(stage.folder, `decoded-${channel}-${Math.random()}.wav`);
  execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-af', `pan=mono|c0=c${channel}`, '-c:a', 'pcm_s16le', wav]);
  return readWav(wav);
}

interface PacketRow {
  readonly source: string;
  readonly destination: string;
  readonly payloadType: number;
  readonly ssrc: number;
  readonly timeMs: number;
  readonly payloadBytes: number;
}

/** What Wireshark's dissectors read in a capture file. */
function dissected(path: string, filter = 'rtp'): PacketRow[] {
  const fields = ['ip.src', 'ip.dst', 'rtp.p_type', 'rtp.ssrc', 'frame.time_epoch', 'rtp.payload'];
  const decode = ['-d', 'udp.port==10000,rtp', '-o', 'ip.check_checksum:TRUE', '-Y', filter, '-T', 'fields'];
  const args = ['-r', path, ...decode, ...fields.flatMap((field) => ['-e', field])];
  const out = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const rows = out.split('\n').filter((line) => line !== '');
  return rows.map((line) => {
    const [source = '', destination = '', type, ssrc, time, payload = ''] = line.split('\t');
    const payloadBytes = payload.replaceAll(':', '').length / 2;
    return {
      source,
      destination,
      payloadType: Number(type),
      ssrc: Number(ssrc),
      timeMs: Number(time) * 1_000,
      payloadBytes,
    };
  });
}

const rtpFrom = (rows: PacketRow[], source: string): PacketRow[] => rows.filter((row) => row.source === source);

test.skipIf(!tsharkInstalled)(
  'a capture holds every packet received, under one address for each endpoint',
  async () => {
    await using stage = new Stage();
    const { session, endpoints } = makeRoom(stage);
    const path = join(stage.folder, 'call.pcap');
    const recording = session.record(path, { format: 'pcap' });
    await stage.run(1_000);
    const tone = session.createSource({ kind: 'tones', tones: [{ frequenciesHz: [800], durationMs: 600 }] });
    await stage.run(2_000);
    const report = recording.stop();
    await stage.run(40);
    expect(await recording.started).toBe(true);

    const rows = dissected(path);
    const [one, two, three] = ['10.1.0.1', '10.1.0.2', '10.1.0.3'].map((source) => rtpFrom(rows, source));
    for (const [stream, ssrc] of [[one, 11] as const, [two, 22] as const]) {
      expect(stream?.length).toBeGreaterThanOrEqual(149);
      expect(new Set(stream?.map((row) => row.ssrc))).toEqual(new Set([ssrc]));
      expect(new Set(stream?.map((row) => row.payloadType))).toEqual(new Set([0]));
      expect(new Set(stream?.map((row) => row.payloadBytes))).toEqual(new Set([160]));
    }
    expect(three?.length).toBeGreaterThanOrEqual(30);
    expect(three?.length).toBeLessThanOrEqual(31);
    expect(three?.every((row) => row.payloadType === 0 && row.payloadBytes === 160)).toBe(true);
    expect(rows.every((row) => row.destination === '10.255.0.1')).toBe(true);
    expect(rows.every((row, i) => i === 0 || row.timeMs >= (rows[i - 1]?.timeMs ?? 0))).toBe(true);
    expect(dissected(path, 'ip.checksum.status == "Bad"')).toEqual([]);

    const all = dissected(path, 'udp').length;
    expect(await report).toMatchObject({ reason: 'stopped', path, packets: all, droppedPackets: 0 });
    expect(Math.abs((await report).durationMs - 3_000)).toBeLessThanOrEqual(40);
    expect(endpoints[0].closed || tone.closed).toBe(false);
  },
);

test.skipIf(!tsharkInstalled)(
  'numbers of those who left are given again; sent audio only where it is asked for',
  async () => {
    await using stage = new Stage();
    const { session, endpoints } = makeRoom(stage);
    const all = session.record(join(stage.folder, 'all.pcap'), { format: 'pcap' });
    const leg = session.record(join(stage.folder, 'leg.pcap'), {
      format: 'pcap',
      endpoint: endpoints[1],
      sentToo: true,
    });
    await stage.run(500);
    endpoints[0].close();
    stage.connect(session, { address: '203.0.113.9:4000', voice: toneVoice(900, -20), ssrc: 33 });
    await stage.run(500);
    session.close();
    await stage.run(40);
    expect(await all.finished).toMatchObject({ reason: 'closed', droppedPackets: 0 });
    expect((await leg.finished).reason).toBe('closed');

    const everyone = dissected(join(stage.folder, 'all.pcap'));
    expect(new Set(rtpFrom(everyone, '10.1.0.1').map((row) => row.ssrc))).toEqual(new Set([11, 33]));
    expect(rtpFrom(everyone, '10.255.0.1')).toEqual([]);
    const one = dissected(join(stage.folder, 'leg.pcap'));
    expect(new Set(rtpFrom(one, '10.1.0.1').map((row) => row.ssrc))).toEqual(new Set([22]));
    const sent = rtpFrom(one, '10.255.0.1');
    expect(sent.length).toBeGreaterThanOrEqual(48);
    expect(sent.every((row) => row.destination === '10.1.0.1')).toBe(true);
  },
);

test.skipIf(!ffmpeg)('everyone in a session is recorded, mixed, as WAV or Ogg Opus', async () => {
  await using stage = new Stage();
  const { session } = makeRoom(stage);
  await stage.run(200);
  const files = [
    session.record(join(stage.folder, 'mix.wav')),
    session.record(join(stage.folder, 'mix.ogg'), { format: 'ogg' }),
  ];
  await stage.run(3_000);
  for (const file of files) void file.stop();
  await stage.run(40);
  for (const file of files) {
    expect(Math.abs((await file.finished).durationMs - 3_000)).toBeLessThanOrEqual(20);
    const sound = decoded(stage, file.path);
    expect(Math.abs(secondsOf(sound) - 3)).toBeLessThanOrEqual(0.05);
    const steady = excerpt(sound, 0.5, 2);
    expect(toneLevelDbfs(steady, 500)).toBeCloseTo(-20, 0);
    expect(toneLevelDbfs(steady, 1_100)).toBeCloseTo(-26, 0);
  }
});

test.skipIf(!ffmpeg)('in stereo an endpoint says left and hears right; a pause is silence of its length', async () => {
  await using stage = new Stage();
  const { session, endpoints } = makeRoom(stage);
  await stage.run(200);
  const [endpoint] = endpoints;
  const files = (['wav', 'ogg'] as const).map((format) =>
    session.record(join(stage.folder, `both.${format}`), { format, endpoint, layout: 'stereo' }),
  );
  await stage.run(1_000);
  for (const file of files) file.pause();
  await stage.run(1_000);
  for (const file of files) file.resume();
  await stage.run(1_000);
  for (const file of files) void file.stop();
  await stage.run(40);
  for (const file of files) {
    await file.finished;
    const [left, right] = [decoded(stage, file.path, 0), decoded(stage, file.path, 1)];
    expect(Math.abs(secondsOf(left) - 3)).toBeLessThanOrEqual(0.05);
    for (const from of [0.3, 2.3]) {
      expect(dominantFrequencyHz(excerpt(left, from, 0.5))).toBeCloseTo(500, 0);
      expect(toneLevelDbfs(excerpt(left, from, 0.5), 500)).toBeCloseTo(-20, 0);
      expect(toneLevelDbfs(excerpt(left, from, 0.5), 1_100)).toBeLessThan(-45);
      expect(dominantFrequencyHz(excerpt(right, from, 0.5))).toBeCloseTo(1_100, 0);
      expect(toneLevelDbfs(excerpt(right, from, 0.5), 1_100)).toBeCloseTo(-26, 0);
    }
    for (const side of [left, right]) expect(levelDbfs(excerpt(side, 1.1, 0.8))).toBeLessThan(-70);
  }
});

test('everyone hears the beep, at the start and while it is not paused', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(session, { address: '203.0.113.1:4000' });
  const recording = session.record(join(stage.folder, 'beep.wav'), { beep: true });
  await stage.run(1_000);
  const beep = excerpt(phone.heard(), 0.05, 0.15);
  expect(dominantFrequencyHz(beep)).toBeCloseTo(1_400, -1);
  expect(levelDbfs(excerpt(phone.heard(), 0.4, 0.5))).toBeLessThan(-70);
  void recording.stop();
  await stage.run(40);
  expect((await recording.finished).reason).toBe('stopped');
  expect(session.endpoints.size).toBe(1);
});

test('options that make no sense are refused with their name', async () => {
  await using stage = new Stage();
  const { session, endpoints } = makeRoom(stage);
  const other = stage.engine.createSession();
  const code = 'INVALID_ARGUMENT';
  const path = join(stage.folder, 'x');
  expect(() => session.record('')).toThrow(expect.objectContaining({ code }));
  expect(() => session.record(path, { layout: 'stereo' })).toThrow(/layout/);
  expect(() => session.record(path, { format: 'mp3' as 'wav' })).toThrow(/format/);
  expect(() => session.record(path, { format: 'ogg', sampleRateHz: 44_100 })).toThrow(/sampleRateHz/);
  expect(() => session.record(path, { queuePackets: 0 })).toThrow(/queuePackets/);
  expect(() => other.record(path, { endpoint: endpoints[0] })).toThrow(/endpoint/);
  expect(() => session.tap({ what: 'heard' })).toThrow(/what/);
  expect(() => session.tap({ sampleRateHz: 4_000 })).toThrow(/sampleRateHz/);
});
