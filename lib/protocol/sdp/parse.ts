import type {
  Attribute,
  Bandwidth,
  Connection,
  MediaDescription,
  Origin,
  SessionDescription,
  Timing,
} from './description.js';
import { isByteString } from './grammar.js';
import {
  parseAttribute,
  parseBandwidth,
  parseConnection,
  parseMediaLine,
  parseOrigin,
  parseTiming,
} from './parse-line.js';

/** Bounds of one description; beyond any of them it is refused. */
export interface SdpLimits {
  readonly maxBytes: number;
  readonly maxLines: number;
  readonly maxMedia: number;
  /** Per section: the session's own, and each `m=` line's. */
  readonly maxAttributes: number;
}

/** What a browser's largest offers need, several times over. */
export const defaultSdpLimits: SdpLimits = { maxBytes: 65_536, maxLines: 2_000, maxMedia: 64, maxAttributes: 512 };

/** A description, or the 1-based line that broke a rule and which rule. */
export type SdpParseResult =
  | { readonly ok: true; readonly description: SessionDescription }
  | { readonly ok: false; readonly line: number; readonly reason: string };

interface TimingDraft extends Timing {
  readonly repeats: string[];
  zone?: string;
}

interface SectionDraft {
  information?: string;
  key?: string;
  readonly bandwidths: Bandwidth[];
  readonly attributes: Attribute[];
}

type MediaDraft = MediaDescription & SectionDraft & { readonly connections: Connection[] };

interface SessionDraft extends SectionDraft {
  origin?: Origin;
  name: string;
  uri?: string;
  connection?: Connection;
  readonly emails: string[];
  readonly phones: string[];
  readonly timings: TimingDraft[];
  readonly media: MediaDraft[];
}

/** Each line type's place in its section (RFC 8866 section 5); t, r and z take turns in one place. */
const SESSION_ORDER = rankOf(['v', 'o', 's', 'i', 'u', 'e', 'p', 'c', 'b', 'trz', 'k', 'a']);
const MEDIA_ORDER = rankOf(['m', 'i', 'c', 'b', 'k', 'a']);
const SESSION_REPEATABLE = 'epbtra';
const MEDIA_REPEATABLE = 'cba';

/**
 * Reads a session description strictly by RFC 8866: known line types, their fixed order, well-formed values.
 * Tolerated, because phones send it: bare LF line ends, a missing last line end, blank lines at the very end, an empty
 * `s=`. Bytes are UTF-8, else taken as ISO 8859-1. Never throws; time is linear in the input's length.
 */
export function parseSdp(input: string | Uint8Array, limits: SdpLimits = defaultSdpLimits): SdpParseResult {
  if (input.length > limits.maxBytes) return refuse(1, `more than ${limits.maxBytes} bytes`);
  const lines = splitLines(typeof input === 'string' ? input : decode(input));
  if (lines.length > limits.maxLines) return refuse(limits.maxLines + 1, `more than ${limits.maxLines} lines`);
  const reader = new SectionReader(limits);
  for (const [index, line] of lines.entries()) {
    const reason = reader.take(line);
    if (reason !== undefined) return refuse(index + 1, reason);
  }
  return reader.finish(lines.length);
}

