import * as built from 'ossicle/audio';
import { expect, it } from 'vitest';
import { frameCalls } from '../../../bench/audio/frame-calls.js';

/** Classes that are called for each frame: they process one, or hand frames on. */
const perFrame = Object.entries(built)
  .filter(([name, value]) => name !== 'Unit' && typeof value === 'function' && 'prototype' in value)
  .filter(([, value]) => ['process', 'pull', 'acquire'].some((method) => method in value.prototype))
  .map(([name]) => name);

it('every class that is called for each frame is measured, and runs for hours in the long tests', () => {
  expect(frameCalls.map(({ name }) => name).sort()).toEqual(perFrame.sort());
});

it.each(frameCalls)('$name takes frame after frame as it is called there', ({ make, frame, shortest }) => {
  for (const call of shortest ? [{ make, frame }, shortest] : [{ make, frame }]) {
    const unit = call.make();
    for (let i = 0; i < 100; ++i) call.frame(unit as never);
    (unit as Partial<Disposable>)[Symbol.dispose]?.();
  }
});
