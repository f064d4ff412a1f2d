import { expect, test } from 'vitest';
import { ControlClient } from '../../../../lib/control/client/index.js';
import { runReadmeExample } from '../../readme-example.js';
import { LiveRig } from '../live-rig.js';

test('the example of ossicle/control hears its session while it speaks', async () => {
  await using rig = await LiveRig.start();
  const connect = (url: string): Promise<ControlClient> => {
    expect(url).toBe('ws://127.0.0.1:9100');
    return ControlClient.connect(`ws://127.0.0.1:${rig.server.listening[0]?.port}`);
  };
  const printed = await runReadmeExample('control/client', { ControlClient: { connect } });
  expect(printed.length).toBeGreaterThan(40);
  expect(new Set(printed.flat())).toEqual(new Set(['heard', 320]));
  expect(rig.server.registry.size).toBe(0);
});
