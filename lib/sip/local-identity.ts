import type { HeaderLines } from '../protocol/sip/index.js';

/** The methods this stack serves, as they stand in Allow. */
export const allowedMethods = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO'] as const;

const allowed: ReadonlySet<string> = new Set(allowedMethods);

/** Extensions a request may require of us. None yet: each comes with its RFC. */
export const supportedExtensions: readonly string[] = [];

/** Body types INFO may carry. */
export const infoTypes = ['application/dtmf-relay', 'application/dtmf'] as const;

/** Header lines that tell what we can do. */
export const capabilityHeaders: HeaderLines = [
  ['Allow', allowedMethods.join(', ')],
  ['Accept', ['application/sdp', ...infoTypes].join(', ')],
  ['Supported', supportedExtensions.join(', ')],
];

/** Whether this stack serves `method`. */
export function isAllowedMethod(method: string): boolean {
  return allowed.has(method);
}
