/** One measured figure beside its peer and its floor. What does not exist is null, never invented. */
export interface Row {
  readonly case: string;
  readonly metric: string;
  readonly unit: string;
  readonly ours: number | null;
  readonly peer: number | null;
  readonly peerName: string | null;
  /** ours / peer. */
  readonly ratio: number | null;
  readonly floor: number | null;
  /** floor / ours for costs, ours / floor for rates. */
  readonly ofFloor: number | null;
}

/** What `--json` writes. */
export interface Result {
  readonly name: string;
  readonly command: string;
  readonly commit: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** What a benchmark hands back: its rows, and what a reader must know beside them (ranges, void runs, missing peers). */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  /** A picture of the rows, for the folder `docs/`. */
  readonly drawing?: { readonly file: string; readonly text: string };
}

/** Whether more is better. */
export type Kind = 'cost' | 'rate';

export interface RowFigures {
  readonly case: string;
  readonly metric: string;
  readonly unit: string;
  readonly kind: Kind;
  readonly ours: number | null;
  readonly peer?: number | null;
  readonly peerName?: string;
  readonly floor?: number | null;
}

/** Completes a row with its quotients. */
export function row(figures: RowFigures): Row {
  const { kind, ours, peer = null, peerName = null, floor = null } = figures;
  const ofFloor = kind === 'cost' ? quotient(floor, ours) : quotient(ours, floor);
  const { case: name, metric, unit } = figures;
  return { case: name, metric, unit, ours, peer, peerName, ratio: quotient(ours, peer), floor, ofFloor };
}

function quotient(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : rounded(above / below, 3);
}

/** To `digits` significant digits, for figures of every size. */
export function rounded(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}
