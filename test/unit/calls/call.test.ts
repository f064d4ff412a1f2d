import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Logger } from '../../../lib/core/index.js';
import type { Speech, TextToSpeech } from '../../../lib/providers/text-to-speech.js';
import { PhoneLine, typesOf } from './phone-line.js';

let line: PhoneLine;
beforeEach(() => {
  line = new PhoneLine();
});
afterEach(() => line[Symbol.asyncDispose]());

const second: Speech = { samples: new Int16Array(8000).fill(1000), sampleRateHz: 8000 };
const textToSpeech: TextToSpeech = { synthesize: () => Promise.resolve(second) };
const tone = { kind: 'tones', tones: [{ frequenciesHz: [600], durationMs: 500 }] } as const;

describe('the course of a call', () => {
  test('is told in order, each end once, the end last', async () => {
    const { call, leg, told } = line.dial();
    await call.answer();
    await call.answer();
    await line.run(100);
    leg.remoteHangup();
    leg.remoteHangup();
    await call.hangup();
    expect(typesOf(told)).toEqual(['call.started', 'call.answered', 'media.started', 'call.ended']);
    expect(told.at(-1)).toMatchObject({ reason: 'hangup', by: 'remote', durationMs: 100, callId: call.id });
    expect(told.map(({ timestamp }) => timestamp)).toEqual(
      told.map(() => expect.stringMatching(/^2026-05-04T08:31:21\.\d{3}Z$/)),
    );
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    expect(call.state).toBe('ended');
    expect(call.durationMs).toBe(100);
  });

  test('a rejected call ends without having been answered', async () => {
    const { call, leg, told } = line.dial();
    call.reject(486);
    await line.run(20);
    expect(leg.rejectedWith).toBe(486);
    expect(typesOf(told)).toEqual(['call.started', 'call.ended']);
    expect(told.at(-1)).toMatchObject({ reason: 'rejected', by: 'local', durationMs: 0 });
  });

  test('an outbound call that nobody answers fails instead of ending', async () => {
    const { leg, told } = line.dial({}, 'outbound');
    leg.remoteHangup();
    await line.run(20);
    expect(typesOf(told)).toEqual(['call.started', 'call.failed']);
  });

  test('hold and resume are told once, however often they are said', async () => {
    const { call, leg, told } = await line.answered();
    for (const name of ['held', 'held', 'resumed', 'resumed'] as const) leg.events.emit(name, {});
    expect(call.state).toBe('answered');
    expect(typesOf(told)).toEqual(['call.started', 'call.answered', 'call.held', 'call.resumed']);
  });

  test('speech of the caller is told from its start to its end', async () => {
    const { phone, told } = await line.answered();
    await line.run(1000);
    phone.play({ kind: 'samples', samples: babble(8000), sampleRateHz: 8000 });
    await line.run(3000);
    expect(typesOf(told).filter((type) => type.startsWith('user.'))).toEqual([
      'user.speech.started',
      'user.speech.ended',
    ]);
  });

  test('every iterator has its own cursor and ends with the call', async () => {
    const { call, leg } = line.dial();
    const read = async (): Promise<string[]> => {
      const types: string[] = [];
      for await (const { type } of call.events) types.push(type);
      return types;
    };
    const readers = Promise.all([read(), read()]);
    await call.answer();
    leg.remoteHangup();
    const expected = ['call.started', 'call.answered', 'call.ended'];
    expect(await readers).toEqual([expected, expected]);
    expect(await read()).toEqual([]);
  });

  test('a listener that throws stops neither the call nor the others', async () => {
    const errors: string[] = [];
    const logger = { error: (message: string) => errors.push(message) } as unknown as Logger;
    const { call, leg, told } = line.dial({ logger });
    call.events.on('call.answered', () => {
      throw new Error('listener');
    });
    await call.answer();
    leg.remoteHangup();
    await line.run(20);
    expect(typesOf(told)).toContain('call.ended');
    expect(errors).toEqual(['An event listener failed']);
  });

  test('nothing is possible before the answer or after the end, and both say so', async () => {
    const { call } = line.dial({ textToSpeech });
    await expect(call.play(tone)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(call.record({ path: 'x.wav' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect(() => call.join('room')).toThrow(/answered/);
    await call.hangup();
    for (const operation of [
      call.answer(),
      call.say('x'),
      call.play(tone),
      call.listenDtmf(),
      call.record({ path: 'x' }),
    ]) {
      await expect(operation).rejects.toMatchObject({ code: 'CLOSED' });
    }
    expect(() => call.join('room')).toThrow(/ended/);
  });

  test('disposing hangs up', async () => {
    const { call, told } = await line.answered();
    await call[Symbol.asyncDispose]();
    expect(told.at(-1)).toMatchObject({ type: 'call.ended', reason: 'hangup', by: 'local' });
  });
});

describe('onHangup', () => {
  test('runs each callback once, in order, none stopped by another, late ones at once', async () => {
    const errors: string[] = [];
    const logger = { error: (message: string) => errors.push(message) } as unknown as Logger;
    const { call, leg, told } = line.dial({ logger });
    const ran: string[] = [];
    call.onHangup(({ by }) => void ran.push(`first ${by} after ${typesOf(told).at(-1)}`));
    call.onHangup(() => {
      throw new Error('thrown');
    });
    call.onHangup(() => Promise.reject(new Error('rejected')));
    call.onHangup(() => void ran.push('last'));
    await call.answer();
    leg.remoteHangup();
    await call.hangup();
    call.onHangup(() => void ran.push('late'));
    await line.run(20);
    expect(ran).toEqual(['first remote after call.ended', 'last', 'late']);
    expect(errors).toEqual(['An onHangup callback failed', 'An onHangup callback failed']);
  });
});

describe('statistics', () => {
  test('stay as they were when the call ended', async () => {
    const { call, leg } = await line.answered();
    await line.run(1000);
    leg.remoteHangup();
    await line.run(1000);
    const { packetsReceived, packetsSent, packetsLost } = call.stats();
    expect(packetsReceived).toBeGreaterThan(40);
    expect(packetsReceived).toBeLessThan(55);
    expect(packetsSent).toBeGreaterThan(40);
    expect(packetsLost).toBe(0);
  });
});

/** Something an energy detector takes for speech: syllables of noise. */
function babble(samples: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: samples }, (_, index) => {
    state = (state * 48271) % 2147483647;
    const syllable = Math.abs(Math.sin((index / 8000) * Math.PI * 4));
    return (state / 2147483647 - 0.5) * 16_000 * syllable;
  });
}
