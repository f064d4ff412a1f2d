import { type ResponseParts, type SipRequest, uriScheme } from '../protocol/sip/index.js';
import { allowedMethods, isAllowedMethod, supportedExtensions } from './local-identity.js';

/** A response that needs nothing but the request. */
export type Refusal = Pick<ResponseParts, 'statusCode' | 'reason' | 'headers' | 'toTag'>;

const acceptSdp = [['Accept', 'application/sdp']] as const;

/** What every request must pass (RFC 3261, section 8.2); undefined when it does. */
export function refuseRequest(request: SipRequest): Refusal | undefined {
  if (!isAllowedMethod(request.method)) {
    return { statusCode: 405, headers: [['Allow', allowedMethods.join(', ')]] };
  }
  const scheme = uriScheme(request.uri);
  if (scheme !== 'sip' && scheme !== 'sips' && scheme !== 'tel') return { statusCode: 416 };
  const required = request.headers.list('require');
  if (!required) return { statusCode: 400, reason: 'Malformed Require' };
  const unsupported = required.filter((tag) => !supportedExtensions.includes(tag.toLowerCase()));
  if (unsupported.length > 0) return { statusCode: 420, headers: [['Unsupported', unsupported.join(', ')]] };
  return undefined;
}

/** What an INVITE must pass beyond that, before it costs anything; undefined when it does. */
export function refuseInvite(request: SipRequest): Refusal | undefined {
  if (!acceptsSdp(request)) return { statusCode: 406 };
  if (request.body.length === 0 || hasOfferBody(request)) return undefined;
  const disposition = request.headers.get('content-disposition') ?? '';
  if (/;\s*handling\s*=\s*"?optional/i.test(disposition)) return undefined;
  return { statusCode: 415, headers: acceptSdp };
}

/** Whether the body is a session description we can read. */
export function hasOfferBody(request: SipRequest): boolean {
  if (request.body.length === 0 || request.contentType !== 'application/sdp') return false;
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  return encoding.trim().toLowerCase() === 'identity';
}

function acceptsSdp(request: SipRequest): boolean {
  const accepted = request.headers.list('accept');
  if (!accepted || accepted.length === 0) return true;
  return accepted.some((range) => /^(?:application\/(?:sdp|\*)|\*\/\*)\s*(?:;|$)/i.test(range));
}
