import { Transform } from 'node:stream';
import { TransformStream } from 'node:stream/web';
import { throwIfAborted } from '../core/index.js';
import type { ChunkUnit } from './chunk-unit.js';
import { orAborted } from './or-aborted.js';

/**
 * A Web TransformStream around `unit`. What arrives between reading ends waits in the stream's queues, which the reader's
 * pace bounds; an error of the unit errors both sides. Closing the unit stays with the caller.
 *
 * @example
 * const packets = samples.pipeThrough(toTransformStream(new OpusEncoder({ sampleRateHz: 48_000 })));
 */
export function toTransformStream<Input, Output>(unit: ChunkUnit<Input, Output>): TransformStream<Input, Output> {
  return new TransformStream<Input, Output>({
    transform(chunk, controller) {
      for (const output of unit.processChunk(chunk)) controller.enqueue(output);
    },
    flush(controller) {
      for (const output of unit.flushChunks()) controller.enqueue(output);
    },
  });
}

export interface NodeTransformOptions {
  /**
   * What the stream hands out: `chunks` (default), one object per output of the unit, or `bytes`, a plain byte stream,
   * where samples are 16-bit in the machine's byte order.
   */
  readonly output?: 'chunks' | 'bytes';
}

/**
 * A Node Transform around `unit`. It takes the unit's chunks; where those are samples, also Buffers of 16-bit samples in
 * the machine's byte order, cut anywhere, so that a file or a process can be piped in. Closing the unit stays with the
 * caller.
 *
 * @example
 * raw.pipe(toNodeTransform(new Resampler({ inputRateHz: 8000, outputRateHz: 16_000 }), { output: 'bytes' })).pipe(file);
 */
export function toNodeTransform<Input, Output>(
  unit: ChunkUnit<Input, Output>,
  { output = 'chunks' }: NodeTransformOptions = {},
): Transform {
  const samples = new SampleJoiner();
  const toInput = (chunk: unknown): Input =>
    (unit.chunkInput === 'samples' && chunk instanceof Uint8Array ? samples.join(chunk) : chunk) as Input;
  const emit = (stream: Transform, outputs: Iterable<Output>): void => {
    for (const one of outputs) stream.push(output === 'bytes' ? bytesOf(one) : one);
  };
  return new Transform({
    writableObjectMode: true,
    readableObjectMode: output === 'chunks',
    transform(chunk: unknown, _encoding, done) {
      settle(done, () => emit(this, unit.processChunk(toInput(chunk))));
    },
    flush(done) {
      settle(done, () => emit(this, unit.flushChunks()));
    },
  });
}

/**
 * Passes all of `source` through `unit`, as it is asked for. Ends when the source does; closing the unit stays with the
 * caller.
 *
 * @throws OssicleError ABORTED when `signal` fires, also while the source keeps it waiting.
 * @example
 * for await (const event of processAll(frames, new DtmfDetector({ sampleRateHz: 8000 }))) console.log(event);
 */
export async function* processAll<Input, Output>(
  source: AsyncIterable<Input> | Iterable<Input>,
  unit: ChunkUnit<Input, Output>,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<Output, void, undefined> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let ended = false;
  try {
    for (;;) {
      throwIfAborted(signal);
      const next = await orAborted(Promise.resolve(iterator.next()), signal);
      ended = next.done === true;
      if (ended) break;
      yield* unit.processChunk(next.value as Input);
    }
    yield* unit.flushChunks();
  } finally {
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined); // never waits: the source may be stuck
  }
}

/** Puts samples together again that a byte stream has cut in two. */
class SampleJoiner {
  #half: number | undefined;

  join(bytes: Uint8Array): Int16Array {
    const carried = this.#half === undefined ? 0 : 1;
    const samples = new Int16Array((bytes.length + carried) >> 1);
    const view = new Uint8Array(samples.buffer);
    const rest = (bytes.length + carried) % 2;
    if (this.#half !== undefined && view.length > 0) view[0] = this.#half;
    if (view.length > 0) view.set(bytes.subarray(0, bytes.length - rest), carried);
    if (rest === 1) this.#half = bytes.at(-1) ?? this.#half;
    else this.#half = undefined;
    return samples;
  }
}

function bytesOf(output: unknown): Buffer {
  if (ArrayBuffer.isView(output)) return Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  return Buffer.from(`${JSON.stringify(output)}\n`); // an event, as a line
}

function settle(done: (error?: Error | null) => void, work: () => void): void {
  try {
    work();
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}
