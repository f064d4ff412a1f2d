import { expect, test } from 'vitest';
import type { EndpointEvents, RtpEndpoint } from '../../lib/media/index.js';
import { dtmfTone, noise, sequence, silence } from '../phones/signals.js';
import { Caller } from './stage/caller.js';
import { PCMA, Phone, soundVoice, TELEPHONE_EVENT } from './stage/phone.js';
import { readTelephoneEvent, telephoneEvent } from './stage/rtp.js';
import { addressOf, configFor, Stage } from './stage/stage.js';

type Dtmf = EndpointEvents['dtmf'];

function collectDigits(endpoint: RtpEndpoint): Dtmf[] {
  const digits: Dtmf[] = [];
  endpoint.events.on('dtmf', (event) => digits.push(event));
  return digits;
}

interface Press {
  readonly digit: string;
  readonly packets: number;
  readonly ends?: number;
  readonly duplicate?: boolean;
}

/** Presses a key as RFC 4733 section 2.5 says: updates each 20 ms, the end three times. */
async function press(
  stage: Stage,
  phone: Phone,
  { digit, packets, ends = 3, duplicate = false }: Press,
): Promise<void> {
  const timestamp = phone.timestamp;
  const send = (duration: number, end: boolean, marker: boolean): void => {
    const fields = { payloadType: TELEPHONE_EVENT, timestamp, marker, payload: telephoneEvent(digit, duration, end) };
    const datagram = phone.packet(fields);
    for (let copy = 0; copy < (duplicate ? 2 : 1); copy++) stage.engine.inject(phone.address, phone.target, datagram);
  };
  for (let i = 1; i <= packets; i++) {
    send(160 * i, false, i === 1);
    await stage.run(20);
  }
  for (let i = 0; i < ends; i++) send(160 * packets, true, false);
  phone.timestamp = (timestamp + 160 * (packets + 2)) >>> 0;
  await stage.run(60);
}

test('every key comes once, with its duration, whatever is repeated or doubled', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000' });
  const digits = collectDigits(endpoint);
  for (const digit of '0123456789*#ABCD') await press(stage, phone, { digit, packets: 5, duplicate: digit < '5' });
  expect(digits).toEqual([...'0123456789*#ABCD'].map((digit) => ({ digit, durationMs: 100, source: 'rtp' })));
});

test('the same key twice is two presses; a lost end is made up for; a long press is one', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000' });
  const digits = collectDigits(endpoint);
  await press(stage, phone, { digit: '7', packets: 5 });
  await press(stage, phone, { digit: '7', packets: 4 });
  await press(stage, phone, { digit: '1', packets: 6, ends: 0 });
  await press(stage, phone, { digit: '2', packets: 5 });
  await press(stage, phone, { digit: '3', packets: 5, ends: 0 });
  await stage.run(3_200);
  await press(stage, phone, { digit: '#', packets: 300 });
  const durations = digits.map(({ digit, durationMs }) => [digit, durationMs]);
  expect(durations).toEqual([
    ['7', 100],
    ['7', 80],
    ['1', 120],
    ['2', 100],
    ['3', 100],
    ['#', 6_000],
  ]);
});

