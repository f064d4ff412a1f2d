import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledPackage, installPackage, repositoryRoot } from './installed-package.js';

const loadScript = `
  import { Worker, isMainThread } from 'node:worker_threads';
  import { once } from 'node:events';
  const { loadAddon } = await import('./node_modules/ossicle/dist/native/load-addon.js');
  const addon = loadAddon();
  if (Object.keys(addon).length === 0) throw new Error('the addon exports nothing');
  if (isMainThread) {
    const workers = [new Worker('./script.mjs'), new Worker('./script.mjs')];
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]));
    const { sharedObjects } = process.report.getReport();
    console.log(JSON.stringify({ codes, loaded: sharedObjects.filter((file) => file.endsWith('.node')) }));
  }
`;

describe('the packed package', () => {
  let installed: InstalledPackage;
  let addon: string;

  beforeAll(async () => {
    installed = await installPackage();
    const prebuilds = join(installed.packageFolder, 'prebuilds', `${process.platform}-${process.arch}`);
    const name = readdirSync(prebuilds).find((file) => file.endsWith('.node'));
    addon = join(prebuilds, name ?? 'missing');
  });

  afterAll(() => installed?.remove());

  it('holds what running needs, the sources and the notices, and nothing else', () => {
    const folders = new Set(installed.files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
    expect([...folders].sort()).toEqual(['cmake', 'dist', 'licenses', 'native', 'prebuilds']);
    expect(installed.files).toEqual(expect.arrayContaining(['LICENSE', 'CMakeLists.txt', 'dist/cli/main.js']));
    expect(installed.files).not.toContain('binding.gyp');
  });

  it('loads its prebuilt addon on the main thread and in two workers, with no compiler and scripts off', async () => {
    const { codes, loaded } = JSON.parse(await installed.run(loadScript)) as { codes: number[]; loaded: string[] };
    expect(codes).toEqual([0, 0]);
    expect(loaded).toEqual([addon]);
  });

  it('brings an OpenSSL that leaves the one of node:crypto alone', async () => {
    const output = await installed.run(`
      import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
      const { loadAddon } = await import('./node_modules/ossicle/dist/native/load-addon.js');
      const { openssl } = loadAddon().buildInfo();
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const signature = sign('sha256', Buffer.from('voice'), privateKey);
      const digest = createHash('sha256').update('').digest('hex').slice(0, 8);
      console.log(openssl.split(' ')[0], verify('sha256', Buffer.from('voice'), publicKey, signature), digest);
    `);
    expect(output).toBe('OpenSSL true e3b0c442\n');
  });

  it('opens every door it names', async () => {
    const output = await installed.run(`
      import { readFileSync } from 'node:fs';
      const { exports } = JSON.parse(readFileSync('./node_modules/ossicle/package.json', 'utf8'));
      const doors = Object.keys(exports).filter((door) => door !== './package.json');
      for (const door of doors) {
        const names = Object.keys(await import('ossicle' + door.slice(1)));
        if (names.length === 0) throw new Error(door + ' exports nothing');
      }
      console.log(doors.length);
    `);
    expect(Number(output)).toBeGreaterThan(3);
  });

  it('reads MP3 with what npm installed beside it, and ends though the file is left open', async () => {
    const output = await installed.run(`
      import { openAudioFile } from 'ossicle/audio';
      const frame = Uint8Array.from({ length: 96 }, (_, n) => [0xff, 0xfb, 0x14, 0xc0][n] ?? 0);
      async function* frames() {
        for (let n = 0; n < 1000; n++) yield frame;
      }
      const file = await openAudioFile(frames());
      const { value } = await file[Symbol.asyncIterator]().next();
      console.log(file.format, value.length);
    `);
    expect(output).toBe('mp3 960\n');
  });

  it('starts its command', () => {
    const manifest = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    const command = join(installed.folder, 'node_modules', '.bin', 'ossicle');
    expect(execFileSync(command, ['--version'], { encoding: 'utf8' })).toContain(version);
  });

  describe.skipIf(process.platform !== 'linux')('its addon', () => {
    function inspect(program: string, ...args: string[]): string {
      return execFileSync(program, [...args, addon], { encoding: 'utf8' });
    }

    it('needs libc, libm and the loader alone', () => {
      const needed = [...inspect('readelf', '-dW').matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, library]) => library);
      expect(needed.length).toBeGreaterThan(0);
      expect(
        needed.filter((library) => !/^(libc|libm|ld-linux.*|libc\.musl.*)\.so(\.\d+)?$/.test(library ?? '')),
      ).toEqual([]);
    });

    it('exports the two symbols of Node-API and nothing else', () => {
      const symbols = inspect('nm', '-D', '--defined-only').trim().split('\n');
      expect(symbols.map((line) => line.split(' ').at(-1)).sort()).toEqual([
        'napi_register_module_v1',
        'node_api_module_get_api_version_v1',
      ]);
    });

    it('brings its own OpenSSL and takes nothing from the one that Node exports', () => {
      expect(inspect('nm', '-D', '--undefined-only')).not.toMatch(/ (SSL|EVP|CRYPTO|OPENSSL|SHA1|ERR)_/);
    });

    it('is position-independent, bound at load and stays loaded', () => {
      const dynamic = inspect('readelf', '-dW');
      expect(dynamic).not.toContain('TEXTREL');
      expect(dynamic).toMatch(/FLAGS_1.*NOW.*NODELETE/);
    });

    it('is stripped', () => {
      expect(inspect('readelf', '-SW')).not.toMatch(/\.symtab|\.debug_info/);
    });
  });
});
