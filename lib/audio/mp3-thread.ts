import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { OssicleError } from '../core/index.js';

const require = createRequire(import.meta.url);

/**
 * All that runs in the thread; the package is loaded there alone. What mpg123 says of damaged frames is for nobody, and
 * what to trim is known here better than there.
 */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  console.log = console.error = () => undefined;
  import(workerData).then(async ({ MPEGDecoder }) => {
    const decoder = new MPEGDecoder({ enableGapless: false });
    await decoder.ready;
    parentPort.on('message', (frames) => {
      const { channelData } = decoder.decode(frames);
      parentPort.postMessage(channelData, channelData.map(({ buffer }) => buffer));
    });
  });
`;

/** No batch takes this long; a decoder that does not come back is ended. */
const patienceMs = 10_000;
const heapMb = 64;

/** A worker thread with the MP3 decoder (mpg123 as WebAssembly) in it. It keeps the process alive only while it works. */
export class Mp3Thread {
  readonly #worker: Worker;
  #failure: OssicleError | undefined;
  #fail: ((error: OssicleError) => void) | undefined;

  constructor() {
    const workerData = pathToFileURL(require.resolve('mpg123-decoder')).href;
    const resourceLimits = { maxOldGenerationSizeMb: heapMb };
    this.#worker = new Worker(program, { eval: true, workerData, resourceLimits, execArgv: [] });
    this.#worker.on('error', (cause) => this.#end(gaveUp('failed', cause)));
    this.#worker.on('exit', () => this.#end(new OssicleError('CLOSED', 'The MP3 decoder is closed.')));
    this.#worker.unref();
  }

  /**
   * Decodes whole frames that follow one another, one call at a time, into two channels, alike when the stream has one.
   * `frames` is taken over.
   *
   * @throws OssicleError FORMAT_INVALID when the decoder fails or does not come back; CLOSED.
   */
  async decode(frames: Uint8Array<ArrayBuffer>): Promise<Float32Array[]> {
    if (this.#failure) throw this.#failure;
    this.#worker.ref();
    const patience = setTimeout(() => void this.#giveUp(), patienceMs);
    try {
      return await new Promise((resolve, reject) => {
        this.#fail = reject;
        this.#worker.once('message', resolve);
        this.#worker.postMessage(frames, [frames.buffer]);
      });
    } finally {
      clearTimeout(patience);
      this.#worker.unref();
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #giveUp(): Promise<unknown> {
    this.#end(gaveUp('did not come back'));
    return this.#worker.terminate();
  }

  #end(failure: OssicleError): void {
    this.#failure ??= failure;
    this.#fail?.(this.#failure);
  }
}

function gaveUp(how: string, cause?: unknown): OssicleError {
  return new OssicleError('FORMAT_INVALID', `The MP3 decoder ${how} on this file.`, { cause });
}
