import { expect, it } from 'vitest';
import { envelopeDbfs, toneLevelDbfs, toneSnrDb } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { junkDatagrams, sendJunk } from '../phones/junk-datagrams.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, secondsOf, tone } from '../phones/signals.js';

const DATAGRAMS = 100_000;
/** A port's default receive buffer holds what comes in 20 ms; faster floods push the caller's own packets out of it. */
const PER_SECOND = 5_000;
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
      sendJunk(junkDatagrams(1, DATAGRAMS * 0.9), remote, PER_SECOND * 0.9),
      sendJunk(junkDatagrams(2, DATAGRAMS * 0.1), remote + 1, PER_SECOND * 0.1),
    ]);
    expect(sent).toEqual([DATAGRAMS * 0.9, DATAGRAMS * 0.1]);
    const after = secondsOf(phone.heard());
    await phone.heardMore(3);
    expect(phone.isClosed).toBe(false);

    const during = excerpt(phone.heard(), before, after - before);
    expect(Math.abs(toneLevelDbfs(during, TONE_HZ) - TONE_DBFS)).toBeLessThan(1.5);
    const levels = envelopeDbfs(during, 20);
    expect(levels.filter((level) => level < TONE_DBFS - 10).length / levels.length).toBeLessThan(0.05);
    const recovered = excerpt(phone.heard(), after + 1, 2);
    expect(Math.abs(toneLevelDbfs(recovered, TONE_HZ) - TONE_DBFS)).toBeLessThan(1);
    expect(toneSnrDb(recovered, TONE_HZ)).toBeGreaterThan(20);

    await phone.press('9');
    expect(await phone.closed()).toContain('reset by peer');
    await using next = await Baresip.start({ name: 'next', microphone: tone(TONE_HZ, TONE_DBFS, 30) });
    await next.dial(server.uri);
    await next.heardUntil(1);
    await next.hangup();
  },
);
