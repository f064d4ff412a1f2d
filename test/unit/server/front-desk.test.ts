import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CallEventType, serveCall } from '../../../lib/calls/index.js';
import { OssicleError, silentLogger } from '../../../lib/core/index.js';
import type { TextToSpeech } from '../../../lib/providers/text-to-speech.js';
import { frontDesk } from '../../../lib/server/index.js';
import { type PhoneCall, PhoneLine } from '../calls/phone-line.js';

let line: PhoneLine;
beforeEach(() => {
  line = new PhoneLine();
});
afterEach(() => line[Symbol.asyncDispose]());

/** A provider that needs 200 ms for any text. */
const textToSpeech: TextToSpeech = {
  synthesize: () => Promise.resolve({ samples: new Int16Array(1600).fill(500), sampleRateHz: 8000 }),
};

/** A caller at the front desk, and what it was told since the last look. */
class Caller {
  readonly phoneCall: PhoneCall;
  #read = 0;

  constructor(speech: TextToSpeech | null = textToSpeech) {
    this.phoneCall = line.dial(speech ? { textToSpeech: speech } : {});
    const handler = frontDesk({ recordingDirectory: join(line.folder, 'recordings'), logger: silentLogger });
    void serveCall(this.phoneCall.call, handler, silentLogger);
  }

  press(digits: string): void {
    for (const digit of digits) this.phoneCall.leg.events.emit('dtmf', { digit, durationMs: 100 });
  }

  /** Lets time pass until its call tells an event of that type: the real disk keeps no virtual time. */
  async hears(type: CallEventType): Promise<void> {
    while (!this.phoneCall.told.some((event) => event.type === type)) await line.run(20);
  }

  /** Texts that began to be spoken; `tune` stands for tones. */
  told(): string[] {
    const news = this.phoneCall.told.slice(this.#read);
    this.#read += news.length;
    return news.flatMap((event) => {
      if (event.type === 'agent.speech.started') return [event.text];
      return event.type === 'playback.started' ? [event.source] : [];
    });
  }
}

const menu = expect.stringMatching(/^Press 1 for echo/);

describe('the front desk', () => {
  test('greets, offers the menu, and says goodbye at 9', async () => {
    const caller = new Caller();
    await line.run(600);
    expect(caller.told()).toEqual(['Welcome to ossicle.', menu]);
    caller.press('9');
    await line.run(400);
    expect(caller.told()).toEqual(['Goodbye.']);
    expect(caller.phoneCall.told.at(-1)).toMatchObject({ type: 'call.ended', reason: 'hangup', by: 'local' });
  });

  test('lets digits interrupt: who knows the way hears no menu', async () => {
    const caller = new Caller();
    caller.press('4');
    await line.run(400);
    expect(caller.told()).toEqual(['Press digits, I read them back. Hash ends.']);
  });

  test('says the menu again at 0, and which key is none', async () => {
    const caller = new Caller();
    await line.run(600);
    caller.press('0');
    await line.run(400);
    caller.press('7');
    await line.run(400);
    expect(caller.told().slice(2)).toEqual([menu, 'There is no option 7.']);
  });

  test('asks twice after silence, then says goodbye', async () => {
    const caller = new Caller();
    await line.run(30_000);
    expect(caller.told()).toEqual([
      'Welcome to ossicle.',
      menu,
      'Are you still there?',
      menu,
      'Are you still there?',
      menu,
      'Goodbye.',
    ]);
    expect(caller.phoneCall.call.state).toBe('ended');
  });

  test('1: the caller hears itself until a key is pressed', async () => {
    const caller = new Caller();
    const { phone } = caller.phoneCall;
    await line.run(600);
    caller.press('1');
    await line.run(600);
    phone.play({ kind: 'tones', tones: [{ frequenciesHz: [600], durationMs: 60_000, levelDbm0: -10 }] });
    await line.run(1000);
    expect(phone.stats().levelInDbfs).toBeGreaterThan(-20);
    caller.press('0');
    await line.run(5000);
    expect(phone.stats().levelInDbfs).toBeLessThan(-40);
    expect(caller.told().slice(2)).toEqual(['Echo. You hear yourself until you press a key.', menu]);
  });

  test('2: records until # and plays it back', async () => {
    const caller = new Caller();
    await line.run(600);
    caller.press('2');
    await caller.hears('recording.started');
    await line.run(2000);
    caller.press('#');
    await line.run(3500);
    expect(caller.told().slice(2)).toEqual([
      'Speak after the tone, then press the hash key.',
      'tones',
      'This is your recording.',
      'file',
      menu,
    ]);
    expect(readdirSync(join(line.folder, 'recordings'))).toEqual([expect.stringContaining('-alice-')]);
  });

  test('3: callers hear one another, and leave by a key', async () => {
    const [first, second] = [new Caller(), new Caller()];
    await line.run(600);
    first.press('3');
    await line.run(400);
    second.press('3');
    await line.run(600);
    expect(first.told().slice(2)).toEqual(['You are the first in the conference. Press a key to leave.']);
    expect(second.told().slice(2)).toEqual(['You are in the conference. Press a key to leave.']);
    first.phoneCall.phone.play({ kind: 'tones', tones: [{ frequenciesHz: [600], durationMs: 60_000 }] });
    await line.run(1000);
    expect(second.phoneCall.phone.stats().levelInDbfs).toBeGreaterThan(-25);
    second.press('0');
    await line.run(400);
    expect(second.phoneCall.call.conference).toBeNull();
    expect(second.told()).toEqual([menu]);
  });

  test('4: reads back every digit, until the hash key', async () => {
    const caller = new Caller();
    await line.run(600);
    caller.press('4');
    await line.run(400);
    caller.press('120*');
    await line.run(2000);
    caller.press('9');
    await line.run(2000);
    caller.press('#');
    await line.run(400);
    expect(caller.told().slice(3)).toEqual(['You pressed 1, 2, 0, star.', 'You pressed 9.', menu]);
  });

  test('speaks in tunes where nothing can speak', async () => {
    const caller = new Caller(null);
    await line.run(3000);
    caller.press('4');
    await line.run(1000);
    caller.press('3');
    await line.run(3000);
    expect(caller.told()).toEqual(['tones', 'tones', 'tones', 'tones']);
  });

  test('goes on in tunes when speaking fails', async () => {
    const failing: TextToSpeech = { synthesize: () => Promise.reject(new OssicleError('SPEECH_FAILED', 'no voice')) };
    const caller = new Caller(failing);
    await line.run(3000);
    expect(caller.told()).toEqual(['tones', 'tones']);
    expect(caller.phoneCall.call.state).toBe('answered');
  });

  test.each(['', '1', '2', '3', '4'])(
    'a caller who hangs up after pressing "%s" leaves nothing behind',
    async (digits) => {
      const caller = new Caller();
      await line.run(600);
      caller.press(digits);
      await line.run(1000);
      caller.phoneCall.leg.remoteHangup();
      await line.run(100);
      expect(caller.phoneCall.told.at(-1)?.type).toBe('call.ended');
      expect(line.conferences.size).toBe(0);
      expect(line.clock.timerCount).toBe(0);
    },
  );
});
