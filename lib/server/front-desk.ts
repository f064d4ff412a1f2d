import type { Call, CallHandler } from '../calls/index.js';
import { errorMessage, type Logger, OssicleError } from '../core/index.js';
import type { Tone } from '../media/index.js';

/** What the front desk needs besides the call. */
export interface FrontDeskOptions {
  readonly recordingDirectory: string;
  readonly logger: Logger;
}

/** Something to tell a caller: in words, or as a tune of its own where nothing can speak. */
interface Prompt {
  readonly text: string;
  readonly tones: readonly Tone[];
}

const conferenceName = 'front desk';
const keyWaitMs = 8000;
const maxSilences = 3;
const maxRecordingMs = 5 * 60_000;
const maxEchoMs = 10 * 60_000;
const hourMs = 60 * 60_000;

const prompts = {
  greeting: {
    text: 'Welcome to ossicle.',
    tones: tune(150, 523, 659, 784, 1047),
  },
  menu: {
    text:
      'Press 1 for echo. 2 to record. 3 for the conference. 4 to have your digits read back. 5 for a cleaner echo. ' +
      '0 for this menu again. 9 for goodbye.',
    tones: tune(120, 659, 659, 784, 784),
  },
  echo: { text: 'Echo. You hear yourself until you press a key.', tones: tune(120, 784, 523, 784, 523) },
  record: { text: 'Speak after the tone, then press the hash key.', tones: tune(120, 523, 587, 659) },
  recorded: { text: 'This is your recording.', tones: tune(120, 659, 587, 523) },
  notRecorded: { text: 'Sorry, the recording failed.', tones: tune(300, 392, 330, 262) },
  firstInConference: {
    text: 'You are the first in the conference. Press a key to leave.',
    tones: tune(120, 523, 784),
  },
  conference: { text: 'You are in the conference. Press a key to leave.', tones: tune(120, 523, 784, 1047) },
  digits: { text: 'Press digits, I read them back. Hash ends.', tones: tune(80, 880, 988, 1047, 1175) },
  cleanEcho: {
    text: 'Echo, without noise and at one level. The star key turns that off and on again, any other key ends it.',
    tones: tune(120, 784, 1047, 784, 1047),
  },
  cleanOn: { text: 'Clean.', tones: tune(100, 784, 1047) },
  cleanOff: { text: 'As it is.', tones: tune(100, 1047, 784) },
  stillThere: { text: 'Are you still there?', tones: tune(200, 587, 587) },
  goodbye: { text: 'Goodbye.', tones: tune(200, 1047, 784, 659, 523) },
} as const satisfies Record<string, Prompt>;

const beep: Tone = { frequenciesHz: [1000], durationMs: 300, pauseMs: 50 };

/** The call handler of `ossicle serve`: greets the caller and offers echo, recording, conference, read-back and clean echo. */
export function frontDesk(options: FrontDeskOptions): CallHandler {
  return (call) => new FrontDesk(call, options).serve();
}

class FrontDesk {
  readonly #call: Call;
  readonly #options: FrontDeskOptions;

  constructor(call: Call, options: FrontDeskOptions) {
    this.#call = call;
    this.#options = options;
  }

  async serve(): Promise<void> {
    await this.#call.answer();
    this.#call.setVoiceProcessing({ voiceDetection: true });
    await this.#tell(prompts.greeting);
    let key = '0';
    for (let silences = 0; key !== '9'; ) {
      key = (await this.#choose(key)) || (await this.#nextKey(keyWaitMs));
      if (key !== '') silences = 0;
      else if (++silences === maxSilences) break;
      else await this.#tell(prompts.stillThere);
    }
    await this.#tell(prompts.goodbye, { interruptedByDtmf: false });
  }

  /** Does what `key` asks for; returns the key to go on with, or nothing to wait for one. */
  async #choose(key: string): Promise<string> {
    switch (key) {
      case '1':
        return this.#echo();
      case '2':
        return this.#record();
      case '3':
        return this.#conference();
      case '4':
        return this.#readBack();
      case '5':
        return this.#cleanEcho();
      case '':
      case '0':
      case '*':
      case '#':
        await this.#tell(prompts.menu);
        return '';
      default:
        await this.#tell(invalidKey(key));
        return '';
    }
  }

