/** How an error came about, so that callers can decide without knowing each code. */
export type ErrorCategory = 'usage' | 'configuration' | 'network' | 'media' | 'native' | 'resource' | 'protocol';

/** One row of the catalogue. */
export interface ErrorEntry {
  readonly category: ErrorCategory;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** One sentence for the documentation. */
  readonly meaning: string;
}

/**
 * Every error this package throws. Codes are stable and never reused; `docs/errors.md` lists them all and a test
 * compares the two.
 */
export const errorCatalogue = {
  INVALID_ARGUMENT: entry('usage', false, 'A parameter is missing, has the wrong type or is out of its range.'),
  CLOSED: entry('usage', false, 'The object was closed before or during the operation.'),
  INVALID_STATE: entry('usage', false, 'The operation is not possible in the present state.'),
  NOT_FOUND: entry('usage', false, 'The named thing does not exist.'),
  ABORTED: entry('usage', false, 'The operation was cancelled through its AbortSignal.'),
  TIMEOUT: entry('network', true, 'The operation did not finish in its time.'),
  CONFIGURATION_INVALID: entry('configuration', false, 'A configuration value, flag or file is not valid.'),
  NATIVE_LOAD_FAILED: entry('native', false, 'The native addon could not be loaded.'),
  UNSUPPORTED: entry('native', false, 'This build or machine does not support the operation.'),
  ADDRESS_IN_USE: entry('network', true, 'Another program holds the address and port.'),
  NETWORK_FAILED: entry('network', true, 'The operating system refused a network operation.'),
  NO_RTP_PORTS: entry('resource', true, 'Every port pair of the configured RTP range is taken.'),
  LIMIT_REACHED: entry('resource', true, 'A configured limit has been reached.'),
  FILE_FAILED: entry('resource', false, 'A file could not be opened, read or written.'),
  DOWNLOAD_FAILED: entry('network', true, 'A URL could not be fetched, or its address is not allowed.'),
  FORMAT_INVALID: entry('media', false, 'A file or byte stream does not follow its format.'),
  NO_COMMON_CODEC: entry('media', false, 'The two sides share no codec.'),
  SPEECH_FAILED: entry('media', true, 'A text could not be turned into speech.'),
  SIP_INVALID: entry('protocol', false, 'A SIP message or one of its parts is malformed.'),
  SDP_INVALID: entry('protocol', false, 'A session description is malformed.'),
  CONTROL_REFUSED: entry('protocol', false, 'The media server answered a command with a failure.'),
  CONNECTION_LOST: entry('network', true, 'The connection to the media server ended before the answer came.'),
  SIP_REFUSED: entry('protocol', false, 'The other side answered a SIP request with a failure.'),
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Extra facts of an error. */
export interface OssicleErrorOptions {
  readonly cause?: unknown;
  /** Machine-readable facts: the parameter's name, the port, the path. Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The only error class this package throws. The message names the thing and the way out. */
export class OssicleError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: OssicleErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OssicleError';
    this.code = code;
    this.details = options.details ?? {};
  }

  get category(): ErrorCategory {
    return errorCatalogue[this.code].category;
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }
}

/** The error for a parameter: its name, what was expected, what came. */
export function invalidArgument(name: string, expected: string, actual: unknown): OssicleError {
  return new OssicleError('INVALID_ARGUMENT', `${name} must be ${expected}, but is ${describe(actual)}.`, {
    details: { parameter: name },
  });
}

/** Throws the catalogue's ABORTED error, with the signal's reason as cause, when `signal` is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

/** The catalogue's ABORTED error for `signal`. */
export function aborted(signal: AbortSignal): OssicleError {
  return new OssicleError('ABORTED', 'The operation was cancelled.', { cause: signal.reason });
}

/** The `code` of a Node system error (EADDRINUSE, ENOSPC…), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function entry(category: ErrorCategory, retryable: boolean, meaning: string): ErrorEntry {
  return { category, retryable, meaning };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? `an array of ${value.length}` : `a ${value.constructor?.name ?? 'object'}`;
}
