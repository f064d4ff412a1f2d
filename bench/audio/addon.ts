import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repositoryRoot } from '../harness/paths.js';

const folder = join(repositoryRoot, 'build', 'bench', 'native');

/** `bench/native/addon/empty_method.cc` */
export interface EmptyMethods {
  oneView(view: ArrayBufferView): void;
  twoViews(first: ArrayBufferView, second: ArrayBufferView): void;
  /** What this thread has taken from the native heap so far: how often, and the bytes it holds. */
  allocations(): number;
  heapBytes(): number;
}

/** The addon of empty methods; its counters work in programs with `countingEnvironment`. */
export function loadEmptyMethods(): EmptyMethods {
  return createRequire(import.meta.url)(join(folder, 'bench_empty_method.node')) as EmptyMethods;
}

/** Puts the counter of allocations before everything else in a program. */
export const countingEnvironment = { LD_PRELOAD: join(folder, 'bench_malloc_count.so') };

/** Room for millions of small objects before anything is collected, and a hand on the collector. */
export const countingFlags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];

/** Bytes on the JavaScript heap. Collect first, where the garbage of before must not count. */
export function javascriptBytes(): number {
  return process.memoryUsage().heapUsed;
}

/** Collects everything that can be collected. */
export function collectGarbage(): void {
  const gc = (globalThis as { gc?: () => void }).gc;
  if (gc === undefined) throw new Error('This program runs with --expose-gc.');
  gc();
  gc();
}
