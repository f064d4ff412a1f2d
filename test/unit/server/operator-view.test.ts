import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boardLines } from '../../../lib/server/call-board.js';
import { callHeader, callLine, levelBar } from '../../../lib/server/call-line.js';
import { callReport, callReportFields } from '../../../lib/server/call-report.js';
import { humanLogger, jsonLogger, Terminal } from '../../../lib/server/index.js';
import { columnsOf, cutColumns, fitColumns, printable } from '../../../lib/server/printable.js';
import { PhoneLine } from '../calls/phone-line.js';
import { Screen } from './screen.js';

let line: PhoneLine;
beforeEach(() => {
  line = new PhoneLine();
});
afterEach(() => line[Symbol.asyncDispose]());

describe('text of strangers', () => {
  test.each([
    ['\u001b[2Jgone', '\uFFFD[2Jgone'],
    ['a\r\nb\tc', 'a\uFFFD\uFFFDb\uFFFDc'],
    ['\u202Eevil', '\uFFFDevil'],
    ['Zoë 東京', 'Zoë 東京'],
  ])('%j cannot steer a terminal', (text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  test('is cut and filled by columns, not by characters', () => {
    expect(columnsOf('東京')).toBe(4);
    expect(fitColumns('東京', 6)).toBe('東京  ');
    expect(cutColumns('東京タワー', 6)).toBe('東京…');
    expect(cutColumns('short', 5)).toBe('short');
    expect(cutColumns('longer', 5)).toBe('long…');
  });
});

describe('the line of a call', () => {
  test('fits 80 columns and stands under its header', async () => {
    const { call } = await line.answered();
    await line.run(61_000);
    expect(callLine(call)).toMatch(
      /^answered {2}Alice {13}01:01 {2}PCMU {3}.{6} {2}.{6} {3}0\.0 % {3}0\.\d ms {2}4\.\d$/,
    );
    expect(columnsOf(callLine(call))).toBe(columnsOf(callHeader));
    expect(columnsOf(callHeader)).toBeLessThan(80);
  });

  test.each([
    [-127, '      '],
    [-60, '      '],
    [-30, '███   '],
    [-29, '███▏  '],
    [0, '██████'],
    [3, '██████'],
  ])('shows %i dBFS as "%s"', (levelDbfs, bar) => {
    expect(levelBar(levelDbfs)).toBe(bar);
  });

  test('there are as many as the screen has room for, and the others are counted', async () => {
    const calls = await Promise.all(Array.from({ length: 5 }, async () => (await line.answered()).call));
    expect(boardLines(calls, 6)).toHaveLength(6);
    expect(boardLines(calls, 5)).toHaveLength(5);
    expect(boardLines(calls, 5).at(-1)).toBe('and 2 more');
    expect(boardLines(calls, 1)).toEqual(['and 5 more']);
  });
});

describe('the report of a call', () => {
  test('says who, how long, how it ended, how it sounded and what was recorded', async () => {
    const { call, leg } = await line.answered();
    await line.run(2000);
    leg.remoteHangup();
    const end = { reason: 'hangup', by: 'remote' } as const;
    const recordings = [{ path: 'recordings/a.wav', reason: 'stopped', durationMs: 1200 }] as const;
    expect(callReport({ call, end, recordings })).toMatch(
      /^Alice \(SIP\/UDP 192\.0\.2\.9:5060\) was here for 2\.0 s; the caller hung up\. PCMU: \d+ packets in, \d+ out, 0 lost \(0\.0 %\), jitter \d\.\d ms.*, MOS 4\.\d\. Recorded 1\.2 s to recordings\/a\.wav\.$/,
    );
    expect(callReportFields({ call, end, recordings })).toMatchObject({
      caller: 'sip:alice@192.0.2.9',
      durationMs: 2000,
      reason: 'hangup',
      codec: 'PCMU',
      packetsLost: 0,
    });
  });

  test('says that nobody answered, and why a recording failed', () => {
    const { call, leg } = line.dial();
    leg.remoteHangup();
    const recordings = [{ path: 'r.wav', reason: 'failed', durationMs: 0, error: 'ENOSPC' }] as const;
    const report = callReport({ call, end: { reason: 'cancelled', by: 'remote', detail: 'bored' }, recordings });
    expect(report).toContain('was not answered; the caller gave up (bored).');
    expect(report).toContain('Recording failed after 0.0 s to r.wav: ENOSPC.');
  });
});

describe('the terminal', () => {
  test('redraws the block in place, below lines that scroll by', () => {
    const screen = new Screen(40, 10);
    const terminal = new Terminal(screen, true);
    terminal.print('first');
    terminal.show(['one', 'two']);
    terminal.print('second');
    terminal.show(['ONE', 'TWO', 'THREE']);
    expect(screen.lines()).toEqual(['first', 'second', 'ONE', 'TWO', 'THREE']);
    terminal.print('third');
    terminal.show(['1']);
    expect(screen.lines()).toEqual(['first', 'second', 'third', '1']);
    expect(screen.cursorVisible).toBe(false);
    terminal.print('last');
    terminal.close();
    expect(screen.lines()).toEqual(['first', 'second', 'third', 'last']);
    expect(screen.cursorVisible).toBe(true);
  });

  test('writes once per redraw, and leaves out the oldest of very many lines', () => {
    const screen = new Screen(40, 10);
    const terminal = new Terminal(screen, true);
    terminal.show(['block']);
    const before = screen.writes;
    for (let index = 0; index < 2010; index++) terminal.print(`line ${index}`);
    expect(screen.writes).toBe(before);
    terminal.show(['block']);
    expect(screen.writes).toBe(before + 1);
    expect(screen.lines().slice(0, 2)).toEqual(['(10 lines left out)', 'line 10']);
    expect(screen.lines().slice(-2)).toEqual(['line 2009', 'block']);
  });

  test('never wraps or scrolls the block', () => {
    const screen = new Screen(20, 5);
    const terminal = new Terminal(screen, true);
    for (let frame = 0; frame < 3; frame++)
      terminal.show(Array.from({ length: 30 }, (_, index) => `${index}${'x'.repeat(40)}`));
    expect(screen.lines()).toEqual(['0', '1', '2'].map((digit) => `${digit}${'x'.repeat(17)}…`));
  });

  test('has no block where there is no terminal, or none is wanted', () => {
    const screen = new Screen(40, 10, false);
    for (const terminal of [new Terminal(screen, true), new Terminal(new Screen(40, 10), false)]) {
      expect(terminal.isLive).toBe(false);
      terminal.show(['block']);
    }
    expect(screen.lines()).toEqual([]);
  });
});

describe('log lines', () => {
  const printed: string[] = [];
  const writer = { print: (text: string) => printed.push(text) };
  beforeEach(() => printed.splice(0));

  test('for people have the time, the message and the facts, and keep strangers out', () => {
    const logger = humanLogger(writer, 'info', () => new Date(2026, 4, 4, 8, 31, 21));
    logger.debug('hidden');
    logger.info('Call from \u001b[31mbob', { callId: '0123456789abcdef', port: 5060 });
    logger.warn('Late', { path: 'a b' });
    expect(printed).toEqual([
      '08:31:21 Call from \uFFFD[31mbob call=012345 port=5060',
      '08:31:21 warn: Late path="a b"',
    ]);
  });

  test('for machines are one JSON object each', () => {
    const logger = jsonLogger(writer, 'warn');
    logger.info('hidden');
    logger.error('Broken', { callId: 'x' });
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ level: 'error', msg: 'Broken', callId: 'x' });
  });
});
