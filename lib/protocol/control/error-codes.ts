/** Every code that a failed command may answer with. */
export const controlErrorCodes = [
  'PARSE_ERROR',
  'INVALID_REQUEST',
  'UNKNOWN_METHOD',
  'INVALID_PARAMS',
  'NO_SESSION',
  'SESSION_ALREADY_BOUND',
  'SESSION_NOT_FOUND',
  'SESSION_NOT_ORPHANED',
  'SESSION_BUSY',
  'SESSION_GONE',
  'SESSION_UNRESPONSIVE',
  'SHUTTING_DOWN',
  'MAX_SESSIONS_REACHED',
  'ENDPOINT_ERROR',
  'RECORDING_ERROR',
  'VAD_ERROR',
  'STATS_ERROR',
  'TRANSFER_FAILED',
  'INTERNAL_ERROR',
] as const;

/** A code of the control protocol. */
export type ControlErrorCode = (typeof controlErrorCodes)[number];

/** The failure of one command; its code and message go to the client as they are. */
export class CommandError extends Error {
  readonly code: ControlErrorCode;

  constructor(code: ControlErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.code = code;
  }
}
