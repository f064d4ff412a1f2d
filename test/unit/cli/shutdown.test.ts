import { describe, expect, test } from 'vitest';
import { Shutdown } from '../../../lib/cli/shutdown.js';

/** A shutdown whose steps end when told to, and what it did. */
function journal() {
  const did: string[] = [];
  let finishDraining = (): void => undefined;
  let finishClosing = (): void => undefined;
  const shutdown = new Shutdown({
    drain: (signal) => {
      did.push('drain');
      return new Promise((resolve, reject) => {
        finishDraining = resolve;
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
    close: () => {
      did.push('close');
      return new Promise((resolve) => {
        finishClosing = resolve;
      });
    },
    abandon: (exitCode) => void did.push(`abandon ${exitCode}`),
  });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { did, shutdown, settle, drained: () => finishDraining(), closed: () => finishClosing() };
}

describe('the end of the program', () => {
  test('Ctrl-C closes, and is over when everything is closed', async () => {
    const { did, shutdown, closed } = journal();
    shutdown.onSignal('SIGINT');
    closed();
    await shutdown.finished;
    expect(did).toEqual(['close']);
  });

  test('a second Ctrl-C ends at once', () => {
    const { did, shutdown } = journal();
    shutdown.onSignal('SIGINT');
    shutdown.onSignal('SIGINT');
    expect(did).toEqual(['close', 'abandon 130']);
  });

  test('SIGTERM waits for the calls, then closes', async () => {
    const { did, shutdown, settle, drained, closed } = journal();
    shutdown.onSignal('SIGTERM');
    await settle();
    expect(did).toEqual(['drain']);
    drained();
    await settle();
    closed();
    await shutdown.finished;
    expect(did).toEqual(['drain', 'close']);
  });

  test('Ctrl-C while waiting closes now, and once more ends at once', async () => {
    const { did, shutdown, settle } = journal();
    shutdown.onSignal('SIGTERM');
    shutdown.onSignal('SIGINT');
    await settle();
    expect(did).toEqual(['drain', 'close']);
    shutdown.onSignal('SIGTERM');
    expect(did.at(-1)).toBe('abandon 143');
  });
});
