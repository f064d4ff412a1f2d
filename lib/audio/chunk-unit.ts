/**
 * What the stream adapters drive: `toTransformStream`, `toNodeTransform` and `processAll`. Chunks may have any length;
 * what comes out stands in arrays of its own, which belong to whoever receives them.
 */
export interface ChunkUnit<Input, Output> {
  /** What a chunk holds: 16-bit samples, or bytes (a packet, where the format has packets). */
  readonly chunkInput: 'samples' | 'bytes';
  /** Consumes `chunk` and gives what has become ready. */
  processChunk(chunk: Input): Iterable<Output>;
  /** Gives what is left when the stream has ended. */
  flushChunks(): Iterable<Output>;
}
