import { DtmfDetector } from '../../audio/index.js';
import type { Heard } from './heard.js';

const rateHz = 8000;
/** Short, so that the time of what the detector says is known. */
const stepSamples = rateHz / 100;

/** Hears the digits of one channel, at 8 kHz. */
export class DigitListener implements Disposable {
  readonly #channel: number;
  readonly #detector = new DtmfDetector({ sampleRateHz: rateHz });
  readonly #heard: Heard[] = [];
  #samples = 0;

  constructor(channel: number) {
    this.#channel = channel;
  }

  add(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += stepSamples) {
      const step = samples.subarray(at, at + stepSamples);
      this.#samples += step.length;
      for (const event of this.#detector.process(step)) {
        if (event.type === 'ended') this.#end(event.digit, event.durationMs / 1000);
      }
    }
  }

  /** All digits, the one that sounds to the last sample included. */
  finish(): Heard[] {
    this.add(new Int16Array(2 * this.#detector.latencySamples));
    return this.#heard;
  }

  [Symbol.dispose](): void {
    this.#detector.close();
  }

  /** A digit is reported so long after its end that its beginning follows from its length. */
  #end(digit: string, seconds: number): void {
    const toSeconds = (this.#samples - this.#detector.latencySamples) / rateHz;
    const fromSeconds = Math.max(0, toSeconds - seconds);
    this.#heard.push({
      channel: this.#channel,
      kind: 'dtmf',
      name: digit,
      label: `DTMF ${digit}`,
      short: digit,
      fromSeconds,
      toSeconds,
    });
  }
}
