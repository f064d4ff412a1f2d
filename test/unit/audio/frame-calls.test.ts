import * as built from 'ossicle/audio';
import { expect, it } from 'vitest';
import { frameCalls } from '../../../bench/audio/frame-calls.js';

/** The classes of the door, but for their base. */
const classes = Object.entries(built as Readonly<Record<string, unknown>>)
  .filter(([name, value]) => name !== 'Unit' && typeof value === 'function' && /^class\b/.test(String(value)))
  .map(([name]) => name);

it('every class is among the frame calls, which benchmarks measure and long tests repeat', () => {
  expect(frameCalls.map(({ name }) => name).sort()).toEqual(classes.sort());
});

it.each(frameCalls)('$name takes frame after frame as it is called there', ({ make, frame, shortest }) => {
  for (const call of shortest ? [{ make, frame }, shortest] : [{ make, frame }]) {
    const unit = call.make();
    for (let i = 0; i < 100; ++i) call.frame(unit as never);
    (unit as Partial<Disposable>)[Symbol.dispose]?.();
  }
});
