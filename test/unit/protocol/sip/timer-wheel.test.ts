import { describe, expect, it } from 'vitest';
import { TimerWheel } from '../../../../lib/protocol/sip/index.js';
import { VirtualClock } from './virtual-clock.js';

describe('the timer wheel', () => {
  it('fires never early and at most a tick late, also beyond one turn', () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel(clock);
    clock.advance(3);
    const lateness: number[] = [];
    for (const delayMs of [0, 1, 9, 10, 500, 4999, 32_000, 40_959, 40_961, 120_000]) {
      const startMs = clock.nowMs();
      wheel.schedule(delayMs, () => lateness.push(clock.nowMs() - startMs - delayMs));
    }
    clock.advance(200_000);
    expect(lateness).toHaveLength(10);
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...lateness)).toBeLessThanOrEqual(20);
  });

  it('cancels, also from within a timer of the same tick', () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel(clock);
    const fired: string[] = [];
    const timers = ['a', 'b', 'c'].map((name) =>
      wheel.schedule(100, () => {
        fired.push(name);
        for (const timer of timers) timer.cancel();
      }),
    );
    clock.advance(200);
    expect(fired).toHaveLength(1);
    expect(wheel.size).toBe(0);
  });

  it('catches up after a stall, in order of time', () => {
    let nowMs = 0;
    let wake: (() => void) | undefined;
    const wheel = new TimerWheel({
      nowMs: () => nowMs,
      date: () => new Date(nowMs),
      schedule: (_delayMs, callback) => {
        wake = callback;
        return () => (wake = undefined);
      },
    });
    const fired: number[] = [];
    for (const delayMs of [700, 20, 300, 90_000]) wheel.schedule(delayMs, () => fired.push(delayMs));
    nowMs = 60_000;
    wake?.();
    expect(fired).toEqual([20, 300, 700]);
    nowMs = 90_010;
    wake?.();
    expect(fired).toEqual([20, 300, 700, 90_000]);
  });

  it('leaves the clock alone while nothing is scheduled', () => {
    const clock = new VirtualClock();
    let asked = 0;
    const wheel = new TimerWheel({
      ...clock,
      nowMs: () => clock.nowMs(),
      date: () => clock.date(),
      schedule: (delayMs, callback) => {
        asked++;
        return clock.schedule(delayMs, callback);
      },
    });
    wheel.schedule(10, () => undefined);
    clock.advance(10_000);
    expect(asked).toBeLessThan(4);
  });
});
