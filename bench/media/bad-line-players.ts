import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioFile, openAudioFile } from 'ossicle/audio';
import { startNode } from '../harness/node-program.js';
import { nativeProgram, repositoryRoot } from '../harness/paths.js';
import type { LineCall, RecordedCall } from './bad-line-call.js';

/** What somebody hears of a call. */
export interface HeardCall {
  /** From the moment on when the first packet left, at 8 kHz. */
  readonly samples: Int16Array;
  readonly concealedMs: number;
}

/** Plays what comes over a line. `out` is a WAV file to record it in. */
export type Player = (callFile: string, out: string) => Promise<HeardCall>;

const samplesPerMs = 8;
const tickMs = 20;

/** A whole call through the media plane of a built checkout. */
export function checkoutPlayer(folder: string): Player {
  return async (callFile, out) => {
    rmSync(out, { force: true }); // a recording is always a new file
    await using program = startNode('media/bad-line-call.js', [folder, callFile, out]);
    const { fromMs, concealedMs } = await program.json<RecordedCall>();
    await program.ended();
    const recorded = await readWav(out);
    return { samples: onTimeLine(recorded, fromMs), concealedMs };
  };
}

/** NetEQ, asked for audio at the same moments as a call's endpoint. */
export const netEqPlayer: Player = async (callFile, out) => {
  const { payloads, arrivalsMs, phaseMs } = JSON.parse(readFileSync(callFile, 'utf8')) as LineCall;
  const codes = readFileSync(payloads);
  const lines = arrivalsMs
    .flatMap((arrivalMs, number) => (arrivalMs === null ? [] : [{ arrivalMs, number }]))
    .sort((a, b) => a.arrivalMs - b.arrivalMs)
    .map(({ arrivalMs, number }) => `${arrivalMs} ${datagramHex(number, codes)}`);
  const endMs = arrivalsMs.length * tickMs + 1000;
  const fromMs = tickMs - phaseMs;
  const errors = join(repositoryRoot, 'build', 'bench', 'bad-line', 'neteq.json');
  const command = `exec "$0" pcmu 8000 "$1" ${tickMs} 2> "$2"`;
  const bytes = execFileSync('sh', ['-c', command, nativeProgram('webrtc_line'), String(fromMs), errors], {
    input: `${lines.join('\n')}\nend ${endMs}\n`,
    maxBuffer: 1 << 28,
  });
  const { concealed } = JSON.parse(readFileSync(errors, 'utf8')) as { concealed: number };
  const played = Int16Array.from({ length: bytes.length >> 1 }, (_, n) => bytes.readInt16LE(2 * n));
  await writeWav(out, played);
  return { samples: onTimeLine(played, fromMs), concealedMs: concealed / samplesPerMs };
};

function datagramHex(number: number, codes: Buffer): string {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header.writeUInt16BE(number & 0xffff, 2);
  header.writeUInt32BE(number * 160, 4);
  header.writeUInt32BE(7, 8);
  return Buffer.concat([header, codes.subarray(number * 160, (number + 1) * 160)]).toString('hex');
}

/** Samples of which the first was heard at `fromMs`, with the one at time 0 first. */
function onTimeLine(samples: Int16Array, fromMs: number): Int16Array {
  const shift = Math.round(fromMs * samplesPerMs);
  if (shift <= 0) return samples.subarray(-shift);
  const shifted = new Int16Array(samples.length + shift);
  shifted.set(samples, shift);
  return shifted;
}

async function readWav(path: string): Promise<Int16Array> {
  await using reader = await openAudioFile(path, { samples: 'int16' });
  const frames: number[] = [];
  for await (const frame of reader) frames.push(...frame);
  return Int16Array.from(frames);
}

/** Writes a mono file of 16 bits at 8 kHz. */
export async function writeWav(path: string, samples: Int16Array): Promise<void> {
  await using writer = await createAudioFile(path, { sampleRateHz: 8000, channels: 1, format: 'wav' });
  await writer.write(samples);
  await writer.close();
}
