import { expect, test } from 'vitest';
import { randomId, systemClock } from '../../../lib/core/index.js';

test('a timer fires once, not before its time, and not when cancelled', async () => {
  const began = systemClock.nowMs();
  let cancelled = false;
  const cancel = systemClock.schedule(10, () => (cancelled = true));
  cancel();
  cancel();
  // The clock's own timers keep no process alive, so something else has to.
  const keep = setInterval(() => undefined, 5);
  await new Promise<void>((resolve) => systemClock.schedule(30, resolve));
  clearInterval(keep);
  expect(systemClock.nowMs() - began).toBeGreaterThanOrEqual(29);
  expect(cancelled).toBe(false);
  expect(Math.abs(systemClock.date().getTime() - Date.now())).toBeLessThan(1_000);
});

test('ids are 32 hexadecimal digits and differ', () => {
  const ids = new Set(Array.from({ length: 1_000 }, () => randomId()));
  expect(ids.size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
