import { expect, test } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { PCMA, PCMU, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

test('what follows in another agreed codec is heard without a pause, and so is the way back', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const alsoReceives = [{ name: 'PCMA' as const, payloadType: PCMA }];
  const voice = toneVoice(600, -15);
  const [speaker, endpoint] = stage.connect(session, { address: '203.0.113.1:4000', voice }, { alsoReceives });
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000', voice: null as never });
  for (const payloadType of [PCMU, PCMA, PCMU, PCMA]) {
    speaker.payloadType = payloadType;
    await stage.run(1_000);
  }
  const { samples, sampleRateHz } = listener.heard();
  // 40 ms at a time, from when the delay has settled on.
  const step = sampleRateHz / 25;
  for (let at = sampleRateHz / 2; at + step <= samples.length; at += step) {
    const level = toneLevelDbfs({ samples: samples.slice(at, at + step), sampleRateHz }, 600);
    expect(level, `${(1000 * at) / sampleRateHz} ms`).toBeGreaterThan(-18);
  }
  expect(endpoint.stats()).toMatchObject({ packetsLost: 0, datagramsDropped: 0 });
});

test('a codec that was not agreed is dropped', async () => {
  await using stage = new Stage();
  const [phone, endpoint] = stage.connect(stage.engine.createSession(), {
    address: '203.0.113.1:4000',
    voice: toneVoice(600, -15),
  });
  phone.payloadType = PCMA;
  await stage.run(500);
  expect(endpoint.stats().packetsReceived).toBe(0);
  expect(endpoint.stats().datagramsDropped).toBeGreaterThan(20);
});
