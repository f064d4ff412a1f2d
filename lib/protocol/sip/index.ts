export { type CSeq, parseCSeq } from './cseq.js';
export { detachedText } from './detached-text.js';
export { Dialog, type DialogId, type DialogRequest, type DialogState } from './dialog.js';
export { breaksLine, isToken, quote, splitCommaList, unquote } from './grammar.js';
export { canonicalHeaderName } from './header-names.js';
export { SipHeaders } from './headers.js';
export { branchCookie, type RandomBytes, SipIds } from './ids.js';
export { type InfoDigit, parseInfoDigit } from './info-digit.js';
export { SipMessage, SipRequest, SipResponse } from './message.js';
export {
  type HeaderLines,
  type RequestParts,
  type ResponseParts,
  writeRequest,
  writeResponse,
} from './message-writer.js';
export { formatNameAddr, type NameAddr, parseNameAddr } from './name-addr.js';
export { formatParameters, noParameters, parseParameters, type SipParameters } from './parameters.js';
export { defaultMessageLimits, type MessageLimits, type ParseResult, parseMessage } from './parser.js';
export { reasonPhrase } from './status.js';
export { type FramerOutput, StreamFramer } from './stream-framer.js';
export { SuccessRetransmission, type SuccessRetransmissionOptions } from './success-retransmission.js';
export { TimerWheel, type WheelTimer } from './timer-wheel.js';
export { defaultSipTimes, type SipTimes, transactionTimeoutMs } from './timers.js';
export type { ClientTransactionUser } from './transaction/client-transaction.js';
export {
  type InviteClientOptions,
  type InviteClientState,
  InviteClientTransaction,
} from './transaction/invite-client-transaction.js';
export { type InviteServerState, InviteServerTransaction } from './transaction/invite-server-transaction.js';
export { type NonInviteClientState, NonInviteClientTransaction } from './transaction/non-invite-client-transaction.js';
export { type NonInviteServerState, NonInviteServerTransaction } from './transaction/non-invite-server-transaction.js';
export { type StateTable, Transaction, type TransactionFlow, type TransactionHost } from './transaction/transaction.js';
export { clientKey, mergeKey, serverKey } from './transaction/transaction-key.js';
export {
  type ServerTransaction,
  TransactionLayer,
  type TransactionLayerOptions,
  type TransactionUser,
} from './transaction/transaction-layer.js';
export {
  decodedUser,
  formatHostPort,
  formatSipUri,
  parsePort,
  parseSipUri,
  type SipUri,
  uriScheme,
} from './uri.js';
export { parseVia, sentBy, type Via, viaWithSource } from './via.js';
