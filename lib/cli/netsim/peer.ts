import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { errorMessage, OssicleError } from '../../core/index.js';
import type { ArrivedPacket } from './line.js';
import type { LineCodec } from './line-codec.js';
import { firstTickMs, tickMs } from './receiver.js';

/** What a peer says of itself when it has ended. */
export interface PeerFigures {
  readonly name: string;
  /** Samples. */
  readonly concealed: number;
  readonly stretched: number;
}

const mostSaid = 4000;

/**
 * Another jitter buffer, as a program: it gets codec, rate, first tick and tick in ms as arguments, then packets on its
 * standard input, a line each: when it arrives in ms, and the datagram in hexadecimal; at last `end` and a time. It
 * writes the 16-bit samples that it plays from the first tick to that time to its standard output, and then one line of
 * JSON, `PeerFigures`, to its standard error.
 */
export class Peer implements Disposable {
  readonly #path: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number>;
  #odd: Buffer = Buffer.alloc(0);
  #said = '';
  #fault: Error | undefined;

  /** `heard` gets what it plays, from the moment on when the first packet left. */
  constructor(path: string, codec: LineCodec, heard: (samples: Int16Array) => void) {
    this.#path = path;
    const args = [codec.name, codec.sampleRateHz, firstTickMs, tickMs].map(String);
    this.#child = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.#ended = new Promise((resolve) => this.#child.on('close', (code) => resolve(code ?? 1)));
    this.#child.on('error', (error) => {
      this.#fault = error;
    });
    this.#child.stdin.on('error', () => undefined); // its exit code tells why
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-mostSaid);
    });
    heard(new Int16Array((codec.sampleRateHz * firstTickMs) / 1000));
    this.#child.stdout.on('data', (chunk: Buffer) => heard(this.#samplesOf(chunk)));
  }

  arrived({ arrivalMs, datagram }: ArrivedPacket): void {
    this.#child.stdin.write(`${arrivalMs} ${Buffer.from(datagram).toString('hex')}\n`);
  }

  /** Waits until it has taken what it was given. */
  async drain(signal: AbortSignal): Promise<void> {
    if (!this.#child.stdin.writableNeedDrain) return;
    await Promise.race([once(this.#child.stdin, 'drain', { signal }).catch(() => undefined), this.#ended]);
  }

  /** Lets it play until `endMs`. @throws OssicleError UNSUPPORTED when it cannot be run, or fails. */
  async finish(endMs: number): Promise<PeerFigures> {
    this.#child.stdin.end(`end ${endMs}\n`);
    const code = await this.#ended;
    if (this.#fault) throw this.#failed(errorMessage(this.#fault));
    if (code !== 0) throw this.#failed(`it ended with code ${code}: ${this.#said.trim().slice(0, 200)}`);
    const figures = figuresIn(this.#said);
    if (figures === undefined) throw this.#failed('its last line on standard error is not what it did, as JSON');
    return figures;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }

  #failed(reason: string): OssicleError {
    return new OssicleError('UNSUPPORTED', `--peer ${this.#path} cannot be compared with: ${reason}.`);
  }

  /** Whole samples, the low byte first; half of one waits for more. */
  #samplesOf(chunk: Buffer): Int16Array {
    const bytes = Buffer.concat([this.#odd, chunk]);
    const samples = Int16Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(2 * n));
    this.#odd = bytes.subarray(2 * samples.length);
    return samples;
  }
}

function figuresIn(said: string): PeerFigures | undefined {
  try {
    const { name, concealed, stretched } = JSON.parse(said.trim().split('\n').at(-1) ?? '') as PeerFigures;
    return typeof name === 'string' && concealed >= 0 && stretched >= 0 ? { name, concealed, stretched } : undefined;
  } catch {
    return undefined;
  }
}
