import { expect, test } from 'vitest';
import { dominantFrequencyHz, envelopeDbfs, levelDbfs } from '../phones/audio-analysis.js';
import { excerpt } from '../phones/signals.js';
import { type Phone, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const CN = 13;
const STEP_MS = 20;
const tone = toneVoice(600, -18);

/** Lets the phone say nothing for `ms`, but describe its noise of `dbov` every `everyMs`. */
async function pause(stage: Stage, phone: Phone, ms: number, { dbov = -50, everyMs = 400, payloadType = CN } = {}) {
  phone.voice = null;
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    if (passed % everyMs === 0) {
      const description = phone.packet({ payloadType, payload: Uint8Array.of(-dbov) });
      for (const datagram of phone.onTheWay(description, passed)) {
        stage.engine.inject(phone.address, phone.target, datagram);
      }
    }
    await stage.run(STEP_MS);
    phone.timestamp = (phone.timestamp + STEP_MS * 8) >>> 0;
  }
  phone.voice = tone;
}

/** RMS re a sine of full scale, as the level of a description is re a square wave of full scale. */
const dbovOf = (sound: Parameters<typeof levelDbfs>[0]) => levelDbfs(sound) - 3.01;

test.each([
  ['the static type, which nobody negotiated', CN, {}],
  ['a type that was negotiated', 100, { comfortNoise: { payloadType: 100 } }],
])('a pause is filled with noise as loud as told by %s', async (_, payloadType, config) => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [speaker, spoken] = stage.connect(session, { address: '203.0.113.1:4000', voice: tone }, config);
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000' });
  await stage.run(2_000);
  for (const dbov of [-50, -40]) {
    await pause(stage, speaker, 2_000, { dbov, payloadType });
    const heard = listener.heard(1.7);
    expect(Math.abs(dbovOf(heard) - dbov)).toBeLessThan(1);
    expect(Math.min(...envelopeDbfs(heard))).toBeGreaterThan(dbov - 4);
    await stage.run(1_000);
    expect(dominantFrequencyHz(listener.heard(0.9))).toBeCloseTo(600, 0);
    expect(Math.abs(levelDbfs(listener.heard(0.9)) - -18)).toBeLessThan(0.1);
  }
  expect(spoken.stats()).toMatchObject({ concealedMs: 0, packetsLost: 0, packetsDiscarded: 0, datagramsDropped: 0 });
});

test('pauses over a bad line neither raise the delay nor are concealed', async () => {
  const figures = [];
  for (const pauses of [false, true]) {
    await using stage = new Stage({ seed: 7 });
    const session = stage.engine.createSession();
    const [speaker, spoken] = stage.connect(session, { address: '203.0.113.1:4000', voice: tone });
    const [listener] = stage.connect(session, { address: '203.0.113.2:4000' });
    stage.engine.setNetwork({ delayMs: 40, jitterMs: 10 });
    for (let n = 0; n < 12; n++) {
      await stage.run(700);
      if (pauses) await pause(stage, speaker, 400, { everyMs: 100 });
      else await stage.run(400);
    }
    await stage.run(300);
    const { jitterBufferDelayMs, concealedMs } = spoken.stats();
    const quietest = Math.min(...envelopeDbfs(excerpt(listener.heard(), 0.5)));
    figures.push({ jitterBufferDelayMs, concealedMs, quietest });
  }
  const [without, withPauses] = figures;
  expect(withPauses?.jitterBufferDelayMs).toBeLessThan((without?.jitterBufferDelayMs ?? 0) + 25);
  expect(withPauses?.concealedMs).toBeLessThan((without?.concealedMs ?? 0) + 60);
  expect(withPauses?.quietest).toBeGreaterThan(-54);
});

test('noise that was switched off is not heard, and is not missing either', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const options = { address: '203.0.113.1:4000', voice: tone };
  const [speaker, spoken] = stage.connect(session, options, { comfortNoise: null });
  const [listener] = stage.connect(session, { address: '203.0.113.2:4000' });
  await stage.run(1_000);
  await pause(stage, speaker, 1_000);
  expect(levelDbfs(listener.heard(0.7))).toBeLessThan(-80);
  await stage.run(500);
  expect(spoken.stats()).toMatchObject({ packetsLost: 0, datagramsDropped: 3 });
});
