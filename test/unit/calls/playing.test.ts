import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OssicleError } from '../../../lib/core/index.js';
import type { Speech, TextToSpeech } from '../../../lib/providers/text-to-speech.js';
import { PhoneLine, typesOf } from './phone-line.js';

let line: PhoneLine;
beforeEach(() => {
  line = new PhoneLine();
});
afterEach(() => line[Symbol.asyncDispose]());

const second: Speech = { samples: new Int16Array(8000).fill(1000), sampleRateHz: 8000 };
const textToSpeech: TextToSpeech = { synthesize: () => Promise.resolve(second) };
const tones = (durationMs: number) => ({ kind: 'tones', tones: [{ frequenciesHz: [600], durationMs }] }) as const;

/** Settles within the time that passes meanwhile, or fails. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await line.run(ms);
  expect(settled).toBe(true);
  return promise;
}

describe('play and say', () => {
  test('resolve when the last sound has left, and tell both ends of it', async () => {
    const { call, told } = await line.answered({ textToSpeech });
    const { interrupted, playedMs } = await within(1100, call.say('Hello.'));
    expect(interrupted).toBe(false);
    expect(playedMs).toBeGreaterThanOrEqual(1000);
    expect(playedMs).toBeLessThanOrEqual(1040);
    expect(told.filter(({ type }) => type.startsWith('agent.'))).toMatchObject([
      { type: 'agent.speech.started', text: 'Hello.' },
      { type: 'agent.speech.ended', text: 'Hello.', interrupted: false, playedMs },
    ]);
  });

  test('take turns', async () => {
    const { call, told } = await line.answered({ textToSpeech });
    const first = call.play(tones(500));
    const next = call.say('Hello.');
    const last = call.play(tones(500));
    await line.run(400);
    expect(typesOf(told).filter((type) => type.endsWith('started'))).toEqual([
      'call.started',
      'media.started',
      'playback.started',
    ]);
    await within(1800, Promise.all([first, next, last]));
    expect(typesOf(told).slice(-6)).toEqual([
      'playback.started',
      'playback.ended',
      'agent.speech.started',
      'agent.speech.ended',
      'playback.started',
      'playback.ended',
    ]);
  });

  test('are cut short by a digit when asked to, and the digit is still there to be heard', async () => {
    const { call, phone } = await line.answered();
    const cut = call.play(tones(5000), { interruptedByDtmf: true });
    await line.run(500);
    phone.sendDtmf('7');
    const { interrupted, playedMs } = await within(500, cut);
    expect(interrupted).toBe(true);
    expect(playedMs).toBeGreaterThan(400);
    expect(playedMs).toBeLessThan(1000);
    expect(await call.listenDtmf()).toEqual({ digits: '7', endedBy: 'maxDigits' });
  });

  test('are left alone by digits otherwise', async () => {
    const { call, phone } = await line.answered();
    const played = call.play(tones(1000));
    phone.sendDtmf('7');
    expect(await within(1100, played)).toMatchObject({ interrupted: false });
  });

  test('do not begin when a digit was typed ahead', async () => {
    const { call, phone, told } = await line.answered({ textToSpeech });
    phone.sendDtmf('7');
    await line.run(500);
    expect(await call.say('Menu.', { interruptedByDtmf: true })).toEqual({ interrupted: true, playedMs: 0 });
    expect(typesOf(told)).not.toContain('agent.speech.started');
  });

  test('are cut short by a signal: while playing, while waiting for their turn, and before', async () => {
    const { call } = await line.answered();
    const playing = new AbortController();
    const waiting = new AbortController();
    const first = call.play(tones(5000), { signal: playing.signal });
    const second = call.play(tones(5000), { signal: waiting.signal });
    const third = call.play(tones(100));
    await line.run(200);
    waiting.abort();
    expect(await second).toEqual({ interrupted: true, playedMs: 0 });
    playing.abort();
    expect((await within(40, first)).interrupted).toBe(true);
    expect((await within(200, third)).interrupted).toBe(false);
    expect(await call.play(tones(100), { signal: AbortSignal.abort() })).toEqual({ interrupted: true, playedMs: 0 });
  });

  test('end with the call, those that wait for their turn too', async () => {
    const { call, leg, told } = await line.answered({ textToSpeech });
    const all = Promise.all([call.play(tones(5000)), call.say('Hello.')]);
    await line.run(200);
    leg.remoteHangup();
    const [first, second] = await within(40, all);
    expect(first.interrupted).toBe(true);
    expect(second).toEqual({ interrupted: true, playedMs: 0 });
    expect(typesOf(told).slice(-2)).toEqual(['playback.ended', 'call.ended']);
  });

  test('a text that cannot be spoken fails alone', async () => {
    const failing: TextToSpeech = {
      synthesize: () => Promise.reject(new OssicleError('SPEECH_FAILED', 'no voice')),
    };
    const { call } = await line.answered({ textToSpeech: failing });
    const failed = call.say('Hello.');
    const played = call.play(tones(100));
    await expect(failed).rejects.toMatchObject({ code: 'SPEECH_FAILED' });
    expect((await within(200, played)).interrupted).toBe(false);
  });

  test('the end of the call takes a text back that is still being made', async () => {
    let taken: AbortSignal | undefined;
    const slow: TextToSpeech = {
      synthesize: (_text, options) => {
        taken = options?.signal;
        return new Promise(() => undefined);
      },
    };
    const { call, leg } = await line.answered({ textToSpeech: slow });
    const said = call.say('Hello.');
    await line.run(20);
    leg.remoteHangup();
    expect(await said).toEqual({ interrupted: true, playedMs: 0 });
    expect(taken?.aborted).toBe(true);
  });

  test('say without a provider, and play of a missing file, fail with their names', async () => {
    const { call } = await line.answered();
    expect(call.canSay).toBe(false);
    await expect(call.say('Hello.')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const path = join(line.folder, 'missing.wav');
    const failed = call.play({ kind: 'file', path });
    failed.catch(() => undefined);
    await line.run(200);
    await expect(failed).rejects.toThrow(/missing\.wav/);
  });

  test('repeat goes on until it is cut short', async () => {
    const { call } = await line.answered();
    const stop = new AbortController();
    const played = call.play(tones(100), { repeat: true, signal: stop.signal });
    await line.run(1000);
    stop.abort();
    expect((await within(40, played)).playedMs).toBeGreaterThan(900);
  });
});
