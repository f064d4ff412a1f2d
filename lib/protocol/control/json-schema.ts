import { z } from 'zod';
import { errorEnvelope, eventEnvelope, requestEnvelope, responseEnvelope } from './envelope.js';
import { controlErrorCodes } from './error-codes.js';
import { controlEvents, type EventName, tierOf } from './events.js';
import { controlMethods } from './methods/index.js';

/** The whole protocol as JSON Schema (2020-12), for clients in other languages. */
export function controlJsonSchema(): Record<string, unknown> {
  const methods = Object.entries(controlMethods).map(([name, { params, result }]) => [
    name,
    { params: schemaOf(params, 'input'), result: schemaOf(result, 'output') },
  ]);
  const events = Object.entries(controlEvents).map(([name, data]) => [
    name,
    { tier: tierOf(name as EventName), data: schemaOf(data, 'output') },
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The control protocol of ossicle',
    envelopes: {
      request: schemaOf(requestEnvelope, 'input'),
      response: schemaOf(responseEnvelope, 'output'),
      error: schemaOf(errorEnvelope, 'output'),
      event: schemaOf(eventEnvelope, 'output'),
    },
    errorCodes: controlErrorCodes,
    methods: Object.fromEntries(methods),
    events: Object.fromEntries(events),
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override: allowFurtherMembers });
  return rest;
}

/** Further members are ignored in what comes, and may stand in what a later version sends. */
function allowFurtherMembers({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}
