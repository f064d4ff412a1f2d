import { aborted, OssicleError } from '../../core/index.js';

/** How one request ends without an answer. */
export interface RequestLimits {
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
}

/** Close code of RFC 6455 section 7.4.1. */
const tooBig = 1009;

interface Pending {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: OssicleError): void;
}

/** An answer as it stands on the wire. */
export interface Answer {
  readonly id: string;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Requests that wait for their answers. */
export class PendingRequests {
  readonly #pending = new Map<string, Pending>();
  #lastId = 0;

  /** Registers a request and hands its id to `send`. @throws OssicleError see ControlClient.request. */
  begin(method: string, { signal, timeoutMs }: RequestLimits, send: (id: string) => void): Promise<unknown> {
    const id = `${++this.#lastId}`;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted(signal));
      const settle = (): void => {
        this.#pending.delete(id);
        clearTimeout(limit);
        signal?.removeEventListener('abort', onAbort);
      };
      const fail = (error: OssicleError): void => {
        settle();
        reject(error);
      };
      const onAbort = (): void => fail(aborted(signal as AbortSignal));
      const limit = setTimeout(() => fail(late(method, timeoutMs)), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      const succeed = (result: unknown): void => {
        settle();
        resolve(result);
      };
      this.#pending.set(id, { method, resolve: succeed, reject: fail });
      try {
        send(id);
      } catch (error) {
        fail(error as OssicleError);
      }
    });
  }

  /** Whether it was the answer to a request that still waited. */
  settle({ id, result, error }: Answer): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined) return false;
    if (error === undefined) pending.resolve(result);
    else pending.reject(refused(pending.method, error));
    return true;
  }

  /** None of those that wait will be answered. Whether they were carried out is not known. */
  fail(error: (method: string) => OssicleError): void {
    for (const { method, reject } of [...this.#pending.values()]) reject(error(method));
  }
}

function refused(method: string, { code, message }: { code: string; message: string }): OssicleError {
  return new OssicleError('CONTROL_REFUSED', `${method} failed with ${code}: ${message}`, {
    details: { method, code, message },
  });
}

/** The connection went away before `method` was answered. */
export function lostBefore(method: string, closeCode?: number): OssicleError {
  const message =
    closeCode === tooBig
      ? `The server takes no message as large as that of ${method} (ws_max_message_size_kb) and closed the connection.`
      : `The connection was lost before ${method} was answered; whether it was carried out is not known.`;
  return new OssicleError('CONNECTION_LOST', message, { details: { method } });
}

function late(method: string, timeoutMs: number): OssicleError {
  return new OssicleError('TIMEOUT', `${method} was not answered within ${timeoutMs} ms.`, { details: { method } });
}
