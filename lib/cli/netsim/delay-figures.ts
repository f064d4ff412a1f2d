/** Delays in ms. */
export interface DelayFigures {
  readonly median: number;
  /** Not exceeded by 95 % of them. */
  readonly p95: number;
  readonly mean: number;
}

/** Of no delays all figures are NaN. */
export function delayFigures(delaysMs: ArrayLike<number>): DelayFigures {
  const sorted = Float64Array.from(delaysMs).sort();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), mean: sorted.reduce((sum, delay) => sum + delay, 0) / sorted.length };
}
