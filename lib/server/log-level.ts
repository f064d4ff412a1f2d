/** How much to log. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Every word for a level, those of rtpbridge's files among them. */
const levels: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  off: 'silent',
  silent: 'silent',
};

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

/**
 * The level that a text means: a word, or a filter such as `info,rtpbridge=debug`, of which the most talkative level
 * counts. Undefined when it means none.
 */
export function logLevelOf(text: string): LogLevel | undefined {
  const named = text.split(',').map(
    (part) =>
      levels[
        part
          .slice(part.indexOf('=') + 1)
          .trim()
          .toLowerCase()
      ],
  );
  if (named.some((level) => level === undefined)) return undefined;
  return order.find((level) => named.includes(level));
}
