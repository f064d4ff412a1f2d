import { detachedText } from './detached-text.js';
import type { SipRequest, SipResponse } from './message.js';
import { type HeaderLines, writeRequest } from './message-writer.js';
import { parseNameAddr } from './name-addr.js';
import { parseSipUri } from './uri.js';

/** `early` between a provisional response with a tag and the final one. */
export type DialogState = 'early' | 'confirmed' | 'terminated';

/** What makes two messages belong to one dialog (RFC 3261, section 12). */
export interface DialogId {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** The state both ways of establishing a dialog fill in. */
interface DialogSeed extends DialogId {
  /** From line of our requests: our address with our tag. */
  readonly localAddress: string;
  /** To line of our requests: the peer's address with its tag. */
  readonly remoteAddress: string;
  readonly remoteTarget: string;
  readonly routeSet: readonly string[];
  readonly localCSeq: number;
  readonly remoteCSeq: number | undefined;
}

/** A request within the dialog, before it is serialised. */
export interface DialogRequest {
  readonly method: string;
  /** The Via line, with a branch of its own. */
  readonly via: string;
  readonly headers?: HeaderLines;
  readonly body?: string | Uint8Array;
  /** Only for ACK and CANCEL: the number of the INVITE. Others take the next. */
  readonly cseqNumber?: number;
}

/** One peer-to-peer relationship: its identity, sequence numbers, route set and remote target. */
export class Dialog {
  readonly id: DialogId;
  readonly routeSet: readonly string[];
  readonly #localAddress: string;
  readonly #remoteAddress: string;
  #state: DialogState = 'early';
  #remoteTarget: string;
  #localCSeq: number;
  #remoteCSeq: number | undefined;

  private constructor(seed: DialogSeed) {
    this.id = { callId: detachedText(seed.callId), localTag: seed.localTag, remoteTag: detachedText(seed.remoteTag) };
    this.routeSet = seed.routeSet.map(detachedText);
    this.#localAddress = detachedText(seed.localAddress);
    this.#remoteAddress = detachedText(seed.remoteAddress);
    this.#remoteTarget = detachedText(seed.remoteTarget);
    this.#localCSeq = seed.localCSeq;
    this.#remoteCSeq = seed.remoteCSeq;
  }

  /** The callee's side. Undefined when Contact or Record-Route is missing or malformed. */
  static fromRequest(request: SipRequest, localTag: string): Dialog | undefined {
    const target = request.contact?.uri;
    const routeSet = request.headers.list('record-route');
    if (target === undefined || !routeSet) return undefined;
    return new Dialog({
      callId: request.callId,
      localTag,
      remoteTag: request.fromTag,
      localAddress: `${request.headers.get('to') ?? ''};tag=${localTag}`,
      remoteAddress: request.headers.get('from') ?? '',
      remoteTarget: target,
      routeSet,
      localCSeq: 0,
      remoteCSeq: request.cseq?.number,
    });
  }

  /** The caller's side. Undefined when Contact or Record-Route is missing or malformed. */
  static fromResponse(response: SipResponse): Dialog | undefined {
    const target = response.contact?.uri;
    const routeSet = response.headers.list('record-route');
    if (target === undefined || !routeSet) return undefined;
    return new Dialog({
      callId: response.callId,
      localTag: response.fromTag,
      remoteTag: response.toTag,
      localAddress: response.headers.get('from') ?? '',
      remoteAddress: response.headers.get('to') ?? '',
      remoteTarget: target,
      routeSet: routeSet.reverse(),
      localCSeq: response.cseq?.number ?? 0,
      remoteCSeq: undefined,
    });
  }

  get state(): DialogState {
    return this.#state;
  }

  /** The peer's Contact URI. */
  get remoteTarget(): string {
    return this.#remoteTarget;
  }

  /** Where our next request goes first: the topmost route, else the remote target. */
  get nextHop(): string {
    const [route] = this.routeSet;
    return (route === undefined ? undefined : parseNameAddr(route)?.uri) ?? this.#remoteTarget;
  }

  confirm(): void {
    if (this.#state === 'early') this.#state = 'confirmed';
  }

  terminate(): void {
    this.#state = 'terminated';
  }

  /** Whether a request that names this dialog's tags is of it. */
  matches(request: SipRequest): boolean {
    return (
      request.callId === this.id.callId && request.fromTag === this.id.remoteTag && request.toTag === this.id.localTag
    );
  }

  /** Takes the sequence number of a request other than ACK and CANCEL; false when it is out of order (section 12.2.2). */
  acceptSequence(request: SipRequest): boolean {
    const number = request.cseq?.number ?? 0;
    if (this.#remoteCSeq !== undefined && number <= this.#remoteCSeq) return false;
    this.#remoteCSeq = number;
    return true;
  }

  /** Takes the Contact of a target refresh request or its 2xx. */
  refreshTarget(message: SipRequest | SipResponse): void {
    const uri = message.contact?.uri;
    if (uri !== undefined) this.#remoteTarget = detachedText(uri);
  }

  /** Serialises a request of ours and returns the sequence number it took. */
  buildRequest(request: DialogRequest): { readonly bytes: Buffer; readonly cseqNumber: number } {
    const cseqNumber = request.cseqNumber ?? ++this.#localCSeq;
    const { uri, routes } = this.#routing();
    const headers: (readonly [string, string])[] = [
      ['Via', request.via],
      ['Max-Forwards', '70'],
      ...routes.map((route) => ['Route', route] as const),
      ['From', this.#localAddress],
      ['To', this.#remoteAddress],
      ['Call-ID', this.id.callId],
      ['CSeq', `${cseqNumber} ${request.method}`],
      ...(request.headers ?? []),
    ];
    return { bytes: writeRequest({ method: request.method, uri, headers, body: request.body }), cseqNumber };
  }

  // A first route without `lr` is a strict router: it stands in the Request-URI itself (section 12.2.1.1).
  #routing(): { readonly uri: string; readonly routes: readonly string[] } {
    const [first, ...others] = this.routeSet;
    const firstUri = first === undefined ? undefined : parseNameAddr(first)?.uri;
    if (firstUri === undefined || parseSipUri(firstUri)?.parameters.has('lr')) {
      return { uri: this.#remoteTarget, routes: this.routeSet };
    }
    return { uri: firstUri, routes: [...others, `<${this.#remoteTarget}>`] };
  }
}
