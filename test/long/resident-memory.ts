/** Memory at one time of a long run. */
export interface MemoryReading {
  readonly rssBytes: number;
}

/** What moves below it is the allocator's and the compiler's. */
export const mostGrowthBytes = 1_000_000;

/** From the least since reading `settled` to the last; before that, code is still being compiled. */
export function growthOf(readings: readonly MemoryReading[], settled: number): number {
  const bytes = readings.slice(settled).map(({ rssBytes }) => rssBytes);
  return (bytes.at(-1) ?? Number.NaN) - Math.min(...bytes);
}

/** All readings in MB, and the growth in bytes. */
export function describeMemory(readings: readonly MemoryReading[], settled: number): string {
  const megabytes = readings.map(({ rssBytes }) => (rssBytes / 1e6).toFixed(1)).join(' ');
  return `RSS ${megabytes} MB, growth ${growthOf(readings, settled)} bytes`;
}
