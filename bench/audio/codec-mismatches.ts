import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, missingPeer } from '../harness/peers.js';
import { type Outcome, type Row, row } from '../harness/result.js';
import { type CodecCase, codecCases } from './codec-cases.js';
import { type CodecRun, runCodec } from './codec-run.js';
import { addNoise } from './noise.js';
import { speechLike } from './speech.js';

/** Every sample there is, filled up to whole frames. */
function everySample(): Int16Array {
  return Int16Array.from({ length: 65_600 }, (_, i) => (i < 65_536 ? i - 32_768 : 0));
}

/** Speech in noise that grows from second to second until it drowns it. */
function speechInNoise(rateHz: number, seconds: number): Int16Array {
  const signal = Float64Array.from(speechLike(rateHz, seconds));
  for (let second = 0; second < seconds; ++second) {
    addNoise(signal.subarray(second * rateHz, (second + 1) * rateHz), 20 * 1.1 ** (second % 50), second + 1);
  }
  return Int16Array.from(signal, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
}

function differences(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < Math.min(a.length, b.length); ++i) if (a[i] !== b[i]) ++count;
  return count;
}

function mismatchRow(name: string, unit: string, ours: number | null, peerName: string): Row {
  return row({ case: `${name} against ${peerName}`, metric: 'mismatches', unit, kind: 'cost', ours });
}

/** The bytes of all packets, without the lengths before them. */
function payloadsOf({ packets }: CodecRun): Buffer {
  const payloads: Buffer[] = [];
  for (let at = 0; at < packets.length; ) {
    const length = packets.readUInt16LE(at);
    payloads.push(packets.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return Buffer.concat(payloads);
}

/**
 * How many negative samples stand exactly on a decision value of G.711: there spandsp takes the two's complement and the
 * ITU-T's own software (G.191), as ours, the one's complement. Ours then gives what spandsp gives for the sample above.
 */
function samplesOnDecisionValue(signal: Int16Array, ours: Buffer, theirs: Buffer): number {
  let count = 0;
  for (let i = 0; i < signal.length; ++i) {
    if (ours[i] !== theirs[i] && (signal[i] ?? 0) < 0 && ours[i] === theirs[i + 1]) ++count;
  }
  return count;
}

interface Comparison {
  readonly ours: CodecRun;
  readonly rows: Row[];
  readonly notes: string[];
}

async function againstPeer(one: CodecCase, signal: Int16Array, folder: string): Promise<Comparison> {
  const ours = await runCodec('ours', one, signal, folder, 0);
  const count = (unit: string, value: number | null): Row => mismatchRow(one.name, unit, value, one.peerName);
  if (one.peerProgram === undefined)
    return { ours, rows: [count('bytes', null), count('samples', null)], notes: [one.missing] };
  const peer = await runCodec('peer', one, signal, folder, 0);
  const [bytes, theirBytes] = [payloadsOf(ours), payloadsOf(peer)];
  const ambiguous = one.name.startsWith('G.711') ? samplesOnDecisionValue(signal, bytes, theirBytes) : 0;
  const rows = [
    count('bytes', differences(bytes, theirBytes) - ambiguous),
    count('samples', differences(ours.decoded, peer.decoded) - ambiguous),
  ];
  const note = `${one.name}: ${ambiguous} negative samples exactly on a decision value are not counted: spandsp rounds them the other way than the software of ITU-T G.191, with which ours agrees`;
  return { ours, rows, notes: ambiguous > 0 ? [note] : [] };
}

/** The decoder of ffmpeg over what our encoder wrote, or nothing where there is no ffmpeg. */
function decodedByFfmpeg(ours: CodecRun, folder: string): Int16Array | undefined {
  const ffmpeg = findProgram('ffmpeg');
  if (ffmpeg === undefined) return undefined;
  const file = join(folder, 'ours.g722');
  writeFileSync(file, payloadsOf(ours));
  const args = ['-v', 'error', '-f', 'g722', '-i', file, '-f', 's16le', '-'];
  const samples = execFileSync(ffmpeg, args, { maxBuffer: 2 ** 28 });
  return new Int16Array(samples.buffer.slice(samples.byteOffset, samples.byteOffset + samples.length));
}

/** How many bytes and samples differ from what others make of the same. */
export async function measureMismatches(folder: string, quick: boolean): Promise<Outcome> {
  const seconds = quick ? 10 : 60;
  const rows: Row[] = [];
  const notes = [
    `mismatches: G.711 over all 65,536 samples and the codes they give, G.722 over ${seconds} s of speech in noise, Opus over the same`,
  ];
  for (const one of codecCases(quick)) {
    const signal = one.name.startsWith('G.711') ? everySample() : speechInNoise(one.rateHz, seconds);
    const { ours, rows: found, notes: told } = await againstPeer(one, signal, folder);
    rows.push(...found);
    notes.push(...told);
    if (one.name !== 'G.722') continue;
    const theirs = decodedByFfmpeg(ours, folder);
    rows.push(mismatchRow(one.name, 'samples', theirs ? differences(ours.decoded, theirs) : null, 'ffmpeg'));
    if (theirs === undefined) notes.push(missingPeer('ffmpeg', 'ffmpeg'));
  }
  return { rows, notes };
}
