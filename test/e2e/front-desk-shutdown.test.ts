import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { Baresip, baresipInstalled } from '../phones/baresip.js';
import { OssicleServer } from '../phones/ossicle-server.js';
import { excerpt, secondsOf, tone } from '../phones/signals.js';
import { sippInstalled } from '../phones/sipp.js';
import { startSippCaller } from '../phones/sipp-caller.js';
import { until } from '../phones/until.js';
import { readWav } from '../phones/wav.js';

const missing = baresipInstalled ? '' : ' (skipped: no baresip here)';

describe.skipIf(!baresipInstalled)(`Ctrl-C${missing}`, () => {
  it('says goodbye to callers, finalises their recordings and ends with 0', async () => {
    await using server = await OssicleServer.start();
    await using recorded = await Baresip.start({ name: 'recorded', microphone: tone(700, -15, 60) });
    await using waiting = await Baresip.start({ name: 'waiting', microphone: tone(500, -15, 60) });
    await Promise.all([recorded.dial(server.uri), waiting.dial(server.uri)]);
    await recorded.press('2');
    const file = await until('recording began', () => server.recordings().find((path) => path.includes('recorded')));
    await recorded.heardMore(2);
    const startMs = performance.now();
    const end = await server.interrupt();
    expect(end).toEqual({ code: 0, signal: null });
    expect(performance.now() - startMs).toBeLessThan(5_000);
    for (const phone of [recorded, waiting]) expect(await phone.closed()).toContain('reset by peer');
    const sound = readWav(file);
    expect(secondsOf(sound)).toBeGreaterThan(1.5);
    expect(Math.abs(toneLevelDbfs(excerpt(sound, 0.5, 0.8), 700) + 15)).toBeLessThan(1.5);
  });

  it.skipIf(!sippInstalled)('pressed twice ends at once, though a caller never answers the goodbye', async () => {
    const server = await OssicleServer.start();
    const { sipp } = await startSippCaller({ target: server.address, steps: [], endedBy: 'nobody' });
    await using _ = sipp;
    await server.waitForLog(/Call from/);
    await sleep(500);
    server.signal('SIGINT');
    await server.waitForLog(/Saying goodbye to 1 call/);
    await sleep(300);
    expect(server.end).toBeUndefined();
    const startMs = performance.now();
    expect(await server.interrupt()).toEqual({ code: 130, signal: null });
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});
