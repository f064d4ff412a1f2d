import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CallBoard, humanLogger, jsonLogger, Terminal } from '../../../lib/server/index.js';
import { PhoneLine } from '../calls/phone-line.js';
import { Screen } from './screen.js';

let line: PhoneLine;
beforeEach(() => {
  line = new PhoneLine();
});
afterEach(() => line[Symbol.asyncDispose]());

test('where there is no terminal, a call is two log lines: it came, and how it was', async () => {
  const screen = new Screen(300, 50, false);
  const terminal = new Terminal(screen, true);
  const board = new CallBoard({ terminal, logger: humanLogger(terminal, 'info'), json: false });
  const { call, leg } = line.dial();
  board.add(call);
  await call.answer();
  await call.record({ path: join(line.folder, 'a.wav') });
  await line.run(1000);
  leg.remoteHangup();
  await line.run(100);
  board.close();
  const id = call.id.slice(0, 6);
  expect(screen.lines()).toEqual([
    expect.stringMatching(`^..:..:.. Call from Alice over SIP/UDP 192.0.2.9:5060 call=${id}$`),
    expect.stringMatching(`^..:..:.. Alice .* was here for 1.0 s; the caller hung up.*a\\.wav\\. call=${id}$`),
  ]);
});

test('in JSON, the report is facts', async () => {
  const screen = new Screen(5000, 50, false);
  const terminal = new Terminal(screen, false);
  const board = new CallBoard({ terminal, logger: jsonLogger(terminal, 'info'), json: true });
  const { call, leg } = line.dial();
  board.add(call);
  await call.answer();
  leg.remoteHangup();
  await line.run(20);
  const facts = screen.lines().map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(facts).toMatchObject([
    { msg: 'Call from Alice over SIP/UDP 192.0.2.9:5060', callId: call.id },
    { msg: 'Call ended', callId: call.id, reason: 'hangup', by: 'remote', codec: 'PCMU', recordings: [] },
  ]);
});

test('in a terminal, calls are lines while they last', async () => {
  const screen = new Screen(100, 12);
  const terminal = new Terminal(screen, true);
  const board = new CallBoard({ terminal, logger: humanLogger(terminal, 'warn'), json: false });
  const { call, leg } = await line.answered();
  board.add(call);
  await expect.poll(() => screen.lines().length).toBe(2);
  expect(screen.lines()[1]).toMatch(/^answered {2}Alice/);
  leg.remoteHangup();
  await line.run(20);
  expect(screen.lines()).toEqual([]);
  expect(screen.cursorVisible).toBe(true);
  board.close();
});

test('a disk that refuses is one clear line, and the way out', async () => {
  const screen = new Screen(400, 50, false);
  const terminal = new Terminal(screen, true);
  const board = new CallBoard({ terminal, logger: humanLogger(terminal, 'warn'), json: false });
  const { call } = await line.answered();
  board.add(call);
  // Its directory can be made; a directory in the place of the file cannot be written.
  const recording = await call.record({ path: `${line.folder}/.` });
  await line.run(200);
  expect(await recording.finished).toMatchObject({ reason: 'failed' });
  await line.run(20);
  expect(screen.lines()).toEqual([expect.stringMatching(/warn: The recording .* had to stop: .*--recordings/)]);
  expect(call.state).toBe('answered');
  board.close();
});
