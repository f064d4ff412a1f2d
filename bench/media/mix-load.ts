import { generatorCore, LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';
import { ProcessorWatch } from '../harness/processor-time.js';
import { generatorPort, type MediaServer } from './media-servers.js';

export interface MixLoadOptions {
  readonly server: MediaServer;
  readonly legs: number;
  /** Legs that hear one another, up to 12. */
  readonly room: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Of each second in which the server's JavaScript is blocked; 0 unless given. */
  readonly blockMs?: number;
  /** Every leg speaks SRTP. */
  readonly srtp?: boolean;
  /** Where a window is longer than a minute. */
  readonly patienceMs?: number;
  /** Runs beside the window on the server's core. */
  readonly beside?: (windowMs: number) => Promise<void>;
}

/** What the ear of `bench_rtp_load` reports. */
export interface EarReport {
  readonly silent: number;
  readonly received: number;
  readonly loss: number;
  readonly gapP50: number;
  readonly gapP99: number;
  readonly gapP999: number;
  readonly gapMax: number;
  /** From the phone that speaks to the one that hears, modulo 20 ms; meant for relays. */
  readonly delayP50: number;
  readonly delayP99: number;
  readonly snrLeast: number;
  readonly snrMedian: number;
  /** Share of its core the generator used. */
  readonly core: number;
  readonly lateMs: number;
  readonly unsent: number;
}

/** What the server itself counted in the window; the floor program counts nothing. */
export interface MixerReport {
  readonly lost: number;
  readonly late: number;
  readonly dropped: number;
  readonly concealedMs: number;
  readonly missedTicks: number;
  readonly eventsDropped: number;
}

export interface MixRun {
  readonly ear: EarReport;
  /** Its counters by the end less those at the beginning of the window; null for the floor. */
  readonly mixer: MixerReport | null;
  /** Processor time per leg and 20 ms, in microseconds. */
  readonly microsecondsPerLeg: number;
  /** Of the server's core: what its process used, and how busy the core was at all. */
  readonly share: number;
  readonly coreShare: number;
  /** Why the run does not count as held; empty when it does. */
  readonly misses: readonly string[];
  /** The generator was too busy to be believed. */
  readonly void: boolean;
}

async function readMixer(program: LineProgram, { counts }: MediaServer): Promise<MixerReport | null> {
  if (!counts) return null;
  program.write('stats');
  return program.json<MixerReport>();
}

function difference(after: MixerReport | null, before: MixerReport | null): MixerReport | null {
  if (after === null || before === null) return null;
  const names = ['lost', 'late', 'dropped', 'concealedMs', 'missedTicks', 'eventsDropped'] as const;
  const entries = names.map((name) => [name, after[name] - before[name]] as const);
  return Object.fromEntries(entries) as unknown as MixerReport;
}

/** Lets `legs` phones talk through a server over loopback for one window. */
export async function runMixLoad(options: MixLoadOptions): Promise<MixRun> {
  const { server, legs, room, warmUpMs, windowMs, blockMs = 0, srtp = false, beside, patienceMs = 60_000 } = options;
  const loadArgs = [legs, room, generatorPort, warmUpMs, windowMs].map(String);
  await using load = LineProgram.start(nativeProgram(srtp ? 'srtp_load' : 'rtp_load'), loadArgs, {
    core: generatorCore,
    nice: niceness.likeMediaThread,
    patienceMs,
  });
  const loadPorts = await load.numbers('ports');
  await using program = server.start({ legs, room, blockMs, srtp });
  const [worker = program.pid] = server.hasWorker ? await program.numbers('pid') : [];
  program.write(`targets ${loadPorts.join(' ')}`);
  const ports = await program.numbers('ports');
  const keys = srtp ? await program.words('keys') : [];
  await program.line((line) => line === 'ready');
  load.write(`targets ${ports.join(' ')}`);
  if (srtp) load.write(`keys ${keys.join(' ')}`);

  await load.line((line) => line === 'begin');
  const before = await readMixer(program, server);
  const watch = new ProcessorWatch(worker, serverCore);
  const company = beside?.(windowMs);
  await load.line((line) => line === 'end');
  const used = watch.read();
  await company;
  const ear = await load.json<EarReport>();
  const counted = difference(await readMixer(program, server), before);
  await program.finish();
  const microsecondsPerLeg = (used.share * 20_000) / legs;
  const { share, coreShare } = used;
  return {
    ear,
    mixer: counted,
    microsecondsPerLeg,
    share,
    coreShare,
    misses: missesOf(ear, share),
    void: ear.core > 0.85,
  };
}

/** The rules a capacity must keep. */
function missesOf(ear: EarReport, share: number): string[] {
  const misses: string[] = [];
  if (ear.silent > 0) misses.push(`${ear.silent} legs heard nothing`);
  if (ear.loss >= 0.001) misses.push(`loss ${(ear.loss * 100).toFixed(2)} %`);
  if (ear.gapP99 >= 30) misses.push(`P99 gap ${ear.gapP99} ms`);
  if (ear.snrLeast < 30) misses.push(`least SNR ${ear.snrLeast} dB`);
  if (share > 0.95) misses.push(`server core ${(share * 100).toFixed(0)} %`);
  return misses;
}
