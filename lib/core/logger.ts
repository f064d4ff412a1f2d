/** Facts that go with a log line. Never secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go. The composition layer supplies one; a library user's default is silence. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Discards everything. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
