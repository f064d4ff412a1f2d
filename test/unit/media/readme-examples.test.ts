import { expect, it } from 'vitest';
import { SteppedEngine } from '../../../lib/testing/index.js';
import { runReadmeExample } from '../readme-example.js';

it('the example of lib/media/README.md runs', async () => {
  await using engine = new SteppedEngine();
  const done = runReadmeExample('media', { engine });
  await engine.run(200);
  expect(await done).toEqual([[{ reason: 'finished', playedMs: 60 }]]);
  await engine.run(20);
  expect(engine.stats()).toMatchObject({ sessions: 0, endpoints: 0 });
});

it('the example of lib/testing/README.md runs', async () => {
  expect(await runReadmeExample('testing', { SteppedEngine })).toEqual([['heard 5']]);
});
