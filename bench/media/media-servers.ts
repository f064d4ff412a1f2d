import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { benchModule, nativeProgram } from '../harness/paths.js';

/** Ports that servers may use. */
export const serverPorts = { first: 20_000, last: 44_999 };
/** From here on phones listen. */
export const generatorPort = 45_000;

/** How much a server is to do. */
export interface ServerSize {
  readonly legs: number;
  /** Legs that hear one another. */
  readonly room: number;
  /** Of each second in which the server's JavaScript is blocked. */
  readonly blockMs: number;
  /** AES_CM_128_HMAC_SHA1, with a tag of 80 bits at even legs and of 32 at odd ones. */
  readonly srtp: boolean;
}

/**
 * Something that mixes or relays: a program that prints "ports ..." (where each leg listens) and, with SRTP, "keys ..."
 * (with which it sends to each), reads "targets ..." (where its phone listens) and prints "ready".
 */
export interface MediaServer {
  readonly name: string;
  readonly start: (size: ServerSize) => LineProgram;
  /** It answers "stats" with a MixerReport. */
  readonly counts: boolean;
  /** It prints "pid N": the process that does the work is another. */
  readonly hasWorker: boolean;
}

function floorProgram(name: string): MediaServer {
  const start = ({ legs, room, srtp }: ServerSize): LineProgram =>
    LineProgram.start(nativeProgram(`${srtp ? 'srtp' : 'rtp'}_${name}`), [legs, room, serverPorts.first].map(String), {
      core: serverCore,
      nice: niceness.likeMediaThread,
    });
  return { name: 'floor', start, counts: false, hasWorker: false };
}

function nodeProgram(module: string, args: readonly number[]): LineProgram {
  return LineProgram.start(process.execPath, [benchModule(module), ...args.map(String)], { core: serverCore });
}

/** The media engine in Node: it mixes rooms, and relays between two. */
export const ours: MediaServer = {
  name: 'ours',
  start: ({ legs, room, blockMs, srtp }) =>
    nodeProgram('media/mix-server.js', [legs, room, serverPorts.first, serverPorts.last, blockMs, Number(srtp)]),
  counts: true,
  hasWorker: false,
};

export const mixFloor = floorProgram('mix_floor');
export const forwardFloor = floorProgram('forward_floor');

/** Relays between two. */
export const rtpengine: MediaServer = {
  name: 'rtpengine',
  start: ({ legs, srtp }) =>
    nodeProgram('media/rtpengine-server.js', [legs, serverPorts.first, serverPorts.last, Number(srtp)]),
  counts: false,
  hasWorker: true,
};
