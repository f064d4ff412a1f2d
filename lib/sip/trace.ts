import type { Flow } from '../transport/index.js';

/** One message as it crosses the wire, malformed ones and keep-alives included. */
export interface TraceEntry {
  readonly direction: 'in' | 'out';
  readonly flow: Flow;
  /** The bytes themselves: read them now, do not keep or change them. */
  readonly bytes: Uint8Array;
}

/** Sees every message of a user agent. Called synchronously; must not throw. */
export type TracePort = (entry: TraceEntry) => void;
