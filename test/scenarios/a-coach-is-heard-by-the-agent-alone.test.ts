import { expect, test } from 'vitest';
import { toneLevelDbfs } from '../phones/audio-analysis.js';
import { type Phone, toneVoice } from './stage/phone.js';
import { Stage } from './stage/stage.js';

const [CUSTOMER, AGENT, COACH] = [500, 700, 1_100];

/** Which of the three a phone hears now. */
function hears(phone: Phone): boolean[] {
  const sound = phone.heard(0.5);
  return [CUSTOMER, AGENT, COACH].map((hz) => toneLevelDbfs(sound, hz) > -30);
}

test('a coach is heard by the agent alone, until the customer may hear them too; mute and gain are for all', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const connect = (n: number, hz: number) =>
    stage.connect(session, { address: `203.0.113.${n}:4000`, voice: toneVoice(hz, -20), ssrc: n });
  const [customer, atCustomer] = connect(1, CUSTOMER);
  const [agent, atAgent] = connect(2, AGENT);
  const [coach, atCoach] = connect(3, COACH);
  atCustomer.setHearing(atCoach, false);
  await stage.run(1_000);
  expect([hears(customer), hears(agent), hears(coach)]).toEqual([
    [false, true, false],
    [true, false, true],
    [true, true, false],
  ]);
  expect(toneLevelDbfs(customer.heard(0.5), COACH)).toBeLessThan(-60);

  atCustomer.setHearing(atCoach, true);
  atAgent.setMuted(true);
  await stage.run(1_000);
  expect([hears(customer), hears(coach)]).toEqual([
    [false, false, true],
    [true, false, false],
  ]);

  atAgent.setMuted(false);
  atAgent.setGain(-12);
  atCustomer.setDirection('recvonly');
  await stage.run(1_000);
  expect(toneLevelDbfs(coach.heard(0.5), AGENT)).toBeCloseTo(-32, 0);
  expect(hears(coach)[0]).toBe(false);
  expect([atCustomer.direction, atAgent.direction]).toEqual(['recvonly', 'sendrecv']);
  expect(() => atAgent.setGain(31)).toThrow(/gainDb/);
  expect(() => atAgent.setHearing(atAgent, false)).toThrow(/speaker/);
});

test('a source plays to all, pauses, goes on, and stays when it has ended', async () => {
  await using stage = new Stage();
  const session = stage.engine.createSession();
  const [phone] = stage.connect(session, { address: '203.0.113.1:4000' }, { steady: false, detection: false });
  phone.target = '192.0.2.1:9'; // says nothing
  const samples = Int16Array.from({ length: 8_000 }, (_, i) => 8_000 * Math.sin((2 * Math.PI * 500 * i) / 8_000));
  const source = session.createSource({ kind: 'samples', samples, sampleRateHz: 8_000 }, { loops: 1, startMs: 500 });
  expect([source.kind, source.direction]).toEqual(['source', 'sendonly']);
  await stage.run(400);
  source.pause();
  await stage.run(1_000);
  expect(phone.audio().length).toBe(20);
  source.seek(900);
  source.resume();
  await stage.run(1_000);
  expect(await source.finished).toMatchObject({ reason: 'finished', playedMs: 1_000 });
  expect(phone.audio().length).toBe(50);
  expect(toneLevelDbfs({ samples: phone.heard().samples.slice(800, 3_200), sampleRateHz: 8_000 }, 500)).toBeCloseTo(
    -12.2,
    0,
  );
  expect([source.closed, session.endpoints.has(source)]).toEqual([false, true]);
  expect(() => source.setDirection('sendrecv')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  expect(() => session.createSource({ kind: 'samples', samples, sampleRateHz: 8_000 }, { loops: -1 })).toThrow(/loops/);
  source.close();
  expect(session.endpoints.has(source)).toBe(false);
});
