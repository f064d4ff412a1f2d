import { branchCookie } from '../ids.js';
import type { SipRequest, SipResponse } from '../message.js';
import { sentBy } from '../via.js';

/**
 * What a request and its retransmissions, its ACK (RFC 3261, section 17.2.3) or its CANCEL have in common. `method`
 * names the transaction looked for: INVITE for an ACK and for what a CANCEL cancels.
 */
export function serverKey(request: SipRequest, method: string): string {
  const { via, branch } = request;
  if (via && branch.startsWith(branchCookie) && branch.length > branchCookie.length) {
    return flat(branch, sentBy(via), method);
  }
  // An RFC 2543 element: its branch is not unique, so the headers that are decide.
  const { callId, fromTag, cseq, uri, topViaText } = request;
  return flat('2543', callId, fromTag, String(cseq?.number), uri, topViaText ?? '', method);
}

/** The transaction a response belongs to, by the Via that our request carried (RFC 3261, section 17.1.3). */
export function clientKey(response: SipResponse): string {
  const { via, branch, cseq } = response;
  return `${branch}|${via ? sentBy(via) : ''}|${cseq?.method}`;
}

/** Equal for two requests that are one and came by different paths (RFC 3261, section 8.2.2.2). */
export function mergeKey(request: SipRequest): string {
  return flat(request.fromTag, request.callId, String(request.cseq?.number), request.method);
}

// A template would only link the parts, which are cut from the message and keep it alive; `join` copies them.
function flat(...parts: string[]): string {
  return parts.join('|');
}