  async #echo(): Promise<string> {
    await this.#tell(prompts.echo);
    this.#call.setEcho(true);
    const key = await this.#nextKey(maxEchoMs);
    this.#call.setEcho(false);
    return key || '0';
  }

  /** The echo with noise suppression and gain control, which the star key switches while one speaks. */
  async #cleanEcho(): Promise<string> {
    let clean = true;
    if (!this.#setClean(clean)) return this.#echo();
    await this.#tell(prompts.cleanEcho);
    this.#call.setEcho(true);
    let key = await this.#nextKey(maxEchoMs);
    for (; key === '*'; key = await this.#nextKey(maxEchoMs)) {
      clean = !clean;
      this.#setClean(clean);
      await this.#tell(clean ? prompts.cleanOn : prompts.cleanOff);
    }
    this.#call.setEcho(false);
    this.#setClean(false);
    return key || '0';
  }

  /** Whether it could be done: a build without the WebRTC module cannot take noise out. */
  #setClean(on: boolean): boolean {
    try {
      this.#call.setVoiceProcessing({ noiseSuppression: on, gainControl: on });
      return true;
    } catch (error) {
      this.#goOnAfter('clean the voice', error);
      return false;
    }
  }

  async #record(): Promise<string> {
    await this.#tell(prompts.record);
    await this.#call.play({ kind: 'tones', tones: [beep] });
    const recorded = await this.#recordUntilHash();
    if (!recorded) {
      await this.#tell(prompts.notRecorded);
      return '0';
    }
    await this.#tell(prompts.recorded);
    await this.#call.play({ kind: 'file', path: recorded }, { interruptedByDtmf: true });
    return '0';
  }

  /** The path of the recording, or undefined when it failed. */
  async #recordUntilHash(): Promise<string | undefined> {
    const directory = this.#options.recordingDirectory;
    try {
      const recording = await this.#call.record({ directory, stopOn: '#', maxDurationMs: maxRecordingMs });
      const facts = await recording.finished;
      return facts.reason === 'failed' ? undefined : facts.path;
    } catch (error) {
      this.#goOnAfter('record', error);
      return undefined;
    }
  }

  async #conference(): Promise<string> {
    this.#call.join(conferenceName);
    const isFirst = this.#call.conference?.memberCount === 1;
    await this.#tell(isFirst ? prompts.firstInConference : prompts.conference);
    let key = '';
    while (key === '') key = await this.#nextKey(hourMs);
    this.#call.leave();
    return key;
  }

  async #readBack(): Promise<string> {
    await this.#tell(prompts.digits);
    for (;;) {
      const options = { maxDigits: 20, timeoutMs: 15_000, interDigitTimeoutMs: 1500 };
      const { digits } = await this.#call.listenDtmf(options);
      if (digits === '') return '0';
      await this.#tell(readBack(digits), { interruptedByDtmf: false });
    }
  }

  /** One key, or an empty string when none came in time. */
  async #nextKey(timeoutMs: number): Promise<string> {
    const { digits } = await this.#call.listenDtmf({ timeoutMs, terminators: '' });
    return digits;
  }

  async #tell(prompt: Prompt, options = { interruptedByDtmf: true }): Promise<void> {
    if (this.#call.canSay) {
      try {
        await this.#call.say(prompt.text, options);
        return;
      } catch (error) {
        this.#goOnAfter('speak', error);
      }
    }
    await this.#call.play({ kind: 'tones', tones: prompt.tones }, options);
  }

  /** Logs why something could not be done, unless it is that the call has ended. */
  #goOnAfter(what: string, error: unknown): void {
    if (error instanceof OssicleError && error.code === 'CLOSED') throw error;
    this.#options.logger.warn(`Cannot ${what}: ${errorMessage(error)}`, { callId: this.#call.id });
  }
}

function invalidKey(key: string): Prompt {
  return { text: `There is no option ${key}.`, tones: tune(250, 220, 208) };
}

function readBack(digits: string): Prompt {
  const names: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash' };
  const spoken = [...digits].map((digit) => names[digit] ?? digit).join(', ');
  return { text: `You pressed ${spoken}.`, tones: [...digits].flatMap(countingBeeps) };
}

/** As many short beeps as the digit says; one long beep for 0, a low one for anything else. */
function countingBeeps(digit: string): Tone[] {
  const count = Number(digit);
  if (count === 0) return [{ frequenciesHz: [880], durationMs: 600, pauseMs: 500 }];
  if (Number.isNaN(count)) return [{ frequenciesHz: [digit === '*' ? 330 : 440], durationMs: 600, pauseMs: 500 }];
  return Array.from({ length: count }, (_, index) => ({
    frequenciesHz: [880],
    durationMs: 100,
    pauseMs: index === count - 1 ? 500 : 100,
  }));
}

function tune(noteMs: number, ...frequenciesHz: readonly number[]): Tone[] {
  return frequenciesHz.map((frequencyHz) => ({ frequenciesHz: [frequencyHz], durationMs: noteMs, pauseMs: 40 }));
}
