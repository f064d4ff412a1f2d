import { sessionCommand } from '../command.js';
import { feedStats, stopStats } from '../stats-feed.js';

/** Tells the figures of all endpoints in intervals; a second time, in the new interval. */
export const statsSubscribe = sessionCommand('stats.subscribe', ({ session, services }, { interval_ms }) => {
  feedStats(session, services, interval_ms);
  return {};
});

/** Ends that; nothing happens when it was not on. */
export const statsUnsubscribe = sessionCommand('stats.unsubscribe', ({ session }) => {
  stopStats(session);
  return {};
});
