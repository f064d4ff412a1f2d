import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { startNode } from '../harness/node-program.js';
import type { CodecCase } from './codec-cases.js';

/** What a program made of a signal, and how long it took per frame in us. */
export interface CodecRun {
  readonly encode: number;
  readonly decode: number;
  readonly packets: Buffer;
  readonly decoded: Int16Array;
}

/** Runs our classes, or the peer's program, over `signal`. */
export async function runCodec(
  who: 'ours' | 'peer',
  one: CodecCase,
  signal: Int16Array,
  folder: string,
  roundMs: number,
): Promise<CodecRun> {
  const files = join(folder, who);
  writeFileSync(`${files}.input`, signal);
  const args = [...one.args, files, String(roundMs)];
  const options = { core: serverCore, nice: niceness.likeMediaThread };
  await using program =
    who === 'ours' ? startNode('audio/codec-calls.js', args) : LineProgram.start(one.peerProgram ?? '', args, options);
  const times = await program.json<{ encode: number; decode: number }>();
  await program.ended();
  const decoded = readFileSync(`${files}.decoded`);
  const samples = new Int16Array(decoded.buffer.slice(decoded.byteOffset, decoded.byteOffset + decoded.length));
  return { ...times, packets: readFileSync(`${files}.packets`), decoded: samples };
}
