import type { AsyncQueue } from '../../core/index.js';

/** Puts `queue` among those that are told, at once, and takes it out when its reader has had enough. */
export function subscribed<T>(
  queues: Set<AsyncQueue<T>>,
  queue: AsyncQueue<T>,
  over: boolean,
): AsyncGenerator<T, void, undefined> {
  if (over) queue.close();
  else queues.add(queue);
  return (async function* () {
    try {
      yield* queue;
    } finally {
      queues.delete(queue);
    }
  })();
}
