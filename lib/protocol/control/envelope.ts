import { z } from 'zod';
import { controlErrorCodes } from './error-codes.js';

/** A request as it stands on the wire. */
export const requestEnvelope = z.object({
  /** Chosen by the client and echoed: 1 to 1024 bytes of UTF-8. */
  id: z.string(),
  method: z.string(),
  params: z.unknown().optional(),
  /** Extension: the session meant, of those bound with `multiplex`. */
  session_id: z.string().optional(),
});

export const responseEnvelope = z.object({ id: z.string(), result: z.looseObject({}) });

export const errorEnvelope = z.object({
  id: z.string(),
  error: z.object({ code: z.enum(controlErrorCodes), message: z.string() }),
});

export const eventEnvelope = z.object({
  event: z.string(),
  data: z.looseObject({}),
  /** Extension: the session that tells it, where that was bound with `multiplex`. */
  session_id: z.string().optional(),
  /** Extension: its number in the session, where that was created with `replay`. */
  seq: z.number().optional(),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

/** The text of a response. */
export function resultText(id: string, result: object): string {
  return JSON.stringify({ id, result });
}

/** The text of a failure. */
export function errorText(id: string, code: (typeof controlErrorCodes)[number], message: string): string {
  return JSON.stringify({ id, error: { code, message } });
}

/** The text of an event; what is undefined is left out. */
export function eventText(event: EventEnvelope): string {
  return JSON.stringify(event);
}
