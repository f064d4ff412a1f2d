import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaresipControl, type BaresipEvent } from './baresip-control.js';
import { freeSipPort, rtpPortBlock } from './port-range.js';
import { findProgram, Program } from './program.js';
import { until } from './until.js';
import { readWav, type Sound, writeWav } from './wav.js';

/** Codecs the phone can be limited to. */
export type PhoneCodec = 'PCMU' | 'PCMA' | 'G722' | 'opus';

/** Options of {@link Baresip.start}. */
export interface BaresipOptions {
  readonly name: string;
  /** What the phone says, from the moment its call has media. Silent once it is over. */
  readonly microphone: Sound;
  readonly codec?: PhoneCodec;
  /** Answers by itself. */
  readonly answers?: boolean;
  readonly transport?: 'udp' | 'tcp';
  /** Takes SRTP with keys by SDES, and nothing else. */
  readonly srtp?: boolean;
}

const ACCOUNT_CODEC = { PCMU: 'PCMU/8000/1', PCMA: 'PCMA/8000/1', G722: 'G722/16000/1', opus: 'opus/48000/2' };
const CODEC_MODULE = { PCMU: 'g711', PCMA: 'g711', G722: 'g722', opus: 'opus' };
/** The console module ends a key by a timer of its own; the next key has to come after it. */
const KEY_MS = 450;

/** Whether the phone is installed here. */
export const baresipInstalled = findProgram('baresip') !== undefined;

/** One phone: Debian's baresip in a folder of its own, with a WAV file for a microphone and one for an ear. */
export class Baresip implements AsyncDisposable {
  readonly uri: string;
  readonly #program: Program;
  readonly #control: BaresipControl;
  readonly #folder: string;
  readonly #transport: string;

  private constructor(program: Program, control: BaresipControl, folder: string, uri: string, transport: string) {
    this.#program = program;
    this.#control = control;
    this.#folder = folder;
    this.#transport = transport;
    this.uri = uri;
  }

