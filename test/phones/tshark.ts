import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeALaw, decodeMuLaw } from './g711.js';
import { findProgram, Program } from './program.js';
import { until } from './until.js';
import type { Sound } from './wav.js';

const run = promisify(execFile);

/** Whether packets can be captured here; opening the device needs rights as well, which only a try shows. */
export const tsharkInstalled = findProgram('tshark') !== undefined;

/** One RTP packet as the dissector read it. */
export interface RtpPacket {
  /** Seconds since 1970, by the kernel. */
  readonly timeSeconds: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payloadType: number;
  readonly marker: boolean;
  readonly ssrc: string;
  readonly payload: Buffer;
}

/** A capture of the loopback device, read by Wireshark's dissectors. */
export class Capture implements AsyncDisposable {
  readonly #program: Program;
  readonly #folder: string;

  private constructor(program: Program, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** @param filter In pcap's language, e.g. `udp portrange 42000-42099`. */
  static async start(filter: string, signal?: AbortSignal): Promise<Capture> {
    const folder = mkdtempSync(join(tmpdir(), 'capture-'));
    const file = join(folder, 'capture.pcapng');
    // dumpcap is what tshark itself captures with; alone it writes packets as they come.
    const program = Program.start('dumpcap', ['-q', '-i', 'lo', '-f', filter, '-w', file, '-B', '16']);
    await program.waitForLine(/File: /, { signal });
    return new Capture(program, folder);
  }

  /** Ends the capture; packets already seen are kept. */
  async stop(): Promise<void> {
    await this.#program.stop('SIGINT');
  }

  /** RTP packets to UDP port `port`, in the order they were sent. Call {@link stop} first. */
  async rtpTo(port: number): Promise<RtpPacket[]> {
    const fields = ['frame.time_epoch', 'udp.srcport', 'udp.dstport', 'rtp.seq', 'rtp.timestamp', 'rtp.p_type'];
    const all = [...fields, 'rtp.marker', 'rtp.ssrc', 'rtp.payload', 'rtpevent.event_id'];
    const decode = ['-d', `udp.port==${port},rtp`, '-Y', `rtp && udp.dstport==${port}`, '-T', 'fields'];
    const args = ['-r', join(this.#folder, 'capture.pcapng'), ...decode, ...all.flatMap((field) => ['-e', field])];
    const { stdout } = await run('tshark', args, { maxBuffer: 256 * 2 ** 20 });
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map(readPacket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The sound of G.711 packets of one stream, placed by their timestamps; gaps are silence. */
export function soundOf(packets: readonly RtpPacket[]): Sound {
  const voice = packets.filter(({ payloadType }) => payloadType === 0 || payloadType === 8);
  const [first] = voice;
  const placed = voice.map((packet) => ({ packet, at: (packet.timestamp - (first?.timestamp ?? 0)) | 0 }));
  const length = placed.reduce((end, { packet, at }) => Math.max(end, at + packet.payload.length), 0);
  const samples = new Float64Array(length);
  for (const { packet, at } of placed) {
    if (at >= 0) samples.set(packet.payloadType === 0 ? decodeMuLaw(packet.payload) : decodeALaw(packet.payload), at);
  }
  return { samples, sampleRateHz: 8_000 };
}

/** Waits until a capture device opens, as a check that this machine permits it. */
export async function canCapture(): Promise<boolean> {
  if (!tsharkInstalled) return false;
  const program = Program.start('dumpcap', ['-q', '-i', 'lo', '-c', '1', '-a', 'duration:1', '-w', '/dev/null']);
  const opened = await until('dumpcap opened the device', () => /File: /.test(program.output) || program.end, {
    everyMs: 20,
  }).then(() => /File: /.test(program.output));
  await program.stop('SIGINT');
  return opened;
}

function readPacket(line: string): RtpPacket {
  const [time, source, destination, sequence, timestamp, payloadType, marker, ssrc, payload] = line.split('\t');
  return {
    timeSeconds: Number(time),
    sourcePort: Number(source),
    destinationPort: Number(destination),
    sequence: Number(sequence),
    timestamp: Number(timestamp),
    payloadType: Number(payloadType),
    marker: marker === '1' || marker === 'True',
    ssrc: ssrc ?? '',
    payload: Buffer.from((payload ?? '').replaceAll(':', ''), 'hex'),
  };
}
