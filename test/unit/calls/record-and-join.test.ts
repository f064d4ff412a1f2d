import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordingPath } from '../../../lib/calls/recording-path.js';
import { PhoneLine, typesOf } from './phone-line.js';

let line: PhoneLine;
beforeEach(() => {
  line = new PhoneLine();
});
afterEach(() => line[Symbol.asyncDispose]());

const hum = (frequencyHz: number) =>
  ({ kind: 'tones', tones: [{ frequenciesHz: [frequencyHz], durationMs: 1000, levelDbm0: -10 }] }) as const;

describe('record', () => {
  test('writes what the caller says to a file named by time and caller', async () => {
    const { call, phone, told } = await line.answered();
    phone.play(hum(600), { repeat: true });
    await line.run(200);
    const directory = join(line.folder, 'not', 'there', 'yet');
    const recording = await call.record({ directory });
    await line.run(2000);
    const stopped = recording.stop();
    await line.run(100);
    const { path, reason, durationMs } = await stopped;
    expect(reason).toBe('stopped');
    expect(durationMs).toBeGreaterThan(1900);
    expect(durationMs).toBeLessThan(2100);
    expect(basename(path)).toMatch(/^2026-05-04T08-31-21-200Z-alice-[0-9a-f]{6}\.wav$/);
    expect(readdirSync(directory)).toEqual([basename(path)]);
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    const recordingEvents = typesOf(told).filter((type) => type.startsWith('recording.'));
    expect(recordingEvents).toEqual(['recording.started', 'recording.ended']);
  });

  test('ends with the digit it was told to end with, which nobody hears after that', async () => {
    const { call, leg } = await line.answered();
    const recording = await call.record({ path: join(line.folder, 'r.wav'), stopOn: '#' });
    leg.events.emit('dtmf', { digit: '1', durationMs: 100 });
    await line.run(500);
    leg.events.emit('dtmf', { digit: '#', durationMs: 100 });
    await line.run(100);
    expect((await recording.finished).durationMs).toBeLessThan(650);
    leg.events.emit('dtmf', { digit: '2', durationMs: 100 });
    expect((await call.listenDtmf({ maxDigits: 2, terminators: '' })).digits).toBe('12');
  });

  test('ends after its longest time, and by its signal', async () => {
    const { call } = await line.answered();
    const timed = await call.record({ path: join(line.folder, 'timed.wav'), maxDurationMs: 500 });
    await line.run(700);
    expect((await timed.finished).durationMs).toBeLessThan(600);
    const abort = new AbortController();
    const aborted = await call.record({ path: join(line.folder, 'aborted.wav'), signal: abort.signal });
    await line.run(300);
    abort.abort();
    await line.run(100);
    expect(await aborted.finished).toMatchObject({ reason: 'stopped' });
    expect(line.clock.timerCount).toBe(0);
  });

  test('is complete when the call ends, and told before it', async () => {
    const { call, leg, told } = await line.answered();
    const recording = await call.record({ path: join(line.folder, 'ended.wav') });
    await line.run(500);
    leg.remoteHangup();
    await line.run(100);
    expect(await recording.finished).toMatchObject({ reason: 'closed' });
    expect(typesOf(told).slice(-2)).toEqual(['recording.ended', 'call.ended']);
    expect(readFileSync(recording.path).length).toBeGreaterThan(4000);
  });

  test('names the directory that cannot be made, and the call goes on', async () => {
    const { call } = await line.answered();
    const file = join(line.folder, 'file');
    writeFileSync(file, '');
    await expect(call.record({ directory: join(file, 'below') })).rejects.toThrow(/file\/below/);
    expect(call.state).toBe('answered');
  });

  test('wants a path or a directory, not both', async () => {
    const { call } = await line.answered();
    await expect(call.record({})).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(call.record({ path: 'a', directory: 'b' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('the path of a recording', () => {
  const at = new Date(Date.UTC(2026, 4, 4, 8, 31, 21, 512));

  test.each([
    ['+15550100', '+15550100'],
    ['../../etc/passwd', '______etc_passwd'],
    ['.hidden', '_hidden'],
    ['a\u0000b\nc', 'a_b_c'],
    ['C:\\con', 'C__con'],
    ['größe', 'gr__e'],
    ['', 'anonymous'],
    ['x'.repeat(500), 'x'.repeat(40)],
  ])('makes %j harmless', (caller, safe) => {
    expect(recordingPath('recordings', at, caller, '3f9c2a')).toBe(
      join('recordings', `2026-05-04T08-31-21-512Z-${safe}-3f9c2a.wav`),
    );
  });
});

describe('join', () => {
  test('members hear one another, by name, until they leave', async () => {
    const [anna, ben] = [await line.answered(), await line.answered()];
    anna.call.join('lobby');
    ben.call.join('lobby');
    expect(ben.call.conference?.memberCount).toBe(2);
    anna.phone.play(hum(600), { repeat: true });
    await line.run(1000);
    expect(ben.phone.stats().levelInDbfs).toBeGreaterThan(-20);
    expect(anna.phone.stats().levelInDbfs).toBeLessThan(-50);
    ben.call.leave();
    expect(ben.call.conference).toBeNull();
    await line.run(2000);
    expect(ben.phone.stats().levelInDbfs).toBeLessThan(-50);
    expect(typesOf(ben.told).filter((type) => type.startsWith('conference'))).toEqual([
      'conference.joined',
      'conference.left',
    ]);
  });

  test('the conference is gone with its last member, and a new one begins under the name', async () => {
    const { call, leg } = await line.answered();
    call.join('lobby');
    const first = call.conference;
    call.join('lobby');
    expect(call.conference).toBe(first);
    leg.remoteHangup();
    await line.run(20);
    expect(line.conferences.size).toBe(0);
    expect(first?.closed).toBe(true);
    const other = await line.answered();
    expect(() => other.call.join(first as NonNullable<typeof first>)).toThrow(/is over/);
    other.call.join('lobby');
    expect(other.call.conference).not.toBe(first);
  });

  test('a call that has left plays and listens on its own again', async () => {
    const { call, phone } = await line.answered();
    call.join('lobby');
    call.leave();
    const played = call.play(hum(600));
    await line.run(500);
    expect(phone.stats().levelInDbfs).toBeGreaterThan(-20);
    await line.run(700);
    expect((await played).interrupted).toBe(false);
    expect(existsSync(line.folder)).toBe(true);
  });
});
