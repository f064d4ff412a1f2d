import { z } from 'zod';

/** What one method takes and answers with. */
export interface Method<Params extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType> {
  readonly params: Params;
  readonly result: Result;
}

/** Keeps the exact types of a method's schemas. */
export function method<Params extends z.ZodType, Result extends z.ZodType>(
  params: Params,
  result: Result,
): Method<Params, Result> {
  return { params, result };
}

/** Parameters of a method that takes none: whatever comes is ignored. */
export const noParams = z.unknown().transform(() => ({}));

/** The result of a method that has nothing to say. */
export const nothing = z.object({});
