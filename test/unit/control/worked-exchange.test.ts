import { test } from 'vitest';
import { LiveRig } from './live-rig.js';
import { exchangeACall } from './worked-exchange.js';

test('a call from first to last, with every message of it', async () => {
  await using rig = await LiveRig.start();
  await exchangeACall(rig);
});
