import type { Command } from '../command.js';
import { detectStart, detectStop, sessionActiveSpeaker } from './detect.js';
import { endpointAcceptAnswer } from './endpoint-accept-answer.js';
import { endpointCreateFromOffer } from './endpoint-create-from-offer.js';
import { endpointCreateOffer } from './endpoint-create-offer.js';
import { endpointCreateTone } from './endpoint-create-tone.js';
import { endpointCreateWithFile } from './endpoint-create-with-file.js';
import { endpointDtmfInject } from './endpoint-dtmf-inject.js';
import { endpointFilePause, endpointFileResume, endpointFileSeek } from './endpoint-file-control.js';
import { endpointIceRestart } from './endpoint-ice-restart.js';
import { endpointRemove } from './endpoint-remove.js';
import { endpointSrtpRekey } from './endpoint-srtp-rekey.js';
import { endpointCreateStream, endpointStreamClear, endpointStreamMark } from './endpoint-stream.js';
import { endpointTransfer } from './endpoint-transfer.js';
import {
  endpointDirection,
  endpointGain,
  endpointHold,
  endpointMute,
  endpointPlay,
  endpointPlayStop,
  sessionHearing,
} from './extensions.js';
import { recordingPause, recordingResume, recordingStart, recordingStop } from './recording.js';
import { sessionAttach } from './session-attach.js';
import { sessionBridge } from './session-bridge.js';
import { sessionCreate } from './session-create.js';
import { sessionDestroy } from './session-destroy.js';
import { sessionInfo } from './session-info.js';
import { sessionList } from './session-list.js';
import { statsSubscribe, statsUnsubscribe } from './stats.js';
import { vadStart, vadStop } from './vad.js';

/** Every command of the control protocol. */
export const controlCommands: readonly Command[] = [
  sessionCreate,
  sessionAttach,
  sessionDestroy,
  sessionInfo,
  sessionList,
  sessionBridge,
  endpointCreateFromOffer,
  endpointCreateOffer,
  endpointAcceptAnswer,
  endpointRemove,
  endpointIceRestart,
  endpointSrtpRekey,
  endpointTransfer,
  endpointCreateWithFile,
  endpointFileSeek,
  endpointFilePause,
  endpointFileResume,
  endpointCreateTone,
  endpointDtmfInject,
  recordingStart,
  recordingStop,
  recordingPause,
  recordingResume,
  vadStart,
  vadStop,
  detectStart,
  detectStop,
  sessionActiveSpeaker,
  statsSubscribe,
  statsUnsubscribe,
  endpointMute,
  endpointGain,
  endpointDirection,
  endpointHold,
  endpointPlay,
  endpointPlayStop,
  sessionHearing,
  endpointCreateStream,
  endpointStreamMark,
  endpointStreamClear,
];
