import { describe, expect, test } from 'vitest';
import { type CommandContext, run } from '../../../lib/cli/index.js';
import { packageVersion, settings } from '../../../lib/server/index.js';
import { ossicle as inTerminal } from './terminal.js';

/** Runs the program without a process of its own: no command that is tested here gets as far as serving. */
async function ossicle(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const context: CommandContext = {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    environment: {},
    onSignal: () => undefined,
    exit: () => undefined,
  };
  return { exitCode: await run(args, context), ...written };
}

describe('the command line', () => {
  test.each([[], ['--help'], ['-h'], ['help']])('%j shows what there is', async (...args) => {
    const { exitCode, stdout } = await ossicle(...args);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Usage: ossicle COMMAND[\s\S]*serve[\s\S]*doctor[\s\S]*9 goodbye/);
  });

  test.each([
    ['serve', '--help'],
    ['serve', '--sip-port', '1', '-h'],
    ['help', 'serve'],
    ['--help', 'serve'],
  ])('%s %s shows the flags of serve', async (...args) => {
    const { exitCode, stdout } = await ossicle(...args);
    expect(exitCode).toBe(0);
    for (const { flag } of settings) expect(stdout).toMatch(new RegExp(`--${flag}\\b`));
    for (const { meaning } of settings) expect(stdout).toContain(meaning);
    expect(Math.max(...stdout.split('\n').map((text) => text.length))).toBeLessThan(110);
  });

  test.each([[['--help']], ...['serve', 'doctor', 'process', 'inspect', 'netsim'].map((name) => [[name, '--help']])])(
    '%j fits into a terminal of 80 columns, but for examples, with the same words',
    async (args) => {
      const narrow = await inTerminal(args, { columns: 80 });
      const prose = narrow.stdout.split('\n').filter((line) => !line.startsWith('  ossicle '));
      for (const line of prose) expect(line.length).toBeLessThanOrEqual(80);
      const words = (text: string) => text.split(/\s+/).join(' ');
      expect(words(narrow.stdout)).toBe(words((await ossicle(...args)).stdout));
    },
  );

  test('--version is that of the package', async () => {
    expect(await ossicle('--version')).toEqual({ exitCode: 0, stdout: `${packageVersion()}\n`, stderr: '' });
  });

  test.each([
    [['serv'], "There is no command 'serv'. Did you mean 'serve'?"],
    [['--sip-port', '5070'], 'Flags come after a command: ossicle serve --sip-port.'],
    [['juggle'], "There is no command 'juggle'. The commands are serve, doctor, process, inspect and netsim."],
    [['constructor'], "There is no command 'constructor'."],
    [['help', 'dokter'], "There is no command 'dokter'. Did you mean 'doctor'?"],
    [['serve', '--sip-prt', '5'], "'ossicle serve' has no flag --sip-prt. Did you mean --sip-port?"],
    [['serve', '-p', '5'], "'ossicle serve' has no flag -p."],
    [['serve', '--sip-port'], '--sip-port needs a value: --sip-port N.'],
    [['serve', '--sip-port', '--json'], '--sip-port needs a value: --sip-port N.'],
    [['serve', '--recordings='], '--recordings needs a value: --recordings DIR.'],
    [['serve', '--json=yes'], '--json takes no value.'],
    [['serve', '-l', 'nowhere'], 'listen must be a comma list of addresses'],
    [['serve', '-m', 'nowhere'], 'media_ip must be an IP address'],
    [['serve', '-l'], '--listen needs a value: --listen A:N.'],
    [['serve', 'now'], "'ossicle serve' takes no argument 'now'."],
    [['serve', '--sip-port', 'x'], 'sip.port must be a port from 0 to 65535'],
    [['doctor', '--rtp-ports', '1-2'], 'rtp_port_range must be'],
    [['doctor', '--log-level', 'info'], "'ossicle doctor' has no flag --log-level."],
  ])('%j is a usage fault that says what to do', async (args, message) => {
    const { exitCode, stdout, stderr } = await ossicle(...args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`ossicle: ${message}`);
  });

  test.each([
    [['serve', '-c', '/not/there.toml'], 'The configuration file /not/there.toml cannot be read'],
    [['serve', '--media-dir', '/not/there'], 'media_dir /not/there is no directory.'],
    [['serve', '--config', '/not/there.toml'], 'The configuration file /not/there.toml cannot be read'],
    [
      ['serve', '--recordings', '/dev/null/x'],
      'Recordings cannot be kept in /dev/null/x: it, or a part of its path, is a file.',
    ],
  ])('%j fails in one line that names the thing', async (args, message) => {
    const { exitCode, stderr } = await ossicle(...args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
