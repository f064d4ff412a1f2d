import { OssicleError } from '../../core/index.js';

/** What the client needs of a WebSocket: what the browsers' and that of `ws` have in common. */
export interface Socket {
  binaryType: string;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  onopen: (() => void) | null;
}

/** How to reach a server. */
export interface SocketTarget {
  readonly url: string;
  /** Sent as bearer token, in the URL where the platform cannot send headers. */
  readonly token?: string;
}

const openLimitMs = 10_000;
/** All that can be said where the platform hides the cause from pages. */
const browserReason =
  'no connection. See that it runs, that the token is right, and that it lets this page in (control.allowed_origins)';

/**
 * Opens a WebSocket of the platform: the browser's own, and in Node that of `ws`.
 *
 * @throws OssicleError NETWORK_FAILED naming the address, without its query; ABORTED.
 */
export async function openSocket(target: SocketTarget, signal?: AbortSignal): Promise<Socket> {
  const socket = await makeSocket(target);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      [socket.onopen, socket.onerror, socket.onclose] = [null, () => undefined, null];
      finish();
    };
    const fail = (why: string): void => settle(() => reject(unreachable(target.url, why)));
    const onAbort = (): void =>
      settle(() => {
        socket.close();
        reject(new OssicleError('ABORTED', 'Connecting was cancelled.', { cause: signal?.reason }));
      });
    const limit = setTimeout(() => {
      socket.close();
      fail(`no answer within ${openLimitMs / 1000} s`);
    }, openLimitMs);
    socket.onopen = () => settle(() => resolve(socket));
    socket.onerror = ({ message }) => fail(message ?? browserReason);
    socket.onclose = ({ code }) => fail(`closed with code ${code}`);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

async function makeSocket({ url, token }: SocketTarget): Promise<Socket> {
  const address = parsed(url);
  if (typeof process === 'object' && typeof process.versions?.node === 'string') {
    const { WebSocket: NodeSocket } = await import('ws');
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    // As in browsers, one message is dealt with before the next is told: an answer before the events that follow it.
    const options = { headers, perMessageDeflate: false, maxPayload: 1 << 26, allowSynchronousEvents: false };
    return new NodeSocket(address, options) as unknown as Socket;
  }
  if (token !== undefined) address.searchParams.set('access_token', token);
  return new WebSocket(address) as unknown as Socket;
}

function parsed(url: string): URL {
  if (URL.canParse(url)) {
    const address = new URL(url);
    if (address.protocol === 'ws:' || address.protocol === 'wss:') return address;
  }
  throw new OssicleError('INVALID_ARGUMENT', `url must be a ws: or wss: URL, but is ${JSON.stringify(url)}.`);
}

function unreachable(url: string, why: string): OssicleError {
  const { origin, host, protocol } = new URL(url);
  const place = origin === 'null' ? `${protocol}//${host}` : origin;
  return new OssicleError('NETWORK_FAILED', `Cannot reach the media server at ${place}: ${why}.`);
}
