/** What bencode can say, as rtpengine's ng protocol uses it. */
export type Bencoded = string | number | readonly Bencoded[] | { readonly [key: string]: Bencoded };

/** Writes a value; keys in their order, as the format wants. */
export function bencode(value: Bencoded): string {
  if (typeof value === 'number') return `i${value}e`;
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (isList(value)) return `l${value.map(bencode).join('')}e`;
  const keys = Object.keys(value).sort();
  return `d${keys.map((key) => bencode(key) + bencode(value[key] as Bencoded)).join('')}e`;
}

function isList(value: Bencoded): value is readonly Bencoded[] {
  return Array.isArray(value);
}

/** Reads a value that fills `bytes` from `at` on. @throws Error when it is none. */
export function bdecode(bytes: Buffer, at = 0): Bencoded {
  return read(bytes, at).value;
}

function read(bytes: Buffer, at: number): { readonly value: Bencoded; readonly end: number } {
  const kind = String.fromCharCode(bytes[at] ?? 0);
  if (kind === 'i') {
    const end = bytes.indexOf('e', at);
    return { value: Number(bytes.toString('latin1', at + 1, end)), end: end + 1 };
  }
  if (kind === 'l' || kind === 'd') return readMany(bytes, at + 1, kind === 'd');
  const colon = bytes.indexOf(':', at);
  if (!/[0-9]/.test(kind) || colon < 0) throw new Error(`no bencoded value at byte ${at}`);
  const end = colon + 1 + Number(bytes.toString('latin1', at, colon));
  return { value: bytes.toString('utf8', colon + 1, end), end };
}

function readMany(bytes: Buffer, begin: number, pairs: boolean): { readonly value: Bencoded; readonly end: number } {
  const values: Bencoded[] = [];
  let at = begin;
  while (bytes[at] !== 'e'.charCodeAt(0)) {
    const { value, end } = read(bytes, at);
    values.push(value);
    at = end;
  }
  if (!pairs) return { value: values, end: at + 1 };
  const entries = Array.from({ length: values.length / 2 }, (_, n) => [String(values[2 * n]), values[2 * n + 1]]);
  return { value: Object.fromEntries(entries) as Bencoded, end: at + 1 };
}
