import { OssicleError } from '../core/index.js';

/** Where a call stands. `ended` is final. */
export type CallState = 'ringing' | 'answered' | 'held' | 'ended';

/** What moves a call from one state to the next. */
export type CallTrigger = 'answer' | 'hold' | 'resume' | 'end';

/** Every legal transition; what is missing here cannot happen. */
const transitions: Readonly<Record<CallState, Readonly<Partial<Record<CallTrigger, CallState>>>>> = {
  ringing: { answer: 'answered', end: 'ended' },
  answered: { hold: 'held', end: 'ended' },
  held: { resume: 'answered', end: 'ended' },
  ended: {},
};

/** Whether `trigger` is possible in `state`. */
export function canTransition(state: CallState, trigger: CallTrigger): boolean {
  return transitions[state][trigger] !== undefined;
}

/**
 * The state after `trigger`.
 *
 * @throws OssicleError INVALID_STATE naming both when the table has no such transition.
 */
export function nextCallState(state: CallState, trigger: CallTrigger): CallState {
  const next = transitions[state][trigger];
  if (next !== undefined) return next;
  throw new OssicleError('INVALID_STATE', `A call that is ${state} has no transition '${trigger}'.`, {
    details: { state, trigger },
  });
}
