import { expect, it } from 'vitest';
import { envelopeDbfs, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { junkDatagrams, sendJunk } from '../phones/junk-datagrams.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, secondsOf, tone } from '../phones/signals.js';

const DATAGRAMS = 100_000;
const TONE_HZ = 600;
const TONE_DBFS = -15;

it.skipIf(!baresipInstalled)(
  `${DATAGRAMS} forged, mutated and truncated datagrams leave the call going${baresipInstalled ? '' : ' (skipped: no baresip)'}`,
  async () => {
    await using server = await OssicleServer.start();
    await using phone = await Baresip.start({ name: 'steady', microphone: tone(TONE_HZ, TONE_DBFS, 90) });
    await phone.dial(server.uri);
    await phone.press('1');
    await phone.heardMore(5);
    const { remote } = phone.rtpPorts;
    const before = secondsOf(phone.heard());
    const sent = await Promise.all([
      sendJunk(junkDatagrams(1, DATAGRAMS * 0.9), remote),
      sendJunk(junkDatagrams(2, DATAGRAMS * 0.1), remote + 1),
    ]);
    expect(sent).toEqual([DATAGRAMS * 0.9, DATAGRAMS * 0.1]);
    await phone.heardMore(1);
    expect(phone.isClosed).toBe(false);

    const during = excerpt(phone.heard(), before);
    expect(Math.abs(toneLevelDbfs(during, TONE_HZ) - TONE_DBFS)).toBeLessThan(1.5);
    expect(toneSnrDb(during, TONE_HZ)).toBeGreaterThan(15);
    const gaps = envelopeDbfs(during, 20).filter((level) => level < TONE_DBFS - 20);
    expect(gaps.length / envelopeDbfs(during, 20).length).toBeLessThan(0.01);

    await phone.press('9');
    expect(await phone.closed()).toContain('reset by peer');
    await using next = await Baresip.start({ name: 'next', microphone: tone(TONE_HZ, TONE_DBFS, 30) });
    await next.dial(server.uri);
    await next.heardUntil(1);
    await next.hangup();
  },
);
