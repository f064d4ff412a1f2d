import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlSession } from '../../lib/control/index.js';
import { levelDbfs } from '../phones/audio-analysis.js';
import { Chromium, chromiumInstalled } from '../phones/chromium.js';
import { Program } from '../phones/program.js';
import { until } from '../phones/until.js';
import { LiveRig } from '../unit/control/live-rig.js';

const script = fileURLToPath(new URL('../../examples/talk.mjs', import.meta.url));
const missing = chromiumInstalled ? '' : ' (skipped: no chromium here)';

describe.skipIf(!chromiumInstalled)(`the example of a page that talks${missing}`, { timeout: 90_000 }, () => {
  let rig: LiveRig;
  let host: Program;
  let page: Chromium;

  beforeAll(async () => {
    rig = await LiveRig.start();
    host = Program.start(process.execPath, [script], { env: { ...process.env, PORT: '0' } });
    const [url] = /http:\S+/.exec(await host.waitForLine(/^open http/)) ?? [];
    page = await Chromium.open(`${url}?server=ws://127.0.0.1:${rig.server.listening[0]?.port}`);
  }, 90_000);
  afterAll(async () => {
    await page?.[Symbol.asyncDispose]();
    expect(await host?.stop('SIGINT', 5000)).toEqual({ code: 0, signal: null });
    await rig?.[Symbol.asyncDispose]();
  });

  const press = (selector: string) => page.evaluate(`document.querySelector('${selector}').click()`);
  const text = (selector: string) => page.evaluate<string>(`document.querySelector('${selector}').textContent`);

  /** Waits until the page shows it. */
  function shows(selector: string, pattern: RegExp): Promise<string> {
    return until(`${selector} shows ${pattern}`, async () => {
      const shown = await text(selector);
      return pattern.test(shown) && shown;
    });
  }

  it('hears a session, speaks into it until it is muted', async () => {
    await press('#talk');
    await shows('#status', /^You are in/);
    const session = rig.server.registry.list().map(({ session_id }) => rig.server.registry.find(session_id))[0];
    // Chromium's microphone beeps once a second.
    const tap = (session as ControlSession).media.tap({ sampleRateHz: 16_000 });
    const said: number[] = [];
    for await (const samples of tap) if (said.push(...samples) > 40_000) break;
    const samples = Float64Array.from(said, (sample) => sample / 32_768);
    expect(levelDbfs({ samples, sampleRateHz: 16_000 })).toBeGreaterThan(-40);
    await shows('#said-figures', /dBFS/);
    expect(await text('#heard-figures')).toBe('silence');

    const sounds = await page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-tone]')].map(({ dataset }) => dataset.tone)`,
    );
    for (const tone of sounds.filter((name) => name !== 'sine')) {
      await press(`[data-tone=${tone}]`);
      await shows('#heard-figures', /dBFS/);
    }
    await until('they have ended', async () => (await text('#heard-figures')) === 'silence', { everyMs: 500 });
    expect(await text('#status')).toMatch(/^You are in/);
    await press('[data-tone=sine]');
    // A peak of 8000 is -12.2 dBFS.
    await shows('#heard-figures', /^-12 dBFS, 440 Hz$/);
    await shows('#events', /^endpoint\.tone\.finished/);
    await shows('#heard-figures', /^silence$/);

    await press('#parrot');
    await shows('#heard-figures', /dBFS/);
    await press('#parrot');
    await shows('#heard-figures', /^silence$/);

    await page.evaluate(`document.querySelector('#source').value = 'no.wav'`);
    await press('#file button');
    await shows('#status', /^endpoint\.create_with_file failed.*media_dir has none of that name/);
    await press('#mute');
    await shows('#status', /^In the session/);
    await shows('#mute', /Unmute me/);
    const nothing: number[] = [];
    for await (const part of (session as ControlSession).media.tap()) if (nothing.push(...part) > 32_000) break;
    expect(nothing.slice(8000).every((sample) => sample === 0)).toBe(true);

    await press('#talk');
    await shows('#status', /^You have left/);
    await until('no session is left', () => rig.server.registry.size === 0);
    expect(page.messages).toEqual([]);
  });

  it('says what is wrong', async () => {
    await page.evaluate(`document.querySelector('#server').value = 'ws://127.0.0.1:1'`);
    await press('#talk');
    expect(await shows('#status', /^Cannot reach/)).toContain('ws://127.0.0.1:1');
    expect(await text('#talk')).toBe('Start talking');
  });
});
