import { expect, test } from 'vitest';
import { AsyncQueue } from '../../../lib/core/index.js';

test('what is pushed comes out in order, waited for or not', async () => {
  const queue = new AsyncQueue<number>();
  const early = [queue.next(), queue.next()];
  for (const item of [1, 2, 3]) queue.push(item);
  expect(await Promise.all(early)).toEqual([
    { done: false, value: 1 },
    { done: false, value: 2 },
  ]);
  expect(queue.size).toBe(1);
  expect(await queue.next()).toEqual({ done: false, value: 3 });
});

test('when full, the oldest goes and is counted', async () => {
  const queue = new AsyncQueue<number>(3);
  for (const item of [1, 2, 3, 4, 5]) queue.push(item);
  expect(queue.dropped).toBe(2);
  expect(queue.takeAll()).toEqual([3, 4, 5]);
  expect(queue.size).toBe(0);
});

test('a wait that is aborted rejects and takes nothing from the next one', async () => {
  const queue = new AsyncQueue<string>();
  const controller = new AbortController();
  const aborted = queue.next(controller.signal);
  const waiting = queue.next();
  controller.abort(new Error('enough'));
  await expect(aborted).rejects.toMatchObject({
    code: 'ABORTED',
    cause: expect.objectContaining({ message: 'enough' }),
  });
  queue.push('kept');
  expect(await waiting).toEqual({ done: false, value: 'kept' });
  await expect(queue.next(AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
});

test('an abort after the item came changes nothing', async () => {
  const queue = new AsyncQueue<number>();
  const controller = new AbortController();
  const next = queue.next(controller.signal);
  queue.push(1);
  controller.abort();
  expect(await next).toEqual({ done: false, value: 1 });
});

test('closing tells who waits, after what is there was read, and takes nothing more', async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  queue.close();
  queue.push(2);
  expect(await queue.next()).toEqual({ done: false, value: 1 });
  expect(await queue.next()).toEqual({ done: true, value: undefined });
  const empty = new AsyncQueue<number>();
  const waiting = empty.next();
  empty.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('iterating ends when it is closed and read', async () => {
  const queue = new AsyncQueue<number>();
  const read: number[] = [];
  const reading = (async () => {
    for await (const item of queue) read.push(item);
  })();
  for (const item of [1, 2, 3]) queue.push(item);
  queue.close();
  await reading;
  expect(read).toEqual([1, 2, 3]);
});
