import { pino } from 'pino';
import type { LogFields, Logger } from '../core/index.js';
import type { LogLevel } from './log-level.js';
import { printable } from './printable.js';

/** Takes finished lines. */
export interface LineWriter {
  print(line: string): void;
}

const ranks: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50, silent: 100 };

/** One JSON object per line. */
export function jsonLogger(writer: LineWriter, level: LogLevel): Logger {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => writer.print(line.trimEnd()) },
  );
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

/** Lines for people: time, what is wrong (if anything), message, facts. Fields never reach the terminal raw. */
export function humanLogger(writer: LineWriter, level: LogLevel, now: () => Date = () => new Date()): Logger {
  const line =
    (lineLevel: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (ranks[lineLevel] < ranks[level]) return;
      const time = now().toTimeString().slice(0, 8);
      const label = lineLevel === 'info' ? '' : `${lineLevel}: `;
      const facts = Object.entries(fields).map(([name, value]) => ` ${formatField(name, value)}`);
      writer.print(`${time} ${label}${printable(message + facts.join(''))}`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function formatField(name: string, value: unknown): string {
  // The part of a call's id that also stands in the names of its recordings.
  if (name === 'callId') return `call=${String(value).slice(0, 6)}`;
  return `${name}=${formatValue(value)}`;
}

function formatValue(value: unknown): string {
  if (value instanceof Error) return value.message;
  if (typeof value === 'string') return /^[\w.:+/@-]+$/.test(value) ? value : JSON.stringify(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
