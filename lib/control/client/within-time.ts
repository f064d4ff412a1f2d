import { aborted, OssicleError } from '../../core/index.js';
import { lostBefore, type RequestLimits } from './pending-requests.js';

/** Waits for the connection to come back; rejects with TIMEOUT, ABORTED, or CONNECTION_LOST when it does not. */
export function withinTime(
  coming: Promise<void>,
  { method, timeoutMs, signal }: RequestLimits & { readonly method: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal));
    const late = new OssicleError('TIMEOUT', `${method} found no connection within ${timeoutMs} ms.`);
    const limit = setTimeout(() => reject(late), timeoutMs);
    const onAbort = (): void => reject(aborted(signal as AbortSignal));
    signal?.addEventListener('abort', onAbort, { once: true });
    coming
      .then(resolve, () => reject(lostBefore(method)))
      .finally(() => {
        clearTimeout(limit);
        signal?.removeEventListener('abort', onAbort);
      });
  });
}
