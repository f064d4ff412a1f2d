import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentSource, fileSource, flagSource, parseConfiguration, settings } from '../../../lib/server/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossicle-configuration-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the configuration', () => {
  test('has a default for everything', () => {
    const { control: _, ...configuration } = parseConfiguration();
    expect(configuration).toEqual({
      sipPort: 5060,
      sipAddress: '0.0.0.0',
      maxCalls: 1000,
      drainSeconds: 30,
      mediaAddress: null,
      rtpPorts: { min: 20_000, max: 29_999 },
      mediaTimeoutSeconds: 120,
      recordingDirectory: './recordings',
      logLevel: 'info',
      json: false,
      warnings: [],
    });
  });

  test('takes flags over the environment over the file', async () => {
    const path = await file(
      'order.toml',
      'media_ip = "192.0.2.1"\nrtp_port_range = [40000, 40099]\n[sip]\nport = 1\nmax_calls = 7\n',
    );
    const configuration = parseConfiguration([
      flagSource({ 'sip-port': '3', json: true }),
      environmentSource({ OSSICLE_SIP_PORT: '2', OSSICLE_MEDIA_IP: '192.0.2.2' }),
      await fileSource(path),
    ]);
    expect(configuration).toMatchObject({
      sipPort: 3,
      mediaAddress: '192.0.2.2',
      rtpPorts: { min: 40_000, max: 40_099 },
      maxCalls: 7,
      json: true,
    });
  });

  test('reads JSON as well', async () => {
    const path = await file('good.json', '{ "sip": { "address": "::1" }, "recording_dir": "/tmp/r" }');
    expect(parseConfiguration([await fileSource(path)])).toMatchObject({
      sipAddress: '::1',
      recordingDirectory: '/tmp/r',
    });
  });

  test.each([
    [
      { 'sip-port': 'abc' },
      'sip.port must be a port from 0 to 65535 (0: any free one), but is "abc" (from --sip-port).',
    ],
    [{ 'sip-port': '65536' }, 'but is 65536 (from --sip-port)'],
    [{ 'max-calls': '0' }, 'sip.max_calls must be a whole number from 1 to 20000, but is 0 (from --max-calls).'],
    [{ 'media-ip': 'example.org' }, 'media_ip must be an IP address, but is "example.org" (from --media-ip).'],
    [{ 'rtp-ports': '30000' }, 'rtp_port_range must be a range A-B of at least two ports'],
    [{ 'rtp-ports': '30000-20000' }, 'but is [30000,20000] (from --rtp-ports)'],
    [
      { 'rtp-ports': '30001-30004' },
      'rtp_port_range must be a range A-B of at least two ports from 1024 to 65534, A even',
    ],
    [{ 'rtp-ports': '1022-30000' }, 'rtp_port_range must be'],
    [{ 'rtp-ports': '30000-65535' }, 'rtp_port_range must be'],
    [{ recordings: '' }, 'recording_dir must be the name of a directory, but is "" (from --recordings).'],
    [
      { 'log-level': 'loud' },
      'log_level must be debug, info, warn, error or silent, but is "loud" (from --log-level).',
    ],
  ])('names key, value and expectation of %j', (flags, message) => {
    expect(() => parseConfiguration([flagSource(flags)])).toThrow(message);
  });

  test('names the variable, and every fault at once', () => {
    const source = environmentSource({ OSSICLE_SIP_PORT: 'x', OSSICLE_JSON: 'perhaps' });
    expect(() => parseConfiguration([source])).toThrow(
      /from OSSICLE_SIP_PORT[\s\S]*json must be true or false.*OSSICLE_JSON/,
    );
  });

  test('names unknown keys of its tables, and the one that was meant', async () => {
    const path = await file('unknown.toml', '[sip]\nprt = 5060\n[control]\ntokne = "x"\n');
    const source = await fileSource(path);
    const message = `There is no setting sip.prt (from ${path}); did you mean sip.port?`;
    expect(() => parseConfiguration([source])).toThrow(message);
    expect(() => parseConfiguration([source])).toThrow('did you mean control.token?');
  });

  test('warns of a media address that no other machine reaches', () => {
    const warningsOf = (ip: string) => parseConfiguration([flagSource({ 'media-ip': ip })]).warnings;
    expect(warningsOf('127.0.0.1')).toEqual([
      'media_ip is 127.0.0.1: only programs on this machine can send and get audio.',
    ]);
    expect(warningsOf('192.0.2.1')).toEqual([]);
  });

  test('ignores unknown keys at the top level, as rtpbridge does, and says so', async () => {
    const path = await file('ignored.toml', 'medai_ip = "192.0.2.1"\nsomething = 5\nmax_sessions = 4\n');
    const configuration = parseConfiguration([await fileSource(path)]);
    expect(configuration.control.settings.maxSessions).toBe(4);
    expect(configuration.warnings).toEqual([
      `There is no setting medai_ip (from ${path}); did you mean media_ip? It is ignored.`,
      expect.stringContaining(`There is no setting something (from ${path})`),
    ]);
  });

  test.each([
    ['broken.toml', 'sip = [', 'is no valid TOML'],
    ['broken.json', '{', 'is no valid JSON'],
    ['list.json', '[]', 'must hold an object'],
  ])('refuses %s', async (name, text, message) => {
    await expect(fileSource(await file(name, text))).rejects.toThrow(message);
  });

  test('names a file that is not there', async () => {
    await expect(fileSource('/not/there.toml')).rejects.toThrow(
      'The configuration file /not/there.toml cannot be read',
    );
  });

  test('a file cannot reach into prototypes', async () => {
    const path = await file('prototype.json', '{ "__proto__": { "json": true }, "constructor": 1 }');
    const source = await fileSource(path);
    expect(parseConfiguration([source])).toMatchObject({ json: false });
    expect(({} as Record<string, unknown>)['json']).toBeUndefined();
  });

  test('stands in the README or on the page of the control protocol, setting by setting', async () => {
    const pages = ['README.md', 'docs/control.md'].map((page) => new URL(`../../../${page}`, import.meta.url));
    const text = (await Promise.all(pages.map((page) => readFile(page, 'utf8')))).join('\n');
    const rows = settings.map(({ flag, short, placeholder, variable, key, meaning }) => {
      const names = short ? `-${short}, --${flag}` : `--${flag}`;
      return `| \`${placeholder ? `${names} ${placeholder}` : names}\` | \`${variable}\` | \`${key}\` | ${meaning} |`;
    });
    for (const row of rows) expect(text).toContain(row);
  });

  test.each(settings)('$key has a flag, a variable and a place in the file', ({ key, flag, variable, parse }) => {
    // A certificate needs a key, and the other way round.
    const base = { control: key.startsWith('control.tls') ? { tls_cert: 'c', tls_key: 'k' } : {} };
    const below = { values: base, nameOf: () => 'file' };
    const given = exampleValues[key] ?? '9';
    const byFlag = parseConfiguration([flagSource({ [flag]: given }), below]);
    const [table, name] = key.includes('.') ? key.split('.') : [undefined, key];
    const inFile = { [name as string]: parse(given) };
    const byFile = parseConfiguration([{ values: table ? { [table]: inFile } : inFile, nameOf: () => 'file' }, below]);
    expect(byFlag).not.toEqual(parseConfiguration([below]));
    expect(parseConfiguration([environmentSource({ [variable]: given }), below])).toEqual(byFlag);
    expect(byFile).toEqual(byFlag);
  });
});

/** Values where 9 is none. */
const exampleValues: Readonly<Record<string, string>> = {
  'control.capital_states': 'true',
  media_ip: '192.0.2.1',
  'sip.address': '192.0.2.1',
  rtp_port_range: '40000-40001',
  log_level: 'warn',
  json: 'true',
  recording_dir: 'x',
  media_dir: 'x',
  cache_dir: 'x',
  listen: '127.0.0.1:9,[::1]:9',
  'control.token': 'sixteen-letters-and-more',
  'control.allowed_origins': 'https://a.example, https://b.example',
  'control.allowed_url_addresses': '10.1.0.0/16, ::1',
  'control.tls_cert': 'x',
  'control.tls_key': 'x',
};
