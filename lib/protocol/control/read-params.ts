import type { z } from 'zod';
import { CommandError } from './error-codes.js';
import { controlMethods, type MethodName, type MethodParams } from './methods/index.js';

/** The parameters of a request, complete. @throws CommandError INVALID_PARAMS naming each wrong one. */
export function readParams<Name extends MethodName>(method: Name, params: unknown): MethodParams<Name> {
  const parsed = controlMethods[method].params.safeParse(params);
  if (parsed.success) return parsed.data as MethodParams<Name>;
  throw new CommandError('INVALID_PARAMS', parsed.error.issues.slice(0, 8).map(issueText).join('; '));
}

function issueText(issue: z.core.$ZodIssue): string {
  const name = issue.path.length === 0 ? 'params' : issue.path.map(String).join('.');
  return `${name.slice(0, 100)}: ${issue.message.slice(0, 200)}`;
}
