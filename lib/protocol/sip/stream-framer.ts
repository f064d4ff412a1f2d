import { defaultMessageLimits, type MessageLimits } from './parser.js';

/** What a framer tells about the stream. */
export type FramerOutput =
  | { readonly type: 'message'; readonly bytes: Buffer }
  /** A double CRLF between messages: the peer wants a single CRLF back (RFC 5626, section 3.5.1). */
  | { readonly type: 'ping' }
  /** The stream cannot be cut any further; the connection must be closed. */
  | { readonly type: 'broken'; readonly reason: string; readonly bytes: Buffer };

const headEndMark = '\r\n\r\n';
const empty = Buffer.alloc(0);
const contentLengthPattern = /^(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,10})[ \t]*$/gim;

/** Cuts a byte stream into SIP messages by Content-Length. Pure: bytes in, outputs back; holds one message at most. */
export class StreamFramer {
  readonly #limits: MessageLimits;
  #pending: Buffer = empty;
  #wantedBytes = 0;
  #broken = false;

  constructor(limits: MessageLimits = defaultMessageLimits) {
    this.#limits = limits;
  }

  /** Bytes waiting for the rest of their message. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  push(chunk: Buffer): FramerOutput[] {
    const outputs: FramerOutput[] = [];
    if (this.#broken) return outputs;
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length > 0 && this.#pending.length >= this.#wantedBytes) {
      const output = this.#next();
      if (!output) break;
      outputs.push(output);
      if (output.type === 'broken') break;
    }
    return outputs;
  }

  #next(): FramerOutput | undefined {
    const skipped = leadingLineEnds(this.#pending);
    if (skipped > 0) {
      // An odd CR may be the first half of a line end still to come.
      const whole = skipped - (skipped % 2);
      if (whole === 0) return undefined;
      this.#pending = this.#pending.subarray(whole);
      if (whole >= 4) return { type: 'ping' };
    }
    const headEnd = this.#pending.indexOf(headEndMark, 0, 'latin1');
    if (
      headEnd > this.#limits.maximumHeadBytes ||
      (headEnd < 0 && this.#pending.length > this.#limits.maximumHeadBytes)
    ) {
      return this.#break('Message Header Too Large');
    }
    return headEnd < 0 ? undefined : this.#cut(headEnd);
  }

  #cut(headEnd: number): FramerOutput | undefined {
    const head = this.#pending.toString('latin1', 0, headEnd);
    const lengths = new Set([...head.matchAll(contentLengthPattern)].map((match) => Number(match[1])));
    const [length] = lengths;
    if (length === undefined || lengths.size > 1) return this.#break('No Usable Content-Length');
    if (length > this.#limits.maximumBodyBytes) return this.#break('Body Too Large');
    const end = headEnd + headEndMark.length + length;
    this.#wantedBytes = end;
    if (this.#pending.length < end) return undefined;
    const bytes = this.#pending.subarray(0, end);
    this.#pending = this.#pending.subarray(end);
    this.#wantedBytes = 0;
    return { type: 'message', bytes };
  }

  #break(reason: string): FramerOutput {
    const bytes = this.#pending;
    this.#pending = empty;
    this.#broken = true;
    return { type: 'broken', reason, bytes };
  }
}

function leadingLineEnds(bytes: Buffer): number {
  let index = 0;
  while (index < bytes.length && (bytes[index] === 13 || bytes[index] === 10)) index++;
  return index;
}
