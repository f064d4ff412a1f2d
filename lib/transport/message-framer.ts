/** What a framer makes of a stream; the protocol layer's framers are such. */
export type FramedOutput =
  | { readonly type: 'message'; readonly bytes: Buffer }
  /** The peer asks for a sign of life. */
  | { readonly type: 'ping' }
  /** The stream cannot be cut any further. `bytes` is what could not be cut. */
  | { readonly type: 'broken'; readonly reason: string; readonly bytes: Buffer };

/** Cuts the byte stream of one connection into messages. Bounded; never throws. */
export interface MessageFramer {
  push(chunk: Buffer): FramedOutput[];
}
