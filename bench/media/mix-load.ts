import { generatorCore, LineProgram, niceness, serverCore } from '../harness/line-program.js';
import { benchModule, nativeProgram } from '../harness/paths.js';
import { ProcessorWatch } from '../harness/processor-time.js';

/** What mixes: the media engine in Node, or the floor program. */
export type Mixer = 'ours' | 'floor';

export interface MixLoadOptions {
  readonly mixer: Mixer;
  readonly legs: number;
  /** Legs that hear one another, up to 12. */
  readonly room: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Of each second in which the mixer's JavaScript is blocked; 0 unless given. */
  readonly blockMs?: number;
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

const serverPorts = { first: 45_000, last: 51_999 };
const generatorPort = 52_000;

function startMixer(options: MixLoadOptions): LineProgram {
  const { mixer, legs, room, blockMs = 0 } = options;
  const { first, last } = serverPorts;
  if (mixer === 'floor') {
    return LineProgram.start(nativeProgram('rtp_mix_floor'), [legs, room, first].map(String), {
      core: serverCore,
      nice: niceness.likeMediaThread,
    });
  }
  const args = [benchModule('media/mix-server.js'), ...[legs, room, first, last, blockMs].map(String)];
  return LineProgram.start(process.execPath, args, { core: serverCore });
}

async function readMixer(server: LineProgram, mixer: Mixer): Promise<MixerReport | null> {
  if (mixer === 'floor') return null;
  server.write('stats');
  return server.json<MixerReport>();
}

function difference(after: MixerReport | null, before: MixerReport | null): MixerReport | null {
  if (after === null || before === null) return null;
  const names = ['lost', 'late', 'dropped', 'concealedMs', 'missedTicks', 'eventsDropped'] as const;
  const entries = names.map((name) => [name, after[name] - before[name]] as const);
  return Object.fromEntries(entries) as unknown as MixerReport;
}

/** Lets `legs` phones talk through a mixer over loopback for one window. */
export async function runMixLoad(options: MixLoadOptions): Promise<MixRun> {
  const { mixer, legs, room, warmUpMs, windowMs, beside } = options;
  await using server = startMixer(options);
  const serverPortsOfLegs = await server.numbers('ports');
  const loadArgs = [legs, room, generatorPort, warmUpMs, windowMs].map(String);
  await using load = LineProgram.start(nativeProgram('rtp_load'), loadArgs, {
    core: generatorCore,
    nice: niceness.likeMediaThread,
  });
  const loadPorts = await load.numbers('ports');
  server.write(`targets ${loadPorts.join(' ')}`);
  await server.line((line) => line === 'ready');
  load.write(`targets ${serverPortsOfLegs.join(' ')}`);

  await load.line((line) => line === 'begin');
  const before = await readMixer(server, mixer);
  const watch = new ProcessorWatch(server.pid, serverCore);
  const company = beside?.(windowMs);
  await load.line((line) => line === 'end');
  const used = watch.read();
  await company;
  const ear = await load.json<EarReport>();
  const counted = difference(await readMixer(server, mixer), before);
  await server.finish();
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