test.each([
  ['PCMU', {}],
  ['PCMA', { payloadType: PCMA }],
] as const)('tones of keys in %s audio are heard, each once, as in-band', async (_, options) => {
  await using stage = new Stage();
  const keys = '159*0#2D';
  const voice = soundVoice(
    sequence(silence(0.4), ...[...keys].flatMap((key) => [dtmfTone(key, 0.1, -12), silence(0.1)]), silence(2)),
  );
  const [, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000', voice, ...options });
  const digits = collectDigits(endpoint);
  await stage.run(3_000);
  expect(digits.map(({ digit }) => digit).join('')).toBe(keys);
  expect(new Set(digits.map(({ source }) => source))).toEqual(new Set(['inband']));
  for (const { durationMs } of digits) expect(Math.abs(durationMs - 100)).toBeLessThanOrEqual(25);
});

test('tones of keys are heard through Opus at 48 kHz', async () => {
  await using stage = new Stage();
  const caller = new Caller(stage, stage.engine.createSession(), 'opus');
  const digits = collectDigits(caller.inRoom);
  await stage.run(200);
  const keys = '147#A';
  const said = sequence(
    silence(0.3, 48_000),
    ...[...keys].flatMap((key) => [dtmfTone(key, 0.12, -12, 48_000), silence(0.1, 48_000)]),
  );
  caller.own.play({ kind: 'samples', samples: Int16Array.from(said.samples, (x) => 32_767 * x), sampleRateHz: 48_000 });
  await stage.run(2_500);
  expect(digits.map(({ digit }) => digit).join('')).toBe(keys);
});

test('a phone that sends a key both as event and as tone is heard once', async () => {
  await using stage = new Stage();
  const voice = soundVoice(
    sequence(silence(0.2), dtmfTone('5', 0.2, -12), silence(1), dtmfTone('6', 0.2, -12), silence(2)),
  );
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000', voice });
  const digits = collectDigits(endpoint);
  await stage.run(200);
  await press(stage, phone, { digit: '5', packets: 10 });
  await stage.run(940);
  await press(stage, phone, { digit: '6', packets: 10 });
  await stage.run(1_000);
  expect(digits.map(({ digit, source }) => `${digit} ${source}`)).toEqual(['5 rtp', '6 rtp']);
});

test('noise is no key', async () => {
  await using stage = new Stage();
  const [, endpoint] = stage.connect(stage.engine.createSession(), {
    address: '203.0.113.1:4000',
    voice: soundVoice(noise(-15, 10, 8)),
  });
  const digits = collectDigits(endpoint);
  await stage.run(10_000);
  expect(digits).toEqual([]);
});

test('dialled keys leave as events: marked once, one timestamp, three ends, 60 ms apart', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), { address: '203.0.113.1:4000' });
  await stage.run(200);
  endpoint.sendDtmf('4#', { durationMs: 100 });
  await stage.run(800);
  const events = phone.audio(TELEPHONE_EVENT);
  const presses = [...new Set(events.map(({ rtp }) => rtp.timestamp))].map((timestamp) =>
    events.filter(({ rtp }) => rtp.timestamp === timestamp),
  );
  expect(presses).toHaveLength(2);
  for (const [i, packets] of presses.entries()) {
    const fields = packets.map(({ rtp }) => readTelephoneEvent(rtp.payload));
    expect(new Set(fields.map(({ digit }) => digit))).toEqual(new Set(['4#'[i]]));
    expect(packets.map(({ rtp }) => rtp.marker)).toEqual([true, ...packets.slice(1).map(() => false)]);
    expect(fields.map(({ duration }) => duration)).toEqual([160, 320, 480, 640, 800, 800, 800]);
    expect(fields.map(({ end }) => end)).toEqual([false, false, false, false, true, true, true]);
  }
  const [first, second] = [presses[0]?.at(-1), presses[1]?.[0]];
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(60);
  // All packets of the stream count on, and audio is back where time has got to.
  const numbers = phone.arrivals.map(({ rtp }) => rtp.sequenceNumber);
  expect(numbers.slice(1).every((number, i) => number === (((numbers[i] ?? 0) + 1) & 0xffff))).toBe(true);
  const audio = phone.audio();
  const [began, ended] = [audio[0], audio.at(-1)];
  expect(((ended?.rtp.timestamp ?? 0) - (began?.rtp.timestamp ?? 0)) >>> 0).toBe(
    Math.round(((ended?.atMs ?? 0) - (began?.atMs ?? 0)) * 8),
  );
});

test('with Opus, durations follow the clock that was negotiated for events', async () => {
  await using stage = new Stage();
  for (const clockRateHz of [48_000, 8_000]) {
    const [phone, endpoint] = stage.connect(
      stage.engine.createSession(),
      { address: `203.0.113.${clockRateHz / 1_000}:4000` },
      { codec: { name: 'opus', payloadType: 111 }, telephoneEvent: { payloadType: TELEPHONE_EVENT, clockRateHz } },
    );
    await stage.run(100);
    endpoint.sendDtmf('1', { durationMs: 100 });
    await stage.run(400);
    const durations = phone.audio(TELEPHONE_EVENT).map(({ rtp }) => readTelephoneEvent(rtp.payload).duration);
    expect(durations.at(-1)).toBe(clockRateHz / 10);
  }
});

test('dialled keys are tones where events were not negotiated, and the other side hears them', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [, dialling] = stage.connect(session, { address: '203.0.113.1:4000' }, { telephoneEvent: null });
  const listening = stage.engine.createSession().createEndpoint();
  const link = new Phone({ address: addressOf(listening) });
  dialling.configure({ ...configFor(link), telephoneEvent: null });
  listening.configure({ ...configFor(new Phone({ address: addressOf(dialling) })), telephoneEvent: null });
  const digits = collectDigits(listening);
  await stage.run(200);
  dialling.sendDtmf('19*#AD', { durationMs: 100 });
  await stage.run(2_000);
  expect(digits.map(({ digit, source }) => `${digit} ${source}`)).toEqual(
    [...'19*#AD'].map((digit) => `${digit} inband`),
  );
});
