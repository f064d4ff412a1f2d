import { z } from 'zod';
import { uuidInput } from '../uuid.js';
import { method, nothing } from './method.js';

/** What can be looked for in the sound of an endpoint. */
export const detection = z.enum(['dtmf', 'tones', 'answering_machine']);
export type Detection = z.infer<typeof detection>;

/** Methods that the original protocol does not have: what is found in the sound, for who asks. */
export const detectionMethods = {
  /** Looks for these in what the endpoint says, in place of what was looked for before. */
  'detect.start': method(
    z.object({
      endpoint_id: uuidInput,
      detect: z.array(detection).min(1).max(3),
      /** Whose call progress tones: an ISO 3166 code in lower case, or `itu` for what ITU-T E.180 recommends. */
      country: z
        .string()
        .regex(/^[a-z]{2,3}$/, 'must be an ISO 3166 code in lower case, or itu')
        .default('itu'),
    }),
    nothing,
  ),
  'detect.stop': method(z.object({ endpoint_id: uuidInput }), nothing),
  /** Whether `session.active_speaker` events tell who has the floor. */
  'session.active_speaker': method(z.object({ watch: z.boolean().default(true) }), nothing),
} as const;
