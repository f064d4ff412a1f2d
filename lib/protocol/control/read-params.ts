import { CommandError } from './error-codes.js';
import { issueText } from './issue-text.js';
import { controlMethods, type MethodName, type MethodParams } from './methods/index.js';

/** The parameters of a request, complete. @throws CommandError INVALID_PARAMS naming each wrong one. */
export function readParams<Name extends MethodName>(method: Name, params: unknown): MethodParams<Name> {
  const parsed = controlMethods[method].params.safeParse(params, { reportInput: true });
  if (parsed.success) return parsed.data as MethodParams<Name>;
  throw new CommandError(
    'INVALID_PARAMS',
    parsed.error.issues
      .slice(0, 8)
      .map((issue) => issueText(issue))
      .join('; '),
  );
}
