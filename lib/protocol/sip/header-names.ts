/** Compact forms (RFC 3261 section 7.3.3, RFC 3515, 3841, 3892, 4028, 6665, 8224) and their long names. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

const usualSpellings = [
  'Accept',
  'Allow',
  'Authorization',
  'Call-ID',
  'Contact',
  'Content-Disposition',
  'Content-Length',
  'Content-Type',
  'CSeq',
  'Date',
  'Expires',
  'From',
  'Max-Forwards',
  'Proxy-Authorization',
  'Reason',
  'Record-Route',
  'Require',
  'Route',
  'Server',
  'Subject',
  'Supported',
  'To',
  'User-Agent',
  'Via',
];

const known = new Map<string, string>();
for (const [compact, long] of Object.entries(compactForms)) {
  known.set(compact, long);
  known.set(compact.toUpperCase(), long);
  known.set(long, long);
}
for (const name of usualSpellings) {
  known.set(name, name.toLowerCase());
  known.set(name.toLowerCase(), name.toLowerCase());
}

/** The long, lower-case form of a header name as it came over the wire. */
export function canonicalHeaderName(name: string): string {
  const hit = known.get(name);
  if (hit !== undefined) return hit;
  const lower = name.toLowerCase();
  return known.get(lower) ?? lower;
}
