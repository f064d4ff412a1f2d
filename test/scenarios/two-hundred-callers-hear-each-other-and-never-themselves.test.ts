import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { Caller } from './stage/caller.js';
import { Stage } from './stage/stage.js';

// Steps of 15 from 301 Hz: no small multiple of one tone, mirrored at 4 kHz or not, falls on another.
const frequencyOf = (caller: number): number => 301 + 15 * caller;
const LEVEL_DBFS = -42;
// Phases that keep the peaks of so many tones apart (Schroeder); in step they would clip, and clipping makes new tones.
const phaseOf = (caller: number): number => (Math.PI * caller * caller) / 200;

test('two hundred callers hear each other and never themselves', async () => {
  await using stage = new Stage();
  const room = stage.engine.createSession();
  const callers = Array.from({ length: 200 }, () => new Caller(stage, room, 'PCMU'));
  for (const [i, caller] of callers.entries()) caller.sayTone(frequencyOf(i), LEVEL_DBFS, 8_000, phaseOf(i));
  const listeners = [0, 1, 77, 142, 199];
  await stage.run(400);
  for (const i of listeners) callers[i]?.listen(join(stage.folder, `${i}.wav`));
  await stage.run(1_500);

  for (const i of listeners) {
    const heard = excerpt(
      (await callers[i]?.heard(stage)) ?? { samples: new Float64Array(), sampleRateHz: 8_000 },
      0.2,
      1,
    );
    const levels = callers.map((_, j) => toneLevelDbfs(heard, frequencyOf(j)));
    const others = levels.filter((_, j) => j !== i);
    expect(Math.min(...others), `quietest heard by ${i}`).toBeGreaterThan(LEVEL_DBFS - 1.5);
    expect(Math.max(...others), `loudest heard by ${i}`).toBeLessThan(LEVEL_DBFS + 1.5);
    expect(levels[i], `own tone of ${i}`).toBeLessThan(LEVEL_DBFS - 39); // what mu-law leaves of 199 tones
  }
  expect(stage.engine.stats()).toMatchObject({ sessions: 201, endpoints: 400, eventsDropped: 0, commandsRefused: 0 });
}, 60_000);
