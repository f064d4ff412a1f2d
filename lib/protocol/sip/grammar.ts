/** Character classes of RFC 3261, section 25.1, and the list syntax they build. */

const tokenExtras = "-.!%*_+`'~";
const isTokenCode = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  isTokenCode[code] = /[A-Za-z0-9]/.test(char) || tokenExtras.includes(char) ? 1 : 0;
}

/** Whether `text` is a non-empty token: a method, a header name, a parameter name. */
export function isToken(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127 || isTokenCode[code] === 0) return false;
  }
  return text.length > 0;
}

// A NUL may stand escaped inside a quoted-string (RFC 3261, section 25.1), nowhere else.
const forbiddenInLine = /[\r\n]|(?<!\\)\0/;

/** Whether `text` holds a character that would end or cut a header line. */
export function breaksLine(text: string): boolean {
  return forbiddenInLine.test(text);
}

/** `text` as a quoted-string. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** The content of a quoted-string, or `text` itself when it is not quoted. */
export function unquote(text: string): string {
  if (text.length < 2 || text.charCodeAt(0) !== 34 || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

/** Index of the quote that closes the quoted-string opened at `start`, or -1. */
export function closingQuote(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 92) index++;
    else if (code === 34) return index;
  }
  return -1;
}

/**
 * Splits a comma-separated header value; commas inside quotes and angle brackets do not count. Undefined when a
 * quote or bracket is not closed or an element is empty.
 */
export function splitCommaList(text: string): string[] | undefined {
  if (!text.includes(',')) {
    const only = text.trim();
    return only === '' ? undefined : [only];
  }
  const elements: string[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const code = index === text.length ? 44 : text.charCodeAt(index);
    if (code === 34 || code === 60) {
      index = code === 34 ? closingQuote(text, index) : text.indexOf('>', index);
      if (index < 0) return undefined;
    } else if (code === 44) {
      const element = text.slice(start, index).trim();
      if (element === '') return undefined;
      elements.push(element);
      start = index + 1;
    }
  }
  return elements;
}
