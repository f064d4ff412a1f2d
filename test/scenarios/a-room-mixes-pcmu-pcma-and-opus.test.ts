import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { Caller } from './stage/caller.js';
import { Stage } from './stage/stage.js';

const LEVEL_DBFS = -24;
const codecs = ['PCMU', 'PCMA', 'opus'] as const;

test('callers with PCMU, PCMA and Opus in one room hear each other and not themselves', async () => {
  await using stage = new Stage();
  const room = stage.engine.createSession();
  const callers = codecs.flatMap((codec) => [new Caller(stage, room, codec), new Caller(stage, room, codec)]);
  const frequencyOf = (i: number): number => 410 + 390 * i;
  for (const [i, caller] of callers.entries()) caller.sayTone(frequencyOf(i), LEVEL_DBFS, i >= 4 ? 48_000 : 8_000);
  await stage.run(1_000);
  for (const [i, caller] of callers.entries()) caller.listen(join(stage.folder, `${i}.wav`));
  await stage.run(2_500);

  for (const [i, caller] of callers.entries()) {
    const heard = excerpt(await caller.heard(stage), 0.4, 2);
    const levels = callers.map((_, j) => toneLevelDbfs(heard, frequencyOf(j)));
    // Opus is free to move a little energy between tones.
    for (const [j, level] of levels.entries()) {
      if (j === i) expect(level, `${i} hears itself`).toBeLessThan(LEVEL_DBFS - 40);
      else
        expect(Math.abs(level - LEVEL_DBFS), `${i} hears ${j} at ${level.toFixed(1)} dBFS`).toBeLessThan(
          i >= 4 ? 3 : 2,
        );
    }
  }
}, 60_000);
