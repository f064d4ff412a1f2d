import { type CSeq, parseCSeq } from './cseq.js';
import { splitCommaList } from './grammar.js';
import type { SipHeaders } from './headers.js';
import { type NameAddr, parseNameAddr } from './name-addr.js';
import { parseVia, type Via } from './via.js';

/** What requests and responses share. Structured headers are parsed when first asked for. */
export abstract class SipMessage {
  readonly headers: SipHeaders;
  /** Exactly the bytes Content-Length names. */
  readonly body: Buffer;
  #via: Via | undefined;
  #from: NameAddr | undefined;
  #to: NameAddr | undefined;
  #cseq: CSeq | undefined;

  constructor(headers: SipHeaders, body: Buffer) {
    this.headers = headers;
    this.body = body;
  }

  /** The topmost Via element as written. */
  get topViaText(): string | undefined {
    const line = this.headers.get('via');
    return line === undefined ? undefined : splitCommaList(line)?.[0];
  }

  /** The topmost Via. */
  get via(): Via | undefined {
    if (!this.#via) {
      const text = this.topViaText;
      this.#via = text === undefined ? undefined : parseVia(text);
    }
    return this.#via;
  }

  get from(): NameAddr | undefined {
    this.#from ??= optional(this.headers.get('from'), parseNameAddr);
    return this.#from;
  }

  get to(): NameAddr | undefined {
    this.#to ??= optional(this.headers.get('to'), parseNameAddr);
    return this.#to;
  }

  get cseq(): CSeq | undefined {
    this.#cseq ??= optional(this.headers.get('cseq'), parseCSeq);
    return this.#cseq;
  }

  get callId(): string {
    return this.headers.get('call-id') ?? '';
  }

  /** '' when there is none. */
  get fromTag(): string {
    return this.from?.parameters.get('tag') ?? '';
  }

  /** '' when there is none. */
  get toTag(): string {
    return this.to?.parameters.get('tag') ?? '';
  }

  /** The branch of the topmost Via; '' when there is none. */
  get branch(): string {
    return this.via?.parameters.get('branch') ?? '';
  }

  /** The first Contact; undefined when absent or malformed. */
  get contact(): NameAddr | undefined {
    const first = this.headers.list('contact')?.[0];
    return first === undefined ? undefined : parseNameAddr(first);
  }

  /** Lower-case media type of the body without parameters; '' when not given. */
  get contentType(): string {
    const value = this.headers.get('content-type') ?? '';
    const semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.slice(0, semicolon)).replace(/\s/g, '').toLowerCase();
  }
}

/** A request that passed the parser: start line, Via, From, To, Call-ID and CSeq are well-formed. */
export class SipRequest extends SipMessage {
  readonly method: string;
  /** The Request-URI as written. */
  readonly uri: string;

  constructor(method: string, uri: string, headers: SipHeaders, body: Buffer) {
    super(headers, body);
    this.method = method;
    this.uri = uri;
  }
}

/** A response that passed the parser. */
export class SipResponse extends SipMessage {
  /** 100 to 699. */
  readonly statusCode: number;
  readonly reason: string;

  constructor(statusCode: number, reason: string, headers: SipHeaders, body: Buffer) {
    super(headers, body);
    this.statusCode = statusCode;
    this.reason = reason;
  }
}

function optional<T>(text: string | undefined, parse: (text: string) => T | undefined): T | undefined {
  return text === undefined ? undefined : parse(text);
}
