import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dominantFrequencyHz, toneLevelDbfs } from '../phones/audio-analysis.js';
import { Chromium, chromiumInstalled } from '../phones/chromium.js';
import { FileHost } from '../phones/file-host.js';
import { LooseWire } from '../phones/loose-wire.js';
import { OssicleServer } from '../phones/ossicle-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const door = 'dist/control/client/index.js';
const missing = chromiumInstalled ? '' : ' (skipped: no chromium here)';

/** Runs in the page: hears a tone, loses the connection, misses the end of a short tone, and is told of it. */
const page = (entry: string): string => `<!doctype html>
<title>client</title>
<script type="module">
  import { ControlClient } from '${entry}';

  window.listen = async (url) => {
    window.client = await ControlClient.connect(url);
    window.session = await client.createSession();
    window.told = [];
    session.on('reattached', (report) => told.push(['reattached', report]));
    session.on('endpoint.tone.finished', ({ endpoint_id }) => told.push(['finished', endpoint_id]));
    client.on('lost', () => told.push(['lost']));
    const stream = await session.createStream({ direction: 'recvonly', sampleRateHz: 16000 });
    await session.request('endpoint.create_tone', { tone: 'sine', frequency: 1000 });
    return hear(stream, 75);
  };

  window.hear = async (stream, frames) => {
    const heard = [];
    let missed = 0;
    window.stream = stream;
    for await (const { samples, missedFrames } of stream.heard()) {
      heard.push(...samples);
      missed += missedFrames;
      if (--frames === 0) break;
    }
    return { heard, missed };
  };

  window.shortTone = async () => {
    const { endpoint_id } = await session.request('endpoint.create_tone', { tone: 'sine', duration_ms: 700 });
    return endpoint_id;
  };

  window.back = () => new Promise((resolve) => client.on('back', resolve));

  window.leave = async () => {
    const { code, message } = await session.request('endpoint.remove', { endpoint_id: 'x' }).catch((error) => error);
    await session.destroy();
    await client.close();
    return { code, message };
  };

  window.refusal = (url) => ControlClient.connect(url).catch(({ message }) => message);

  window.enter = async (url, token) => {
    const client = await ControlClient.connect(url, { token });
    const { length } = await client.listSessions();
    await client.close();
    return length;
  };
  window.ready = true;
</script>`;

describe.skipIf(!chromiumInstalled)(`ossicle/control in a browser${missing}`, () => {
  let bundles: string;
  let host: FileHost;
  let server: OssicleServer;

  beforeAll(async () => {
    mkdirSync(join(root, 'build'), { recursive: true });
    bundles = mkdtempSync(join(root, 'build', 'bundle-'));
    const lib = { entry: join(root, door), formats: ['es' as const], fileName: 'client' };
    await build({ root: bundles, logLevel: 'silent', build: { lib, outDir: bundles, minify: false } });
    const bundle = `/build/${basename(bundles)}/client.js`;
    host = await FileHost.serve(root, { '/modules': page(`/${door}`), '/bundled': page(bundle) });
    server = await OssicleServer.start();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    if (bundles) rmSync(bundles, { recursive: true, force: true });
  });

  it.each(['modules', 'bundled'])(
    'hears a tone and outlasts its connection (%s)',
    { timeout: 60_000 },
    async (kind) => {
      await using wire = await LooseWire.to(server.controlPort);
      await using browser = await Chromium.open(`${host.url}/${kind}`);
      expect(await browser.evaluate('ready')).toBe(true);

      interface Heard {
        readonly heard: number[];
        readonly missed: number;
      }
      const levelOf = ({ heard }: Heard) => {
        const samples = Float64Array.from(heard.slice(-16_000), (sample) => sample / 32_768);
        const sound = { samples, sampleRateHz: 16_000 };
        return { hz: dominantFrequencyHz(sound), dbfs: toneLevelDbfs(sound, 1000) };
      };
      const first = await browser.evaluate<Heard>(`listen('ws://127.0.0.1:${wire.port}')`);
      // A peak of 8000 is -12.2 dBFS.
      expect(Math.abs(levelOf(first).hz - 1000)).toBeLessThan(5);
      expect(Math.abs(levelOf(first).dbfs + 12.2)).toBeLessThan(0.5);
      expect(first.missed).toBe(0);

      const toneId = await browser.evaluate<string>('shortTone()');
      wire.cut();
      const back = browser.evaluate('back()');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(await browser.evaluate('[client.connected, told]')).toEqual([false, [['lost']]]);
      wire.mend();
      await back;
      const second = await browser.evaluate<Heard>('hear(stream, 75)');
      expect(Math.abs(levelOf(second).dbfs + 12.2)).toBeLessThan(0.5);
      expect(await browser.evaluate('told')).toEqual([
        ['lost'],
        ['reattached', { replayed: 1, lost: 0 }],
        ['finished', toneId],
      ]);
      expect(await browser.evaluate('leave()')).toEqual({
        code: 'CONTROL_REFUSED',
        message: expect.stringContaining('endpoint.remove failed with INVALID_PARAMS'),
      });
      expect(browser.messages).toEqual([]);
    },
  );

  it('shows its token, and says what may be wrong without', { timeout: 60_000 }, async () => {
    const env = {
      ...process.env,
      OSSICLE_CONTROL_TOKEN: 'sixteen-or-more-characters',
      OSSICLE_CONTROL_ORIGINS: host.url,
    };
    await using guarded = await OssicleServer.start({ env });
    await using browser = await Chromium.open(`${host.url}/modules`);
    const url = `ws://127.0.0.1:${guarded.controlPort}`;
    const refusal = await browser.evaluate(`refusal('${url}')`);
    expect(refusal).toMatch(/^Cannot reach the media server at ws:\/\/127\.0\.0\.1:\d+: no connection\. See .*token/);
    expect(await browser.evaluate(`enter('${url}', 'sixteen-or-more-characters')`)).toBe(0);
  });

  it('fetches nothing but the client itself, and a bundle needs nothing of Node', { timeout: 60_000 }, async () => {
    await using browser = await Chromium.open(`${host.url}/modules`);
    expect(await browser.evaluate('ready')).toBe(true);
    const modules = [...new Set(host.asked)].filter((path) => path.startsWith('/dist/'));
    expect(modules).toContain(`/${door}`);
    const others = modules.filter((path) => !/^\/dist\/(control\/client|core)\//.test(path));
    expect(others).toEqual(['/dist/protocol/control/binary-audio.js']);
    const bundle = readdirSync(bundles).map((name) => readFileSync(join(bundles, name), 'utf8'));
    expect(bundle.join('')).not.toMatch(/["']node:|require\(["']|__vite-browser-external/);
    expect(bundle.join('').length).toBeLessThan(80_000);
  });
});
