export { answerText } from './answer-text.js';
export {
  type PlainCodec,
  type PlainCodecName,
  type PlainFormat,
  type PlainTelephoneEvent,
  plainOffer,
  plainTelephoneEvent,
} from './plain-codec.js';
export { asksForWebRtc, type PlainAudio, readPlainAudio } from './read-plain-audio.js';
export { type PlainDescription, writePlainAudio } from './write-plain-audio.js';
