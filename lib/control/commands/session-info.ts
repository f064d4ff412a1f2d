import { sessionCommand } from '../command.js';

/** Tells all about a session. */
export const sessionInfo = sessionCommand('session.info', ({ session }) => session.info());
