import * as built from 'ossicle/audio';
import { expect, it } from 'vitest';
import { frameCalls } from '../../../bench/audio/frame-calls.js';
import { native } from '../../../lib/native/index.js';

/** What is no unit of its own: the base of all, and what reads and writes the disk for the file units. */
const others = new Set(['Unit', 'AudioFileReader', 'AudioFileWriter']);
const classes = Object.entries(built as Readonly<Record<string, unknown>>)
  .filter(([name, value]) => !others.has(name) && typeof value === 'function' && /^class\b/.test(String(value)))
  .map(([name]) => name);

it('every unit is among the frame calls, which benchmarks measure and long tests repeat', () => {
  expect(frameCalls.map(({ name }) => name).sort()).toEqual(classes.sort());
});

const possible = frameCalls.filter(({ webrtc }) => native().buildInfo().webrtc || !webrtc);

it.each(possible)('$name takes frame after frame as it is called there', ({ make, frame, endurance }) => {
  for (const call of endurance ? [{ make, frame }, endurance] : [{ make, frame }]) {
    const unit = call.make();
    for (let i = 0; i < 100; ++i) call.frame(unit as never);
    (unit as Partial<Disposable>)[Symbol.dispose]?.();
  }
});
