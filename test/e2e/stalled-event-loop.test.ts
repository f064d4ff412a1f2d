import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { envelopeDbfs, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { freeSipPort, rtpPortBlock } from '../phones/port-range.js';
import { Program } from '../phones/program.js';
import { excerpt, tone } from '../phones/signals.js';
import { Capture, canCapture, soundOf } from '../phones/tshark.js';

const SCRIPT = fileURLToPath(new URL('../phones/stalling-server.mjs', import.meta.url));
const SECONDS = 10;
const TONE_HZ = 600;

const complete = baresipInstalled && (await canCapture());
const missing = complete ? '' : ' (skipped: baresip or captures missing)';

it.skipIf(!complete)(`an event loop blocked 200 ms of each second costs the caller no packet${missing}`, async () => {
  const [sipPort, rtp] = [await freeSipPort(), rtpPortBlock(20)];
  await using server = Program.start(process.execPath, [SCRIPT, sipPort, rtp.min, rtp.max].map(String));
  await server.waitForLine(/^ready/);
  await using phone = await Baresip.start({ name: 'patient', microphone: tone(TONE_HZ, -15, 30) });
  await using capture = await Capture.start('udp portrange 42000-43999');
  await phone.dial(`sip:desk@127.0.0.1:${sipPort}`);
  await phone.heardUntil(SECONDS + 1.5);
  await phone.hangup();
  await capture.stop();
  expect(server.lines.filter((line) => line.startsWith('stalled')).length).toBeGreaterThanOrEqual(SECONDS);

  const packets = await capture.rtpTo(phone.rtpPorts.own);
  expect(packets.length).toBeGreaterThanOrEqual(SECONDS * 50);
  const steps = packets.slice(1).map(({ sequence, timestamp, timeSeconds }, i) => ({
    sequence: (sequence - (packets[i]?.sequence ?? 0)) & 0xffff,
    timestamp: (timestamp - (packets[i]?.timestamp ?? 0)) >>> 0,
    gapMs: (timeSeconds - (packets[i]?.timeSeconds ?? 0)) * 1_000,
  }));
  expect(new Set(steps.map(({ sequence }) => sequence))).toEqual(new Set([1]));
  expect(new Set(steps.map(({ timestamp }) => timestamp))).toEqual(new Set([160]));
  expect(Math.max(...steps.map(({ gapMs }) => gapMs))).toBeLessThan(100);

  const echo = excerpt(soundOf(packets), 1, SECONDS);
  expect(Math.abs(toneLevelDbfs(echo, TONE_HZ) + 15)).toBeLessThan(1);
  expect(toneSnrDb(echo, TONE_HZ)).toBeGreaterThan(25);
  // A phone that a busy machine delays costs a concealed frame here and there; a lost stall would cost ten at a time.
  const dips = envelopeDbfs(echo, 20).filter((level) => level < -18);
  expect(dips.length).toBeLessThan(SECONDS);
  expect(await server.stop('SIGINT')).toEqual({ code: 0, signal: null });
});
