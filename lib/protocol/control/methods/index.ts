import type { z } from 'zod';
import { detectionMethods } from './detection-methods.js';
import { endpointMethods } from './endpoint-methods.js';
import { extensionMethods } from './extension-methods.js';
import { monitoringMethods } from './monitoring-methods.js';
import { sessionMethods } from './session-methods.js';
import { streamMethods } from './stream-methods.js';

/** Every method: the schema of its parameters and of its result. */
export const controlMethods = {
  ...sessionMethods,
  ...endpointMethods,
  ...monitoringMethods,
  ...extensionMethods,
  ...detectionMethods,
  ...streamMethods,
} as const;

export type MethodName = keyof typeof controlMethods;

/** Parameters of a method as a client writes them. */
export type MethodInput<Name extends MethodName> = z.input<(typeof controlMethods)[Name]['params']>;
/** Parameters of a method as a command gets them: complete, with ids in their usual spelling. */
export type MethodParams<Name extends MethodName> = z.output<(typeof controlMethods)[Name]['params']>;
export type MethodResult<Name extends MethodName> = z.output<(typeof controlMethods)[Name]['result']>;

/** Whether a request names a method there is. */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(controlMethods, name);
}