  static async start(options: BaresipOptions, signal?: AbortSignal): Promise<Baresip> {
    const folder = mkdtempSync(join(tmpdir(), `phone-${options.name}-`));
    const [sipPort, controlPort] = [await freeSipPort(), await freeSipPort()];
    writeFolder(folder, options, sipPort, controlPort);
    const program = Program.start('baresip', ['-4', '-s', '-f', folder]);
    try {
      await program.waitForLine(/baresip is ready/, { signal });
      const control = await BaresipControl.connect(controlPort, signal);
      const uri = `sip:${options.name}@127.0.0.1:${sipPort}`;
      return new Baresip(program, control, folder, uri, options.transport ?? 'udp');
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  /** Everything the phone printed, its SIP messages included. */
  get log(): string {
    return this.#program.output;
  }

  get events(): readonly BaresipEvent[] {
    return this.#control.events;
  }

  /** Calls `uri` and waits until the call is answered. */
  async dial(uri: string, signal?: AbortSignal): Promise<void> {
    await this.#control.command('dial', this.#transport === 'tcp' ? `${uri};transport=tcp` : uri, signal);
    await this.established(signal);
  }

  async established(signal?: AbortSignal): Promise<void> {
    await this.#control.waitFor('CALL_ESTABLISHED', signal);
  }

  /** Presses keys one after the other, each as an RFC 4733 event of about a quarter second. */
  async press(keys: string): Promise<void> {
    for (const key of keys) {
      this.#program.write(key);
      await new Promise((resolve) => setTimeout(resolve, KEY_MS));
    }
  }

  /** Puts the other side on hold, by re-INVITE; returns when that was answered. */
  hold(signal?: AbortSignal): Promise<void> {
    return this.#renegotiate('x', signal);
  }

  /** Takes the other side off hold. */
  resume(signal?: AbortSignal): Promise<void> {
    return this.#renegotiate('X', signal);
  }

  async hangup(signal?: AbortSignal): Promise<void> {
    await this.#control.command('hangup', '', signal);
    await this.closed(signal);
  }

  /** Waits until the call has ended, by whomever; returns the phone's reason. */
  async closed(signal?: AbortSignal): Promise<string> {
    return (await this.#control.waitFor('CALL_CLOSED', signal)).param ?? '';
  }

  get isClosed(): boolean {
    return this.events.some(({ type }) => type === 'CALL_CLOSED');
  }

  /** What the phone has heard so far: each decoded packet in the order it was played. */
  heard(): Sound {
    return this.#recording('dec') ?? { samples: new Float64Array(), sampleRateHz: 8_000 };
  }

  /** What the phone has said so far. */
  said(): Sound {
    return this.#recording('enc') ?? { samples: new Float64Array(), sampleRateHz: 8_000 };
  }

  /** Waits until so much has been heard, in seconds since the call began; gives up when that takes far longer. */
  async heardUntil(seconds: number, signal = AbortSignal.timeout(Math.ceil(seconds * 1_000) + 10_000)): Promise<void> {
    const longEnough = () => {
      const { samples, sampleRateHz } = this.heard();
      return samples.length >= seconds * sampleRateHz;
    };
    await until(`the phone heard ${seconds} s`, longEnough, { signal, everyMs: 100 });
  }

  /** As {@link heardUntil}, counted from now. */
  heardMore(seconds: number, signal?: AbortSignal): Promise<void> {
    const { samples, sampleRateHz } = this.heard();
    return this.heardUntil(samples.length / sampleRateHz + seconds, signal);
  }

  /** RTP ports of the call it placed, as its messages name them: its own, and the other side's. */
  get rtpPorts(): { readonly own: number; readonly remote: number } {
    const [own = 0, remote = 0] = [...this.log.matchAll(/^m=audio (\d+)/gm)].map(([, port]) => Number(port));
    return { own, remote };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#control.close();
    await this.#program.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #renegotiate(key: string, signal?: AbortSignal): Promise<void> {
    const answers = () => this.log.split('SIP/2.0 200 OK\nVia').length;
    const before = answers();
    this.#program.write(key);
    await until('the phone’s re-INVITE was answered', () => answers() > before, { signal });
  }

  #recording(direction: 'enc' | 'dec'): Sound | undefined {
    const folder = join(this.#folder, 'heard');
    const file = readdirSync(folder)
      .sort()
      .find((name) => name.endsWith(`-${direction}.wav`));
    return file === undefined ? undefined : readWav(join(folder, file));
  }
}

function writeFolder(folder: string, options: BaresipOptions, sipPort: number, controlPort: number): void {
  const codec = options.codec ?? 'PCMU';
  const microphone = join(folder, 'microphone.wav');
  writeWav(microphone, options.microphone, codec === 'opus' ? 2 : 1);
  const rtp = rtpPortBlock(16);
  const lines = [
    'poll_method epoll',
    `sip_listen 127.0.0.1:${sipPort}`,
    'call_max_calls 4',
    `audio_source aufile,${microphone}`,
    `rtp_ports ${rtp.min}-${rtp.max}`,
    'rtcp_mux no',
    'audio_buffer 20-160',
    'jitter_buffer_delay 1-10',
    'module_path /usr/lib/baresip/modules',
    ...['stdio', CODEC_MODULE[codec], 'sndfile', 'aufile', ...(options.srtp ? ['srtp'] : [])].map(
      (name) => `module ${name}.so`,
    ),
    'module_tmp account.so',
    ...['menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    `snd_path ${join(folder, 'heard')}`,
  ];
  const answermode = options.answers ? 'auto' : 'manual';
  const transport = options.transport === 'tcp' ? ';transport=tcp' : '';
  const address = `<sip:${options.name}@127.0.0.1:${sipPort}${transport}>`;
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`);
  const account = `${address};regint=0;audio_codecs=${ACCOUNT_CODEC[codec]};answermode=${answermode}${options.srtp ? ';mediaenc=srtp-mand' : ''}\n`;
  writeFileSync(join(folder, 'accounts'), account);
  writeFileSync(join(folder, 'contacts'), '');
  mkdirSync(join(folder, 'heard'));
}
