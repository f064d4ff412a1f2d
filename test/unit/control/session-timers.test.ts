import { describe, expect, test } from 'vitest';
import { type SessionTimeouts, SessionTimers } from '../../../lib/control/session-timers.js';
import { VirtualClock } from '../calls/virtual-clock.js';

/** Timers over a session whose activity the test sets, and what they did. */
function started(timeouts: Partial<SessionTimeouts>) {
  const clock = new VirtualClock();
  const did: string[] = [];
  const session = {
    packets: 0,
    activity: () => session.packets,
    onIdle: () => void did.push('idle'),
    onEmpty: () => void did.push('empty'),
    onAbandoned: () => void did.push('abandoned'),
  };
  const timers = new SessionTimers(clock, { idleMs: 0, emptyMs: 0, disconnectMs: 1000, ...timeouts }, session);
  return { clock, did, session, timers };
}

describe('the timers of a session', () => {
  test('do nothing where they are off', () => {
    const { clock, did } = started({});
    clock.advance(1e9);
    expect(did).toEqual([]);
    expect(clock.timerCount).toBe(0);
  });

  test('count a session as empty from its beginning and from its last endpoint on', () => {
    const { clock, did, timers } = started({ emptyMs: 3000 });
    clock.advance(2999);
    timers.setEmpty(false);
    clock.advance(100_000);
    timers.setEmpty(true);
    clock.advance(2999);
    expect(did).toEqual([]);
    clock.advance(1);
    expect(did).toEqual(['empty']);
  });

  test('count packets and commands as activity', () => {
    const { clock, did, session, timers } = started({ idleMs: 10_000 });
    for (let second = 0; second < 60; second++) {
      session.packets++;
      clock.advance(1000);
    }
    timers.touch();
    clock.advance(9000);
    timers.touch();
    clock.advance(9000);
    expect(did).toEqual([]);
    clock.advance(1000);
    expect(did).toEqual(['idle']);
    clock.advance(100_000);
    expect(did).toEqual(['idle']);
  });

  test('notice the end of a long idle time within 5 s', () => {
    const { clock, did } = started({ idleMs: 600_000 });
    clock.advance(599_999);
    expect(did).toEqual([]);
    clock.advance(5000);
    expect(did).toEqual(['idle']);
  });

  test('wait for a client only while there is none', () => {
    const { clock, did, timers } = started({});
    timers.setOrphaned(true);
    clock.advance(999);
    timers.setOrphaned(false);
    clock.advance(5000);
    timers.setOrphaned(true);
    clock.advance(1000);
    expect(did).toEqual(['abandoned']);
  });

  test('are gone when they are stopped', () => {
    const { clock, timers } = started({ idleMs: 1000, emptyMs: 1000 });
    timers.setOrphaned(true);
    expect(clock.timerCount).toBe(3);
    timers.stop();
    expect(clock.timerCount).toBe(0);
  });
});
