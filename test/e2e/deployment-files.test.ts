import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { OssicleServer } from '../phones/ossicle-server.js';
import { findProgram } from '../phones/program.js';

const execute = promisify(execFile);
const folder = fileURLToPath(new URL('../../docs/deploy', import.meta.url));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const analyzer = findProgram('systemd-analyze');

describe('files of docs/deploy', () => {
  const missing = analyzer === undefined ? ' (skipped: no systemd-analyze here)' : '';
  it.skipIf(missing !== '')(`hold a unit that systemd takes without a remark${missing}`, async () => {
    const unit = read('ossicle.service');
    expect(unit).toContain('ExecStart=/usr/local/bin/ossicle serve ');
    const copy = mkdtempSync(join(tmpdir(), 'ossicle-unit-'));
    try {
      const path = join(copy, 'ossicle.service');
      // The program need not be installed here, but something has to be.
      writeFileSync(path, unit.replace('/usr/local/bin/ossicle', process.execPath));
      const { stdout, stderr } = await execute(analyzer as string, ['verify', path]);
      expect(stdout + stderr).toBe('');
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  it('hold a configuration that the server starts with, and a health check that sees it', async () => {
    const seconds = (name: string): number =>
      Number(new RegExp(`^${name} = (\\d+)$`, 'm').exec(read('ossicle.toml'))?.[1]);
    const longest = seconds('drain_seconds') + seconds('shutdown_max_wait_secs');
    expect(Number(/TimeoutStopSec=(\d+)/.exec(read('ossicle.service'))?.[1])).toBeGreaterThan(longest);

    const [, json = '[]'] = /^HEALTHCHECK .* CMD (\[.*\])$/m.exec(read('Containerfile')) ?? [];
    const [command = '', ...args] = JSON.parse(json) as string[];
    expect(command).toBe('node');
    const check = (port: number) =>
      execute(
        process.execPath,
        args.map((text) => text.replace('9100', String(port))),
      );
    let port: number;
    {
      await using server = await OssicleServer.start({ args: ['--config', join(folder, 'ossicle.toml')] });
      port = server.controlPort;
      await expect(check(port)).resolves.toMatchObject({ stderr: '' });
      // On loopback, where tests run, the media address is remarked on, and nothing else is.
      const remarks = server.log.split('\n').filter((line) => /"level":"(warn|error)"/.test(line));
      expect(remarks.filter((line) => !line.includes('media_ip is 127.0.0.1'))).toEqual([]);
    }
    await expect(check(port)).rejects.toMatchObject({ code: 1 });
  });
});
