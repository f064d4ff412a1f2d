import { type ErrorCode, OssicleError } from '../core/index.js';

/** What the addon throws: `native/addon/errors.cc`. */
interface NativeError extends Error {
  readonly status: string;
  readonly errno: number;
}

const codeOfStatus: Readonly<Record<string, ErrorCode>> = {
  invalidArgument: 'INVALID_ARGUMENT',
  malformed: 'FORMAT_INVALID',
  full: 'LIMIT_REACHED',
  noPorts: 'NO_RTP_PORTS',
  notFound: 'NOT_FOUND',
  unsupported: 'UNSUPPORTED',
  io: 'NETWORK_FAILED',
  state: 'INVALID_STATE',
};

/** Runs `call` and turns what the addon throws into catalogue errors; `what` begins the message. */
export function callNative<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw nativeError(what, error);
  }
}

/** The catalogue error of what the addon threw, for calls of every frame, which make no function; others as they are. */
export function nativeError(what: string, error: unknown): unknown {
  return isNativeError(error) ? translate(what, error) : error;
}

function translate(what: string, error: NativeError): OssicleError {
  const system = error.errno === 0 ? '' : ` (errno ${error.errno})`;
  return new OssicleError(codeOfStatus[error.status] ?? 'INVALID_STATE', `${what}: ${error.message}${system}.`, {
    cause: error,
    details: error.errno === 0 ? {} : { errno: error.errno },
  });
}

function isNativeError(error: unknown): error is NativeError {
  return error instanceof Error && 'status' in error && 'errno' in error;
}
