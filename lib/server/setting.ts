/** Where one setting may come from, and what it must be. */
export interface Setting {
  /** Its place in a configuration file. */
  readonly key: string;
  /** Its command-line flag, without the dashes. */
  readonly flag: string;
  /** One letter that stands for the flag. */
  readonly short?: string;
  /** Its environment variable. */
  readonly variable: string;
  /** What follows the flag, for the help; none when the flag alone says yes. */
  readonly placeholder?: string;
  /** Continues "must be". */
  readonly expectation: string;
  readonly meaning: string;
  /** Whether its value must not be shown, in an error message for example. */
  readonly secret?: boolean;
  /** The value that a text of the command line or environment means; the text itself when it means none. */
  readonly parse: (text: string) => unknown;
}

/** As it is. */
export function parseText(text: string): unknown {
  return text;
}

/** Digits as a number. */
export function parseNumber(text: string): unknown {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** `A-B` as a pair of numbers. */
export function parseRange(text: string): unknown {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : text;
}

/** Words and digits for yes and no. */
export function parseBoolean(text: string): unknown {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0' || text === '') return false;
  return text;
}

/** A comma list as an array. */
export function parseList(text: string): unknown {
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}
