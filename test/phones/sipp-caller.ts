import { encodeALaw, encodeMuLaw } from './g711.js';
import { rtpPortBlock } from './port-range.js';
import { Sipp } from './sipp.js';
import { type CallStep, callScenario } from './sipp-scenario.js';
import type { Sound } from './wav.js';

/** Options of {@link startSippCaller}. */
export interface SippCallerOptions {
  /** `address:port` of the server. */
  readonly target: string;
  readonly user?: string;
  readonly codec?: 'PCMU' | 'PCMA';
  /** Sounds the steps name, at 8000 Hz. */
  readonly sounds?: Readonly<Record<string, Sound>>;
  readonly steps: readonly CallStep[];
  readonly endedBy?: 'caller' | 'server' | 'nobody';
}

/** A scripted caller; what it hears has to be captured at `rtpPort`. */
export interface SippCaller {
  readonly sipp: Sipp;
  readonly rtpPort: number;
}

/** Places one call with sipp. */
export async function startSippCaller(options: SippCallerOptions): Promise<SippCaller> {
  const { target, user = 'desk', codec = 'PCMU', sounds = {}, steps, endedBy = 'caller' } = options;
  const rtpPort = rtpPortBlock(8).min;
  const encode = codec === 'PCMU' ? encodeMuLaw : encodeALaw;
  const files = Object.fromEntries(Object.entries(sounds).map(([name, sound]) => [name, encode(sound.samples)]));
  const scenario = callScenario({ codec, steps, endedBy });
  const args = ['-s', user, '-m', '1', '-mp', String(rtpPort)];
  return { sipp: await Sipp.start({ scenario, target, files, args }), rtpPort };
}
