/** A key press carried by SIP INFO. */
export interface InfoDigit {
  /** One of 0-9, *, #, A-D. */
  readonly digit: string;
  /** 40 to 10,000; 160 when the body names none. */
  readonly durationMs: number;
}

const defaultDurationMs = 160;
const digitPattern = /^[0-9*#A-D]$/;
const numberedKeys: Readonly<Record<string, string>> = { '10': '*', '11': '#' };

/** Reads an `application/dtmf-relay` or `application/dtmf` body; undefined when it names no key. */
export function parseInfoDigit(contentType: string, body: string): InfoDigit | undefined {
  if (contentType === 'application/dtmf') return toDigit(body.trim(), undefined);
  if (contentType !== 'application/dtmf-relay' || body.length > 512) return undefined;
  const fields = new Map<string, string>();
  for (const line of body.split(/\r\n|\r|\n/)) {
    const equals = line.indexOf('=');
    if (equals > 0) fields.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return toDigit(fields.get('signal') ?? '', fields.get('duration'));
}

function toDigit(signal: string, duration: string | undefined): InfoDigit | undefined {
  const digit = numberedKeys[signal] ?? signal.toUpperCase();
  if (!digitPattern.test(digit)) return undefined;
  const parsedMs = /^[0-9]{1,6}$/.test(duration ?? '') ? Number(duration) : defaultDurationMs;
  return { digit, durationMs: Math.min(10_000, Math.max(40, parsedMs)) };
}
