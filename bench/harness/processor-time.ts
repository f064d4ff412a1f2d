import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, fixed on Linux

/** User and system seconds of every thread of a process so far. */
export function processorSeconds(pid: number): number {
  let ticks = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      ticks += ticksOf(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'));
    } catch {
      // The thread has just ended.
    }
  }
  return ticks / ticksPerSecond;
}

/** Fields 14 and 15 of proc(5)'s stat; the name in field 2 may hold anything, so counting starts behind it. */
function ticksOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Seconds since boot in which a core did anything at all, whoever asked for it. */
export function coreBusySeconds(core: number): number {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`cpu${core} `));
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (line ?? '')
    .split(/ +/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

/** What a process and its core used between two readings. */
export class ProcessorWatch {
  readonly #pid: number;
  readonly #core: number;
  readonly #startMs = performance.now();
  readonly #process: number;
  readonly #busy: number;

  constructor(pid: number, core: number) {
    this.#pid = pid;
    this.#core = core;
    this.#process = processorSeconds(pid);
    this.#busy = coreBusySeconds(core);
  }

  /** `seconds` of processor time, its share of the time passed, and the share in which the core was busy at all. */
  read(): { readonly seconds: number; readonly share: number; readonly coreShare: number } {
    const passed = (performance.now() - this.#startMs) / 1000;
    const seconds = processorSeconds(this.#pid) - this.#process;
    const coreShare = (coreBusySeconds(this.#core) - this.#busy) / passed;
    return { seconds, share: seconds / passed, coreShare };
  }
}
