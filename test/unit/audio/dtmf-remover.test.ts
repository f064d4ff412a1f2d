import { expect, it } from 'vitest';
import { DtmfDetector, DtmfGenerator, DtmfRemover, dtmfDetectorRatesHz } from '../../../lib/audio/index.js';
import { vowels } from './signals.js';

/** Vowels for a second, with a digit in place of 100 ms in the middle. */
function speechWithDigit(sampleRateHz: number): { speech: Int16Array; digit: Int16Array; beginning: number } {
  const speech = vowels(sampleRateHz, sampleRateHz);
  using generator = new DtmfGenerator({ sampleRateHz });
  generator.dial('5');
  const digit = new Int16Array(sampleRateHz / 10);
  generator.process(digit);
  const beginning = sampleRateHz / 2;
  speech.set(digit, beginning);
  return { speech, digit, beginning };
}

/** In frames of 20 ms, the latency taken off. */
function removed(audio: Int16Array, remover: DtmfRemover): Int16Array {
  const late = new Int16Array(audio.length + remover.latencySamples);
  late.set(audio);
  for (let at = 0; at < late.length; at += 160) remover.process(late.subarray(at, at + 160));
  return late.subarray(remover.latencySamples);
}

it.each(dtmfDetectorRatesHz)('takes a digit out of speech at %i Hz and leaves all the rest', (sampleRateHz) => {
  const { speech, digit, beginning } = speechWithDigit(sampleRateHz);
  using remover = new DtmfRemover({ sampleRateHz });
  expect(remover.latencySamples).toBe((sampleRateHz * 80) / 1000);
  const out = removed(speech, remover);
  const guard = (sampleRateHz * 6) / 1000;
  const end = beginning + digit.length;
  expect(out.subarray(0, beginning - guard)).toEqual(speech.subarray(0, beginning - guard));
  expect(out.subarray(end + guard)).toEqual(speech.subarray(end + guard));
  expect(out.subarray(beginning + guard, end - guard).every((sample) => sample === 0)).toBe(true);
  using detector = new DtmfDetector({ sampleRateHz });
  expect([...detector.processChunk(out), ...detector.flushChunks()]).toEqual([]);
});
