import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PhoneCall, PhoneLine } from './phone-line.js';

let line: PhoneLine;
let phoneCall: PhoneCall;
beforeEach(async () => {
  line = new PhoneLine();
  phoneCall = await line.answered();
  await line.run(100);
});
afterEach(() => line[Symbol.asyncDispose]());

function pressed(): { digit: string; source: string }[] {
  return phoneCall.told.flatMap((event) =>
    event.type === 'dtmf.received' ? [{ digit: event.digit, source: event.source }] : [],
  );
}

/** The phone plays the two frequencies of a key into its microphone. */
function playKey(lowHz: number, highHz: number): void {
  phoneCall.phone.play({ kind: 'tones', tones: [{ frequenciesHz: [lowHz, highHz], durationMs: 120, levelDbm0: -10 }] });
}

describe('digits', () => {
  test('arrive as events, as tones and by signalling', async () => {
    playKey(770, 1336);
    await line.run(1500);
    phoneCall.phone.sendDtmf('1');
    await line.run(1500);
    phoneCall.leg.events.emit('dtmf', { digit: '9', durationMs: 160 });
    expect(pressed()).toEqual([
      { digit: '5', source: 'inband' },
      { digit: '1', source: 'rtp' },
      { digit: '9', source: 'info' },
    ]);
  });

  test('announced by two sources count once, double presses twice', async () => {
    const { leg, phone } = phoneCall;
    for (let press = 0; press < 2; press++) {
      phone.sendDtmf('5', { durationMs: 100 });
      leg.events.emit('dtmf', { digit: '5', durationMs: 100 });
      await line.run(300);
    }
    expect(pressed().map(({ digit }) => digit)).toEqual(['5', '5']);
  });

  test('of one source are never merged, however close', () => {
    for (let press = 0; press < 3; press++) phoneCall.leg.events.emit('dtmf', { digit: '5', durationMs: 40 });
    expect(pressed()).toHaveLength(3);
  });
});

describe('listenDtmf', () => {
  const press = (digits: string): void => {
    for (const digit of digits) phoneCall.leg.events.emit('dtmf', { digit, durationMs: 100 });
  };

  test('takes what was typed ahead, and leaves what it did not need', async () => {
    press('123');
    expect(await phoneCall.call.listenDtmf({ maxDigits: 2 })).toEqual({ digits: '12', endedBy: 'maxDigits' });
    expect(await phoneCall.call.listenDtmf()).toEqual({ digits: '3', endedBy: 'maxDigits' });
  });

  test('flush forgets what was typed ahead', async () => {
    press('123');
    const listening = phoneCall.call.listenDtmf({ flush: true });
    press('4');
    expect(await listening).toEqual({ digits: '4', endedBy: 'maxDigits' });
  });

  test('ends at a terminator, which is not part of the result', async () => {
    press('12#3');
    expect(await phoneCall.call.listenDtmf({ maxDigits: 10 })).toEqual({ digits: '12', endedBy: 'terminator' });
    expect(await phoneCall.call.listenDtmf({ maxDigits: 1 })).toEqual({ digits: '3', endedBy: 'maxDigits' });
  });

  test('knows other terminators, and none', async () => {
    press('1*');
    expect((await phoneCall.call.listenDtmf({ maxDigits: 10, terminators: '*' })).digits).toBe('1');
    press('*#');
    expect((await phoneCall.call.listenDtmf({ maxDigits: 2, terminators: '' })).digits).toBe('*#');
  });

  test('ends after its time, with what has come', async () => {
    const listening = phoneCall.call.listenDtmf({ maxDigits: 10, timeoutMs: 1000 });
    press('1');
    await line.run(1000);
    expect(await listening).toEqual({ digits: '1', endedBy: 'timeout' });
    expect(line.clock.timerCount).toBe(0);
  });

  test('ends when the next digit takes too long, counted from each digit', async () => {
    const listening = phoneCall.call.listenDtmf({ maxDigits: 10, timeoutMs: 10_000, interDigitTimeoutMs: 500 });
    await line.run(1000);
    press('1');
    await line.run(400);
    press('2');
    await line.run(400);
    press('3');
    await line.run(500);
    expect(await listening).toEqual({ digits: '123', endedBy: 'timeout' });
  });

  test('ends at once when the call does', async () => {
    const listening = phoneCall.call.listenDtmf({ maxDigits: 3 });
    press('1');
    phoneCall.leg.remoteHangup();
    expect(await listening).toEqual({ digits: '1', endedBy: 'hangup' });
  });

  test('aborted, it throws and gives back what it had taken', async () => {
    const abort = new AbortController();
    const listening = phoneCall.call.listenDtmf({ maxDigits: 3, signal: abort.signal });
    press('12');
    abort.abort();
    await expect(listening).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await phoneCall.call.listenDtmf({ maxDigits: 2 })).digits).toBe('12');
    const late = phoneCall.call.listenDtmf({ signal: AbortSignal.abort() });
    await expect(late).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('refuses a second listener', async () => {
    const listening = phoneCall.call.listenDtmf();
    await expect(phoneCall.call.listenDtmf()).rejects.toMatchObject({ code: 'INVALID_STATE' });
    press('1');
    expect((await listening).digits).toBe('1');
  });

  test('keeps a bounded number of digits', async () => {
    press(`${'1'.repeat(100)}2`);
    const listening = phoneCall.call.listenDtmf({ maxDigits: 100, timeoutMs: 20 });
    await line.run(20);
    const { digits } = await listening;
    expect(digits).toHaveLength(64);
    expect(digits.at(-1)).toBe('2');
  });
});
