import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import { serverCore } from '../harness/line-program.js';
import { nativeProgram } from '../harness/paths.js';

/** One line of what the programs of `bench/native` named after jitter write: means over the seeds; shares in percent of the samples. */
export interface JitterPoint {
  readonly family: string;
  /** What was varied; 0 is the default. */
  readonly point: number;
  readonly delay: number;
  readonly concealed: number;
  readonly stretched: number;
  readonly us: number;
  readonly KB: number;
}

/** The traces of a run: the same for every program. */
export interface JitterTraces {
  readonly seeds: number;
  readonly seconds: number;
  readonly tickMs: number;
}

/** Published seeds begin here; constants were tuned on seeds 101 and up. */
const firstSeed = 1;

const run = promisify(execFile);

function isBuilt(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program of `bench/native` over the traces; undefined where it was not built. */
export async function jitterPoints(
  program: string,
  { seeds, seconds, tickMs }: JitterTraces,
  points: readonly (number | string)[],
): Promise<readonly JitterPoint[] | undefined> {
  const file = nativeProgram(program);
  if (!isBuilt(file)) return undefined;
  const args = [seeds, seconds, firstSeed, tickMs, ...points].map(String);
  const { stdout } = await run('taskset', ['-c', String(serverCore), file, ...args], { maxBuffer: 1 << 24 });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JitterPoint);
}

/** The points of one family, least concealment first. */
export function ofFamily(points: readonly JitterPoint[] | undefined, family: string): readonly JitterPoint[] {
  return (points ?? []).filter((point) => point.family === family).sort((a, b) => a.concealed - b.concealed);
}

/** What counts as equal concealment, in percent of the samples. */
function isEnough(concealed: number, wanted: number): boolean {
  return concealed <= wanted + Math.max(0.02, 0.02 * wanted);
}

/** The delay at which a curve has this share of concealment; null when it never has so little. */
export function delayAt(curve: readonly JitterPoint[], concealed: number): number | null {
  const enough = curve.filter((point) => isEnough(point.concealed, concealed));
  if (enough.length === 0) return null;
  const best = Math.min(...enough.map((point) => point.delay));
  const [below, above] = [
    curve.filter((p) => p.concealed <= concealed).at(-1),
    curve.find((p) => p.concealed > concealed),
  ];
  if (below === undefined || above === undefined || above.delay >= below.delay) return best;
  const share = (concealed - below.concealed) / (above.concealed - below.concealed);
  return Math.min(best, below.delay + share * (above.delay - below.delay));
}