/** Collects lines into the session's section, then into one section per `m=` line. */
class SectionReader {
  readonly #limits: SdpLimits;
  readonly #session: SessionDraft = {
    name: '',
    emails: [],
    phones: [],
    bandwidths: [],
    timings: [],
    attributes: [],
    media: [],
  };
  #media: MediaDraft | undefined;
  #lastType = '';
  #lastRank = -1;

  constructor(limits: SdpLimits) {
    this.#limits = limits;
  }

  /** Takes one line; returns the rule it breaks, or undefined. */
  take(line: string): string | undefined {
    const type = line.charAt(0);
    if (line.charAt(1) !== '=') return 'not of the form <type>=<value>';
    if (!isByteString(line)) return 'CR or NUL inside a line';
    const value = line.slice(2);
    if (type === 'm') return this.#startMedia(value);
    return this.#checkOrder(type) ?? this.#store(type, value);
  }

  finish(lineCount: number): SdpParseResult {
    const { origin, timings } = this.#session;
    if (origin === undefined) return refuse(lineCount + 1, 'o= is missing');
    if (this.#media === undefined) {
      const missing = this.#missingBeforeMedia();
      if (missing !== undefined) return refuse(lineCount + 1, missing);
    }
    return { ok: true, description: { ...this.#session, origin, timings } };
  }

  #startMedia(value: string): string | undefined {
    const missing = this.#media === undefined ? this.#missingBeforeMedia() : undefined;
    if (missing !== undefined) return missing;
    if (this.#session.media.length >= this.#limits.maxMedia) return `more than ${this.#limits.maxMedia} media`;
    const media = parseMediaLine(value);
    if (media === undefined) return 'malformed m=';
    this.#media = { ...media, connections: [], bandwidths: [], attributes: [] };
    this.#session.media.push(this.#media);
    this.#lastType = 'm';
    this.#lastRank = 0;
    return undefined;
  }

  #missingBeforeMedia(): string | undefined {
    if (this.#lastRank < (SESSION_ORDER.get('s') ?? 0)) return 'v=, o= and s= must come first';
    return this.#session.timings.length === 0 ? 't= is missing' : undefined;
  }

  #checkOrder(type: string): string | undefined {
    const rank = (this.#media ? MEDIA_ORDER : SESSION_ORDER).get(type);
    if (rank === undefined) return `unknown line type ${JSON.stringify(type)}`;
    const repeatable = this.#media ? MEDIA_REPEATABLE : SESSION_REPEATABLE;
    if (rank < this.#lastRank) return `${type}= out of order`;
    if (type === this.#lastType && !repeatable.includes(type)) return `${type}= repeated`;
    // v, o and s are all required, so each must follow the other at once.
    if (!this.#media && this.#lastRank < 2 && rank !== this.#lastRank + 1) return 'v=, o= and s= must come first';
    this.#lastType = type;
    this.#lastRank = rank;
    return undefined;
  }

  #store(type: string, value: string): string | undefined {
    const session = this.#session;
    const section: SectionDraft = this.#media ?? session;
    switch (type) {
      case 'v':
        return value === '0' ? undefined : 'v= must be 0';
      case 'o':
        return set(parseOrigin(value), 'o', (origin) => {
          session.origin = origin;
        });
      case 's':
        session.name = value;
        return undefined;
      case 'u':
        session.uri = value;
        return undefined;
      case 'e':
        session.emails.push(value);
        return undefined;
      case 'p':
        session.phones.push(value);
        return undefined;
      case 'i':
        section.information = value;
        return undefined;
      case 'k':
        section.key = value;
        return undefined;
      case 'c':
        return set(parseConnection(value), 'c', (connection) => this.#addConnection(connection));
      case 'b':
        return set(parseBandwidth(value), 'b', (bandwidth: Bandwidth) => section.bandwidths.push(bandwidth));
      case 'a':
        return this.#addAttribute(section.attributes, value);
      default:
        return this.#addTiming(type, value);
    }
  }

  #addConnection(connection: Connection): void {
    if (this.#media) this.#media.connections.push(connection);
    else this.#session.connection = connection;
  }

  #addAttribute(attributes: Attribute[], value: string): string | undefined {
    if (attributes.length >= this.#limits.maxAttributes) return `more than ${this.#limits.maxAttributes} attributes`;
    return set(parseAttribute(value), 'a', (attribute) => attributes.push(attribute));
  }

  #addTiming(type: string, value: string): string | undefined {
    const { timings } = this.#session;
    if (type === 't') return set(parseTiming(value), 't', (timing) => timings.push({ ...timing, repeats: [] }));
    const timing = timings.at(-1);
    if (timing === undefined || timing.zone !== undefined) return `${type}= without its t=`;
    if (type === 'r') timing.repeats.push(value);
    else timing.zone = value;
    return undefined;
  }
}

function set<T>(parsed: T | undefined, type: string, store: (value: T) => void): string | undefined {
  if (parsed === undefined) return `malformed ${type}=`;
  store(parsed);
  return undefined;
}

function splitLines(text: string): string[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
}

function rankOf(order: readonly string[]): ReadonlyMap<string, number> {
  return new Map(order.flatMap((types, rank) => [...types].map((type) => [type, rank] as const)));
}

function refuse(line: number, reason: string): SdpParseResult {
  return { ok: false, line, reason };
}
