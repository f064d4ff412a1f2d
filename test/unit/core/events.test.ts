import { expect, test } from 'vitest';
import { EventEmitter } from '../../../lib/core/index.js';

interface Events {
  rang: { readonly times: number };
  stopped: Record<never, never>;
}

test('listeners are called in the order they came, with what was emitted', () => {
  const emitter = new EventEmitter<Events>();
  const heard: string[] = [];
  emitter.on('rang', ({ times }) => heard.push(`a${times}`));
  emitter.on('rang', ({ times }) => heard.push(`b${times}`));
  emitter.emit('rang', { times: 1 });
  emitter.emit('stopped', {});
  emitter.emit('rang', { times: 2 });
  expect(heard).toEqual(['a1', 'b1', 'a2', 'b2']);
});

test('a listener that throws stops neither the others nor whoever emits', () => {
  const errors: unknown[] = [];
  const emitter = new EventEmitter<Events>((error) => errors.push(error));
  const heard: number[] = [];
  const failure = new Error('listener');
  emitter.on('rang', () => {
    throw failure;
  });
  emitter.on('rang', ({ times }) => heard.push(times));
  emitter.emit('rang', { times: 7 });
  expect(heard).toEqual([7]);
  expect(errors).toEqual([failure]);
});

test('without a handler the error surfaces as an uncaught one, later', async () => {
  const emitter = new EventEmitter<Events>();
  emitter.on('stopped', () => {
    throw new Error('surfaces');
  });
  const previous = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  emitter.emit('stopped', {});
  expect(await uncaught).toMatchObject({ message: 'surfaces' });
  for (const listener of previous) process.on('uncaughtException', listener);
});

test('once is once, also when it emits again from inside', () => {
  const emitter = new EventEmitter<Events>();
  let calls = 0;
  emitter.once('stopped', () => {
    calls++;
    emitter.emit('stopped', {});
  });
  emitter.emit('stopped', {});
  emitter.emit('stopped', {});
  expect(calls).toBe(1);
});

test('who leaves while being told disturbs nobody; who left hears nothing', () => {
  const emitter = new EventEmitter<Events>();
  const heard: string[] = [];
  const leave = emitter.on('stopped', () => {
    heard.push('a');
    leave();
    leave();
  });
  emitter.on('stopped', () => heard.push('b'));
  emitter.emit('stopped', {});
  emitter.emit('stopped', {});
  emitter.clear();
  emitter.emit('stopped', {});
  expect(heard).toEqual(['a', 'b', 'b']);
});
