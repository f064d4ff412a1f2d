import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activeSpans, dominantFrequencyHz, toneLevelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, sequence, silence, tone } from '../phones/signals.js';
import { Capture, canCapture, type RtpPacket, soundOf } from '../phones/tshark.js';

const TONE_HZ = 600;
const TONE_DBFS = -15;
const MAX_DELAY_MS = 150;
/** The prompt takes about three seconds, the echo starts after it. */
const LISTEN_SECONDS = 9;

const captures = await canCapture();
const rates = { PCMU: 8_000, PCMA: 8_000, G722: 16_000, opus: 48_000 };
const missing = baresipInstalled ? '' : ' (skipped: no baresip here)';

/** A second of tone and a second of nothing, over and over: its edges show the delay. */
function bursts(rateHz: number) {
  const pair = [tone(TONE_HZ, TONE_DBFS, 1, rateHz), silence(1, rateHz)];
  return sequence(...Array.from({ length: 15 }, () => pair).flat());
}

describe.skipIf(!baresipInstalled)(`the front desk returns an echo${missing}`, () => {
  let server: OssicleServer;
  beforeAll(async () => {
    server = await OssicleServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.concurrent.each(['PCMU', 'PCMA', 'G722', 'opus'] as const)(
    'of the frequency and level sent, over %s',
    async (codec) => {
      await using phone = await Baresip.start({ name: `echo-${codec}`, microphone: bursts(rates[codec]), codec });
      await phone.dial(server.uri);
      await phone.press('1');
      await phone.heardUntil(LISTEN_SECONDS);
      const tail = excerpt(phone.heard(), LISTEN_SECONDS - 4.2);
      const burst = activeSpans(tail, -40, 100).find(({ fromSeconds, toSeconds }) => toSeconds - fromSeconds > 0.8);
      if (!burst) throw new Error(`no echo in ${JSON.stringify(activeSpans(phone.heard(), -40, 100))}`);
      const echo = excerpt(tail, burst.fromSeconds + 0.1, 0.7);
      expect(Math.abs(dominantFrequencyHz(echo) - TONE_HZ)).toBeLessThan(2);
      expect(Math.abs(toneLevelDbfs(echo, TONE_HZ) - TONE_DBFS)).toBeLessThan(1.5);
      await phone.press('9');
      await phone.closed();
    },
  );

  it.skipIf(!captures)(`within ${MAX_DELAY_MS} ms on the wire`, { concurrent: true }, async () => {
    await using phone = await Baresip.start({ name: 'echo-delay', microphone: bursts(8_000) });
    await using capture = await Capture.start('udp portrange 42000-43999');
    await phone.dial(server.uri);
    await phone.press('1');
    await phone.heardUntil(LISTEN_SECONDS);
    await phone.hangup();
    await capture.stop();
    const { own, remote } = phone.rtpPorts;
    const sent = onsets(await capture.rtpTo(remote));
    const returned = onsets(await capture.rtpTo(own)).filter((time) => time > (sent[0] ?? 0) + 4);
    expect(returned.length).toBeGreaterThan(0);
    for (const time of returned) {
      const delayMs = Math.min(...sent.map((other) => time - other).filter((gap) => gap > 0)) * 1_000;
      expect(delayMs).toBeLessThan(MAX_DELAY_MS);
    }
  });
});

/** When, on the wire, each stretch of the tone began. */
function onsets(packets: readonly RtpPacket[]): number[] {
  const voice = packets.filter(({ payloadType }) => payloadType === 0);
  return activeSpans(soundOf(voice), -30, 100)
    .filter(({ fromSeconds, toSeconds }) => toSeconds - fromSeconds > 0.8)
    .map(({ fromSeconds }) => timeOf(voice, fromSeconds));
}

function timeOf(packets: readonly RtpPacket[], seconds: number): number {
  const from = packets[0]?.timestamp ?? 0;
  const packet = packets.find(({ timestamp, payload }) => ((timestamp - from) | 0) + payload.length > seconds * 8_000);
  return packet?.timeSeconds ?? 0;
}
