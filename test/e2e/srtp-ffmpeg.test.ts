import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newSrtpSecret, type SrtpSuite } from '../../lib/core/index.js';
import { type EndpointConfig, MediaEngine, type RtpEndpoint } from '../../lib/media/index.js';
import { writeCryptoAttribute } from '../../lib/protocol/sdp/index.js';
import { dominantFrequencyHz, envelopeDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { rtpPortBlock } from '../phones/port-range.js';
import { findProgram, Program } from '../phones/program.js';
import { excerpt } from '../phones/signals.js';
import { until } from '../phones/until.js';
import { readWav } from '../phones/wav.js';

const ffmpeg = findProgram('ffmpeg');
/** What ffmpeg speaks; the others have libsrtp for a stranger in the native tests. */
const suites: readonly SrtpSuite[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'];

/** By the name of SDP ffmpeg gives SRTCP a tag of 32 bits, where RFC 4568 section 6.2 has 80; by the name of DTLS it has 80. */
const ffmpegNames: Partial<Record<SrtpSuite, string>> = { AES_CM_128_HMAC_SHA1_32: 'SRTP_AES128_CM_HMAC_SHA1_32' };

describe.skipIf(ffmpeg === undefined)('ffmpeg as a peer with SRTP', () => {
  let engine: MediaEngine;
  let endpoint: RtpEndpoint;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ossicle-srtp-'));
    engine = new MediaEngine({ threads: 1, bindAddress: '127.0.0.1', rtpPorts: rtpPortBlock(20) });
    endpoint = engine.createSession().createEndpoint();
  });

  afterEach(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  function configWith(suite: SrtpSuite, port: number | null): EndpointConfig & { srtp: { sendKey: Uint8Array } } {
    return {
      remote: port === null ? null : { address: '127.0.0.1', port },
      rtcpMux: false,
      codec: { name: 'PCMU', payloadType: 0 },
      telephoneEvent: null,
      srtp: { suite, sendKey: newSrtpSecret(suite), receiveKey: newSrtpSecret(suite) },
    };
  }

  test.each(suites)('is heard with %s', { timeout: 30_000 }, async (suite) => {
    const config = configWith(suite, null);
    endpoint.configure(config);
    const recording = endpoint.record(join(folder, 'heard.wav'));
    const key = Buffer.from(config.srtp?.receiveKey ?? []).toString('base64');
    await using sender = Program.start(ffmpeg ?? '', [
      ...[
        '-nostdin',
        '-loglevel',
        'error',
        '-re',
        '-f',
        'lavfi',
        '-i',
        'sine=frequency=700:sample_rate=8000:samples_per_frame=160:duration=4',
      ],
      ...['-c:a', 'pcm_mulaw', '-f', 'rtp', '-srtp_out_suite', ffmpegNames[suite] ?? suite, '-srtp_out_params', key],
      `srtp://127.0.0.1:${endpoint.localPort}?pkt_size=172`,
    ]);
    await until('ffmpeg has sent', () => endpoint.stats().packetsReceived >= 190);
    const report = await recording.stop();
    expect(report.reason).toBe('stopped');
    const heard = readWav(report.path);
    const start = heard.samples.findIndex((sample) => Math.abs(sample) > 0.05) / heard.sampleRateHz;
    const middle = excerpt(heard, start + 0.8, 2.5);
    // ffmpeg paces itself: on a busy machine it stalls, and the jitter buffer fills and stretches.
    expect(Math.abs(dominantFrequencyHz(middle) - 700)).toBeLessThan(5);
    const pieces = Array.from({ length: 10 }, (_, n) => excerpt(middle, n / 4, 0.25));
    expect(Math.max(...pieces.map((piece) => toneSnrDb(piece, 700)))).toBeGreaterThan(25);
    // Its sine has an eighth of full scale.
    expect(Math.max(...envelopeDbfs(middle))).toBeCloseTo(-18.06, 0);
    expect(endpoint.stats()).toMatchObject({ srtpForged: 0, srtpReplayed: 0, srtpMalformed: 0, srtpErrors: 0 });
    await sender.waitForEnd();
  });

  test.each(suites)('hears with %s', { timeout: 30_000 }, async (suite) => {
    const { min: port } = rtpPortBlock(2);
    const config = configWith(suite, port);
    const crypto = writeCryptoAttribute({ tag: 1, suite, secret: config.srtp.sendKey });
    const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
    const media = [`m=audio ${port} RTP/SAVP 0`, 'a=rtpmap:0 PCMU/8000', `a=crypto:${crypto}`, ''];
    writeFileSync(join(folder, 'offer.sdp'), [...lines, ...media].join('\r\n'));
    await using receiver = Program.start(ffmpeg ?? '', [
      ...['-nostdin', '-loglevel', 'error', '-protocol_whitelist', 'file,crypto,rtp,srtp,udp'],
      ...['-i', join(folder, 'offer.sdp'), '-t', '3', '-c:a', 'pcm_s16le', join(folder, 'heard.wav')],
    ]);
    endpoint.configure(config);
    endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [1_100], durationMs: 60_000, levelDbm0: -10 }] });
    expect((await receiver.waitForEnd()).code).toBe(0);
    const heard = excerpt(readWav(join(folder, 'heard.wav')), 0.2, 2.6);
    expect(dominantFrequencyHz(heard)).toBeCloseTo(1_100, 0);
    expect(toneSnrDb(heard, 1_100)).toBeGreaterThan(30);
    const levels = envelopeDbfs(heard);
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(1);
  });
});
