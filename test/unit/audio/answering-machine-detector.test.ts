import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { AnsweringMachineDetector, type AnsweringMachineEvent, Resampler } from '../../../lib/audio/index.js';
import { sine } from './signals.js';

const rateHz = 8000;
const speaks = spawnSync('espeak-ng', ['--version']).status === 0;

/** A sentence, said by a machine, at 8 kHz. */
function say(text: string, voice = 'en-us'): Int16Array {
  const wav = execFileSync('espeak-ng', ['-v', voice, '--stdout', text], { maxBuffer: 1e8 });
  const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length - (wav.length % 2)));
  using resampler = new Resampler({ inputRateHz: 22_050, outputRateHz: rateHz });
  const out = new Int16Array(Math.ceil((samples.length * rateHz) / 22_050) + 100);
  const produced = resampler.process(samples, out);
  return out.subarray(0, produced).map((sample) => sample / 3);
}

const silence = (ms: number): Int16Array => new Int16Array((rateHz * ms) / 1000);
const tone = (hz: number, ms: number): Int16Array => sine(hz, rateHz, (rateHz * ms) / 1000, 4000);
const line = (...parts: Int16Array[]): Int16Array => Int16Array.from(parts.flatMap((part) => [...part]));
/** Loud for each of the words, with 150 ms between: noise that rises and falls, as good as speech for its energy. */
function words(...lengthsMs: number[]): Int16Array {
  let state = 1;
  const noise = (ms: number) =>
    silence(ms).map(() => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return ((state >>> 16) % 6000) - 3000;
    });
  return line(...lengthsMs.flatMap((ms) => [noise(ms), silence(150)]));
}

function answer(audio: Int16Array, options = {}): AnsweringMachineEvent[] {
  using detector = new AnsweringMachineDetector({ sampleRateHz: rateHz, ...options });
  const events: AnsweringMachineEvent[] = [];
  for (let at = 0; at < audio.length; at += 160) events.push(...detector.process(audio.subarray(at, at + 160)));
  const decided = events.find(({ type }) => type === 'decided');
  expect(detector.decision).toBe(decided?.type === 'decided' ? decided.decision : 'undecided');
  return events;
}

const decidedIn = (audio: Int16Array, options = {}) => answer(audio, options).find(({ type }) => type === 'decided');

describe.skipIf(!speaks)('said by espeak-ng', () => {
  it.each(['Hello?', 'Yes?', 'Hello, Smith speaking.', 'Good morning.'])('"%s" is a person', (text) => {
    expect(decidedIn(line(silence(500), say(text), silence(2500)))).toMatchObject({
      decision: 'human',
      cause: 'shortGreeting',
    });
  });

  it.each([
    [
      'en-us',
      'Hi, you have reached the Smith family. We cannot come to the phone. Please leave a message after the tone.',
    ],
    ['en-gb', 'The person you are calling is not available. At the tone, please record your message.'],
    ['de', 'Guten Tag, Sie sind mit dem Anschluss von Familie Schmidt verbunden. Bitte sprechen Sie nach dem Ton.'],
  ])('a greeting in %s is a machine, and its beep is heard', (voice, text) => {
    for (const [hz, ms] of [
      [1000, 400],
      [1400, 200],
      [850, 1000],
    ] as const) {
      const greeting = say(text, voice);
      const events = answer(line(silence(700), greeting, silence(400), tone(hz, ms), silence(1500)));
      expect(events.map(({ type }) => type)).toEqual(['decided', 'beep']);
      expect(events[0]).toMatchObject({ decision: 'machine' });
      const beep = events[1] as Extract<AnsweringMachineEvent, { type: 'beep' }>;
      expect(Math.abs(beep.frequencyHz - hz)).toBeLessThan(3);
      expect(Math.abs(beep.durationMs - ms)).toBeLessThan(25);
      expect(Math.abs(beep.atMs - (700 + greeting.length / 8 + 400 + ms))).toBeLessThan(25);
    }
  });
});

it('a short word and silence is a person', () => {
  const decided = decidedIn(line(silence(300), words(400), silence(2000)));
  expect(decided).toMatchObject({ decision: 'human', cause: 'shortGreeting' });
  expect(Math.abs((decided?.atMs ?? 0) - 1500)).toBeLessThan(60); // 300 + 400 + 800 ms of silence
});

it('who talks on is a machine', () => {
  expect(decidedIn(line(silence(300), words(900, 900, 900, 900)))).toMatchObject({
    decision: 'machine',
    cause: 'longGreeting',
  });
  const many = words(150, 150, 150, 150, 150, 150, 150);
  expect(decidedIn(many, { maximumGreetingMs: 10_000 })).toMatchObject({ decision: 'machine', cause: 'manyWords' });
});

it('a beep after a short greeting is a machine', () => {
  const events = answer(line(silence(200), words(500), silence(200), tone(1000, 300), silence(2000)));
  expect(events).toMatchObject([{ type: 'decided', decision: 'machine', cause: 'beep' }, { type: 'beep' }]);
});

it('a fax is a fax', () => {
  const calling = line(silence(400), tone(1100, 500), silence(3000));
  expect(decidedIn(calling)).toMatchObject({ decision: 'fax', cause: 'callingFax' });
  expect(decidedIn(line(silence(1500), tone(2100, 3000), silence(500)))).toMatchObject({
    decision: 'fax',
    cause: 'calledFax',
  });
});

it('nothing is silence, at the time that was set', () => {
  expect(decidedIn(silence(7000))).toMatchObject({ decision: 'silence', cause: 'initialSilence', atMs: 3500 });
  expect(decidedIn(silence(7000), { maximumInitialSilenceMs: 1000 })).toMatchObject({ atMs: 1000 });
  expect(answer(silence(3000))).toEqual([]);
});

it('the time is over at some time', () => {
  const options = { maximumGreetingMs: 60_000, maximumWords: 100, maximumTimeMs: 2000 };
  expect(decidedIn(words(900, 900, 900, 900), options)).toMatchObject({
    decision: 'human',
    cause: 'timeOut',
    atMs: 2000,
  });
});

it('decides once until reset', () => {
  using detector = new AnsweringMachineDetector({ sampleRateHz: rateHz });
  expect(detector.process(silence(10_000))).toHaveLength(1);
  expect(detector.process(silence(10_000))).toHaveLength(0);
  detector.reset();
  expect(detector.decision).toBe('undecided');
  expect(detector.process(silence(10_000))).toHaveLength(1);
});
