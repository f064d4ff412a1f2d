import { type Dialog, type ServerTransaction, type SipRequest, writeResponse } from '../protocol/sip/index.js';
import type { LegContext } from './leg-context.js';
import type { Refusal } from './request-policy.js';
import type { SipFlow } from './sip-flow.js';

/** A request of the peer with everything needed to answer it. */
export interface ReceivedRequest {
  readonly request: SipRequest;
  readonly transaction: ServerTransaction;
  readonly flow: SipFlow;
}

/** Answers a request that needs no state of ours. */
export function respond(context: LegContext, received: ReceivedRequest, refusal: Refusal): void {
  const { request, transaction, flow } = received;
  const { statusCode, reason } = refusal;
  const headers = refusal.headers ? [...context.serverHeaders, ...refusal.headers] : context.serverHeaders;
  const toTag = request.toTag === '' ? (refusal.toTag ?? context.ids.tag()) : undefined;
  transaction.respond(statusCode, writeResponse(request, { statusCode, reason, headers, toTag, source: flow.remote }));
}

/** Sends a request of ours within `dialog`; resolves with the final status, or undefined when none came. */
export async function sendInDialog(
  context: LegContext,
  dialog: Dialog,
  request: { readonly method: string; readonly flow: SipFlow; readonly behindNat: boolean },
): Promise<number | undefined> {
  const flow = context.transport.flowTowards(dialog.nextHop, request.flow, request.behindNat);
  const { via, key } = context.via(flow, request.method);
  const { bytes } = dialog.buildRequest({ method: request.method, via });
  return new Promise((resolve) => {
    context.transactions.sendRequest(key, flow, {
      request: bytes,
      user: {
        onResponse: ({ statusCode }) => {
          if (statusCode >= 200) resolve(statusCode);
        },
        onTimeout: () => resolve(undefined),
      },
    });
  });
}
