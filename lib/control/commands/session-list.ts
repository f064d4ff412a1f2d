import { connectionCommand } from '../command.js';

/** Lists every session of the server. */
export const sessionList = connectionCommand('session.list', ({ registry }) => ({ sessions: registry.list() }));
