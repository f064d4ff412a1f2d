import { describe, expect, test } from 'vitest';
import { type CallState, type CallTrigger, canTransition, nextCallState } from '../../../lib/calls/index.js';

const states: readonly CallState[] = ['ringing', 'answered', 'held', 'ended'];
const triggers: readonly CallTrigger[] = ['answer', 'hold', 'resume', 'end'];
const legal: Readonly<Record<string, CallState>> = {
  'ringing answer': 'answered',
  'ringing end': 'ended',
  'answered hold': 'held',
  'answered end': 'ended',
  'held resume': 'answered',
  'held end': 'ended',
};

describe('the state of a call', () => {
  test.each(states.flatMap((state) => triggers.map((trigger) => [state, trigger] as const)))(
    '%s, %s',
    (state, trigger) => {
      const expected = legal[`${state} ${trigger}`];
      expect(canTransition(state, trigger)).toBe(expected !== undefined);
      if (expected) expect(nextCallState(state, trigger)).toBe(expected);
      else
        expect(() => nextCallState(state, trigger)).toThrow(`A call that is ${state} has no transition '${trigger}'.`);
    },
  );
});
