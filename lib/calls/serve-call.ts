import { errorMessage, type Logger, OssicleError } from '../core/index.js';
import type { Call } from './call.js';

/** What a program does with a call. When it returns or throws, the call is hung up. */
export type CallHandler = (call: Call) => void | Promise<void>;

/**
 * Runs `handler` for one call and hangs up after it. That an operation was cut short by the end of the call is no
 * failure; anything else the handler throws is logged. Never rejects.
 */
export async function serveCall(call: Call, handler: CallHandler, logger: Logger): Promise<void> {
  try {
    await handler(call);
    await call.hangup();
  } catch (error) {
    if (!isEndOfCall(call, error)) {
      logger.error('The handler of a call failed; hanging up.', { callId: call.id, error: errorMessage(error) });
    }
    await call.hangup('error');
  }
}

function isEndOfCall(call: Call, error: unknown): boolean {
  if (!(error instanceof OssicleError)) return false;
  // A caller we share no codec with has been told so by the leg.
  if (error.code === 'NO_COMMON_CODEC') return true;
  return call.state === 'ended' && (error.code === 'CLOSED' || error.code === 'ABORTED');
}
