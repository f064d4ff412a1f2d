import type { Command } from '../command.js';
import { sessionAttach } from './session-attach.js';
import { sessionCreate } from './session-create.js';
import { sessionDestroy } from './session-destroy.js';
import { sessionInfo } from './session-info.js';
import { sessionList } from './session-list.js';

/** Every command of the control protocol. */
export const controlCommands: readonly Command[] = [
  sessionCreate,
  sessionAttach,
  sessionDestroy,
  sessionInfo,
  sessionList,
];
