/** Middle of the sorted values; of an even number the mean of the two. Null when there are none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}

/** `least-most (n)` for a note, to three significant digits. */
export function range(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  return `${short(Math.min(...values))}-${short(Math.max(...values))} (n=${values.length})`;
}
