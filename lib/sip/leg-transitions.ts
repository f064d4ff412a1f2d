import type { LegState } from '../calls/leg.js';

/** What moves a leg from state to state. */
export type LegInput = 'answer' | 'hold' | 'resume' | 'end';

/** Where each input leads; an input that is not listed changes nothing. */
const transitions: Readonly<Record<LegState, Readonly<Partial<Record<LegInput, LegState>>>>> = {
  ringing: { answer: 'answered', end: 'ended' },
  answered: { hold: 'held', end: 'ended' },
  held: { resume: 'answered', end: 'ended' },
  ended: {},
};

/** The next state, or undefined when `input` means nothing now. */
export function nextLegState(state: LegState, input: LegInput): LegState | undefined {
  return transitions[state][input];
}
