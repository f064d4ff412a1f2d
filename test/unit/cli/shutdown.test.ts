import { describe, expect, test } from 'vitest';
import { Shutdown } from '../../../lib/cli/shutdown.js';

/** A shutdown whose steps end when told to, and what it did. */
function journal(sessions = { owned: 0 }) {
  const did: string[] = [];
  let finishDraining = (): void => undefined;
  let finishClosing = (): void => undefined;
  const shutdown = new Shutdown({
    drain: (reason, signal) => {
      did.push(reason === 'SIGTERM' ? 'drain' : `drain after ${reason}`);
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
    ownedSessions: () => sessions.owned,
    warn: () => void did.push('warn'),
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

  test.each(['SIGINT', 'SIGTERM'] as const)('with sessions that clients own, %s waits for them', async (signal) => {
    const { did, shutdown, settle, drained, closed } = journal({ owned: 2 });
    shutdown.onSignal(signal);
    drained();
    await settle();
    closed();
    await shutdown.finished;
    expect(did).toEqual([signal === 'SIGTERM' ? 'drain' : 'drain after SIGINT', 'close']);
  });

  test('the second signal is a warning then, and the third ends with 1', () => {
    const { did, shutdown } = journal({ owned: 2 });
    shutdown.onSignal('SIGTERM');
    shutdown.onSignal('SIGINT');
    expect(did).toEqual(['drain', 'warn']);
    shutdown.onSignal('SIGINT');
    expect(did.at(-1)).toBe('abandon 1');
  });

  test('once the last session is over, the next signal no longer waits for calls', async () => {
    const sessions = { owned: 1 };
    const { did, shutdown, settle } = journal(sessions);
    shutdown.onSignal('SIGTERM');
    sessions.owned = 0;
    shutdown.onSignal('SIGTERM');
    await settle();
    expect(did).toEqual(['drain', 'close']);
  });
});
