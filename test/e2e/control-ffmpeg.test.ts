import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../phones/audio-analysis.js';
import { findProgram, Program } from '../phones/program.js';
import { readWav } from '../phones/wav.js';
import { callIn, eventOf, LiveRig } from '../unit/control/live-rig.js';
import { RtpPeer } from '../unit/control/rtp-peer.js';

const run = promisify(execFile);
const ffmpeg = findProgram('ffmpeg');
const title = ffmpeg === undefined ? 'ffmpeg (skipped: not installed)' : 'ffmpeg';

let rig: LiveRig;
beforeAll(async () => {
  rig = await LiveRig.start();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What ffmpeg sends with, and what our description calls it. */
const senders: Record<string, string[]> = {
  PCMU: ['-ar', '8000', '-c:a', 'pcm_mulaw', '-payload_type', '0'],
  PCMA: ['-ar', '8000', '-c:a', 'pcm_alaw', '-payload_type', '8'],
  G722: ['-ar', '16000', '-c:a', 'g722', '-payload_type', '9'],
  opus: ['-ar', '48000', '-c:a', 'libopus', '-application', 'voip', '-payload_type', '111'],
};

describe.skipIf(ffmpeg === undefined)(`${title} talks through a session to itself`, () => {
  test.each([
    ['PCMU', 'PCMU'],
    ['G722', 'opus'],
    ['opus', 'G722'],
    ['PCMA', 'PCMU'],
  ])('from %s to %s, in frequency and level', async (from, to) => {
    const { client } = await rig.client();
    // The listener's address opens when it has sent a packet; ffmpeg, which only listens, takes the port over then.
    const opener = await RtpPeer.open();
    const { port } = opener;
    const offer = await client.result('endpoint.create_offer', { type: 'rtp', codecs: [to] });
    opener.call(offer['sdp_offer'] as string);
    const answer = (offer['sdp_offer'] as string).replace(/^m=audio \d+/m, `m=audio ${port}`);
    await client.result('endpoint.accept_answer', { endpoint_id: offer['endpoint_id'], sdp: answer });
    await eventOf(client, 'endpoint.state_changed');
    const [, payloadType = '0'] = /^m=audio \d+ RTP\/AVP (\d+)/m.exec(answer) ?? [];
    opener.send(Buffer.alloc(160, 0xff), { payloadType: Number(payloadType) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await opener[Symbol.asyncDispose]();

    const sdpFile = rig.path(`${from}-${to}.sdp`);
    const wav = rig.path(`${from}-${to}.wav`);
    await writeFile(sdpFile, answer);
    const input = ['-protocol_whitelist', 'file,udp,rtp', '-i', sdpFile];
    const output = ['-t', '2', '-ac', '1', '-ar', '16000', '-c:a', 'pcm_s16le', wav];
    await using listener = Program.start(ffmpeg as string, ['-nostdin', '-y', ...input, ...output]);

    const speaker = await client.result('endpoint.create_offer', { type: 'rtp', codecs: [from] });
    const speakerSdp = (speaker['sdp_offer'] as string).replace(/^m=audio \d+/m, 'm=audio 9');
    await client.result('endpoint.accept_answer', { endpoint_id: speaker['endpoint_id'], sdp: speakerSdp });
    await eventOf(client, 'endpoint.state_changed');
    const [, target = ''] = /^m=audio (\d+)/m.exec(speaker['sdp_offer'] as string) ?? [];
    const tone = ['-re', '-f', 'lavfi', '-i', 'aevalsrc=0.25*sin(2*PI*700*t):d=6:s=48000'];
    const sending = [...tone, '-ac', '1', ...(senders[from] ?? []), '-f', 'rtp', `rtp://127.0.0.1:${target}`];
    await using _ = Program.start(ffmpeg as string, ['-nostdin', ...sending]);

    await listener.waitForEnd(AbortSignal.timeout(20_000));
    const { samples, sampleRateHz } = readWav(wav);
    const sound = { samples: samples.slice(-sampleRateHz), sampleRateHz };
    expect(dominantFrequencyHz(sound)).toBeCloseTo(700, -1);
    expect(toneLevelDbfs(sound, 700)).toBeGreaterThan(-14);
    expect(toneLevelDbfs(sound, 700)).toBeLessThan(-10);
    await client.close();
  });

  test('answers with two codecs and sends the second', async () => {
    const { client } = await rig.client();
    const { peer } = await callIn(client);
    await using _ = peer;
    const offer = await client.result('endpoint.create_offer', { type: 'rtp', codecs: ['PCMU', 'PCMA'] });
    const sdp = peer.sdp('RTP/AVP 0 8').replace(/^m=audio \d+/m, 'm=audio 9');
    await client.result('endpoint.accept_answer', { endpoint_id: offer['endpoint_id'], sdp });
    await eventOf(client, 'endpoint.state_changed');
    const { endpoints } = await client.result('session.info');
    expect(endpoints).toContainEqual(expect.objectContaining({ endpoint_id: offer['endpoint_id'], codec: 'PCMU' }));
    const [, port] = /^m=audio (\d+)/m.exec(offer['sdp_offer'] as string) ?? [];
    const tone = ['-re', '-f', 'lavfi', '-i', 'aevalsrc=0.25*sin(2*PI*700*t):d=2:s=8000', '-ac', '1'];
    const sending = [...tone, ...(senders['PCMA'] ?? []), '-f', 'rtp', `rtp://127.0.0.1:${port}`];
    await run(ffmpeg as string, ['-nostdin', ...sending]);
    const sound = peer.sound();
    const steady = { ...sound, samples: sound.samples.slice(-8000) };
    expect(dominantFrequencyHz(steady)).toBeCloseTo(700, -1);
    expect(toneLevelDbfs(steady, 700)).toBeCloseTo(-12, 0);
    await client.close();
  });

  test('encrypted with the key it offered', async () => {
    const { client } = await rig.client();
    const { peer } = await callIn(client);
    await using _ = peer;
    const key = Buffer.from('a key of thirty bytes, exactly').toString('base64');
    const suite = 'AES_CM_128_HMAC_SHA1_80';
    const sdp = ['v=0', 'c=IN IP4 127.0.0.1', 'm=audio 9 RTP/SAVP 0', `a=crypto:1 ${suite} inline:${key}`, ''].join(
      '\r\n',
    );
    const { sdp_answer } = await client.result('endpoint.create_from_offer', { sdp });
    const [, port] = /^m=audio (\d+) RTP\/SAVP/m.exec(sdp_answer as string) ?? [];
    const tone = ['-re', '-f', 'lavfi', '-i', 'aevalsrc=0.25*sin(2*PI*700*t):d=2:s=8000', '-ac', '1'];
    const keys = ['-srtp_out_suite', suite, '-srtp_out_params', key];
    const to = ['-f', 'rtp', ...keys, `srtp://127.0.0.1:${port}`];
    await run(ffmpeg as string, ['-nostdin', ...tone, ...(senders['PCMU'] ?? []), ...to]);
    const sound = peer.sound();
    expect(toneLevelDbfs({ ...sound, samples: sound.samples.slice(-8000) }, 700)).toBeCloseTo(-12, 0);
    await client.close();
  });

  test('and ffprobe opens what was recorded of a session', async () => {
    const { client } = await rig.client();
    const file_path = rig.path('recordings', 'call.ogg');
    const { recording_id } = await client.result('recording.start', { file_path, format: 'ogg' });
    await client.result('endpoint.create_tone', { tone: 'sine', frequency: 600, duration_ms: 1000 });
    await eventOf(client, 'endpoint.tone.finished');
    const report = await client.result('recording.stop', { recording_id });
    expect(report).toMatchObject({ file_path });
    const wav = rig.path('call.wav');
    await run(ffmpeg as string, ['-nostdin', '-y', '-i', file_path, '-ar', '16000', '-ac', '1', wav]);
    expect(dominantFrequencyHz(readWav(wav))).toBeCloseTo(600, -1);
    await client.close();
  });
});
