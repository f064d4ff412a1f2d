export { type AudioCodec, type AudioCodecName, audioCodecs } from './audio-codec.js';
export {
  type CryptoAttribute,
  type CryptoLine,
  parseCryptoAttribute,
  writeCryptoAttribute,
} from './crypto-attribute.js';
export type {
  AddressType,
  Attribute,
  Bandwidth,
  Connection,
  MediaDescription,
  Origin,
  SessionDescription,
  Timing,
} from './description.js';
export type { LocalAudio } from './local-audio.js';
export {
  attributeValue,
  type MediaDirection,
  type MediaTarget,
  mediaDirection,
  mediaTarget,
} from './media-attributes.js';
export {
  type AcceptResult,
  type AnswerResult,
  acceptAnswer,
  answerAudio,
  createOffer,
  type NegotiatedAudio,
  type NegotiationFailure,
} from './offer-answer.js';
export { defaultSdpLimits, parseSdp, type SdpLimits, type SdpParseResult } from './parse.js';
export {
  answerText,
  asksForWebRtc,
  type PlainAudio,
  type PlainCodec,
  type PlainCodecName,
  type PlainDescription,
  type PlainFormat,
  type PlainTelephoneEvent,
  plainOffer,
  plainTelephoneEvent,
  readPlainAudio,
  writePlainAudio,
} from './plain/index.js';
export { parseFormatParameters, parseRtpMap, type RtpMap, rtpMapAttributes, rtpMaps } from './rtp-map.js';
export type { PayloadFormat } from './static-payload-types.js';
export { writeSdp } from './write.js';
