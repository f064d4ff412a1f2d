import { describe, expect, it } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { excerpt, tone } from '../phones/signals.js';
import { sippInstalled } from '../phones/sipp.js';
import { startSippCaller } from '../phones/sipp-caller.js';
import { Capture, canCapture, soundOf } from '../phones/tshark.js';

const complete = baresipInstalled && sippInstalled && (await canCapture());

describe.skipIf(!complete)(
  `the scripted caller${complete ? '' : ' (skipped: baresip, sipp or captures missing)'}`,
  () => {
    it.concurrent.each(['PCMU', 'PCMA'] as const)(
      'sends sound and INFO keys, and its capture hears, over %s',
      async (codec) => {
        await using phone = await Baresip.start({
          name: `eve-${codec}`,
          microphone: tone(900, -12, 10),
          codec,
          answers: true,
        });
        await using capture = await Capture.start('udp portrange 42000-43999');
        const { sipp, rtpPort } = await startSippCaller({
          target: phone.uri.split('@')[1] ?? '',
          user: `eve-${codec}`,
          codec,
          sounds: { 'tone.raw': tone(1_700, -16, 1) },
          steps: [
            { stream: 'tone.raw', loops: -1 },
            { infoKey: '7' },
            { pauseMs: 2_000 },
            { infoKey: '#' },
            { pauseMs: 500 },
          ],
        });
        await using _ = sipp;
        const result = await sipp.finished();
        await capture.stop();
        expect(result).toMatchObject({ exitCode: 0, successful: 1, failed: 0, retransmissions: 0, errors: '' });
        const keys = phone.events.filter(({ type }) => type === 'CALL_DTMF_START').map(({ param }) => param);
        expect(keys).toEqual(['7', '#']);
        const heardByPhone = excerpt(phone.heard(), 0.5, 1);
        expect(dominantFrequencyHz(heardByPhone)).toBeCloseTo(1_700, 0);
        expect(Math.abs(toneLevelDbfs(heardByPhone, 1_700) + 16)).toBeLessThan(0.5);
        const heardByCaller = excerpt(soundOf(await capture.rtpTo(rtpPort)), 0.5, 1);
        expect(toneSnrDb(heardByCaller, 900)).toBeGreaterThan(25);
        expect(Math.abs(toneLevelDbfs(heardByCaller, 900) + 12)).toBeLessThan(0.5);
      },
    );
  },
);
