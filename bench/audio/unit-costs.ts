// What each unit takes when it is made, and what a frame takes then. Prints one line of JSON for each.
import { collectGarbage, javascriptBytes, loadEmptyMethods } from './addon.js';
import { type FrameCall, frameCalls } from './frame-calls.js';

/** Bytes per instance, and per 20 ms frame the allocations and the time. */
export interface UnitCosts {
  readonly name: string;
  readonly about: string;
  readonly nativeBytes: number;
  readonly javascriptBytes: number;
  readonly frameAllocations: number;
  readonly frameJavascriptBytes: number;
  readonly frameUs: number;
}

const counter = loadEmptyMethods();
const [frameMs = 500] = process.argv.slice(2).map(Number);

function bytesOf(make: () => unknown): { nativeBytes: number; javascriptBytes: number } {
  const instances = 2000;
  const kept: unknown[] = Array.from({ length: instances }, () => 0);
  make();
  collectGarbage();
  const [native, javascript] = [counter.heapBytes(), javascriptBytes()];
  for (let i = 0; i < instances; ++i) kept[i] = make();
  collectGarbage();
  const figures = {
    nativeBytes: Math.round((counter.heapBytes() - native) / instances),
    javascriptBytes: Math.round((javascriptBytes() - javascript) / instances),
  };
  for (const unit of kept) (unit as Partial<Disposable>)[Symbol.dispose]?.();
  return figures;
}

function frameCosts({ make, frame }: FrameCall): { calls: number; allocations: number; bytes: number; us: number } {
  const unit = make() as never;
  const run = (calls: number): void => {
    for (let i = 0; i < calls; ++i) frame(unit);
  };
  const warmUp = 3000;
  const begin = performance.now();
  run(warmUp);
  const calls = Math.max(2000, Math.round((frameMs / (performance.now() - begin) / 4) * warmUp));
  const parts = Array.from({ length: 4 }, () => {
    collectGarbage();
    const [allocations, bytes, start] = [counter.allocations(), javascriptBytes(), performance.now()];
    run(calls);
    const us = ((performance.now() - start) * 1000) / calls;
    return { calls, allocations: counter.allocations() - allocations, bytes: javascriptBytes() - bytes, us };
  });
  // What the compiler of JavaScript takes for itself comes once; what a frame takes comes in every part.
  return parts.reduce((least, part) => (part.bytes < least.bytes ? part : least));
}

if (counter.allocations() < 0) throw new Error('The counter of allocations is not preloaded.');
for (const call of frameCalls) {
  const { calls, allocations, bytes, us } = frameCosts(call);
  const figures: UnitCosts = {
    name: call.name,
    about: call.about ?? '',
    ...bytesOf(call.make),
    frameAllocations: allocations / calls,
    frameJavascriptBytes: bytes / calls,
    frameUs: us,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
process.stdout.write('done\n');
