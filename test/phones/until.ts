import { setTimeout as sleep } from 'node:timers/promises';

/** How long a wait may take when the test gives no signal of its own. */
export const DEFAULT_WAIT_MS = 15_000;

/** A signal that ends a wait: the caller's, or one that fires after {@link DEFAULT_WAIT_MS}. */
export function waitSignal(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? AbortSignal.timeout(DEFAULT_WAIT_MS);
}

/**
 * Asks `probe` again and again until it gives something other than undefined, null or false.
 * @param what Named in the error when `signal` fires first.
 */
export async function until<T>(
  what: string,
  probe: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  options: { readonly signal?: AbortSignal | undefined; readonly everyMs?: number } = {},
): Promise<T> {
  const signal = waitSignal(options.signal);
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== null && value !== false) return value;
    if (signal.aborted) throw new Error(`gave up waiting until ${what}`, { cause: signal.reason });
    await sleep(options.everyMs ?? 50);
  }
}
