import { describe, expect, test } from 'vitest';
import { Outbox } from '../../../lib/control/outbox.js';

function outbox(): { outbox: Outbox; dropped: () => number } {
  let dropped = 0;
  return { outbox: new Outbox({ priority: 2, normal: 2 }, () => dropped++), dropped: () => dropped };
}

describe('the queues of a connection', () => {
  test('keep order within a tier', () => {
    const { outbox: box } = outbox();
    box.put('normal', 'n1');
    box.put('priority', 'p1');
    box.put('normal', 'n2');
    box.put('priority', 'p2');
    expect([box.takePriority(), box.takePriority(), box.takePriority()]).toEqual(['p1', 'p2', undefined]);
    expect([box.takeNormal(), box.takeNormal(), box.takeNormal()]).toEqual(['n1', 'n2', undefined]);
  });

  test('let a priority event that finds no room go to the other', () => {
    const { outbox: box, dropped } = outbox();
    for (const text of ['p1', 'p2', 'p3', 'p4', 'p5']) box.put('priority', text);
    expect(dropped()).toBe(1);
    expect(box.size).toBe(4);
    expect([box.takePriority(), box.takePriority(), box.takePriority()]).toEqual(['p1', 'p2', undefined]);
    expect(box.takeNormal()).toBe('{"event":"events.dropped","data":{"count":1}}');
    expect([box.takeNormal(), box.takeNormal(), box.takeNormal()]).toEqual(['p3', 'p4', undefined]);
  });

  test('tell what was dropped once, since the last time', () => {
    const { outbox: box } = outbox();
    for (const text of ['a', 'b', 'c', 'd']) box.put('normal', text);
    expect(box.takeNotice()).toContain('"count":2');
    expect(box.takeNotice()).toBeUndefined();
    box.put('normal', 'e');
    expect(box.takeNotice()).toContain('"count":1');
  });
});
