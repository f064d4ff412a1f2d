import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { boundary } from './audio/boundary.js';
import { codecs } from './audio/codecs.js';
import { dtmf } from './audio/dtmf.js';
import { echo } from './audio/echo.js';
import { gain } from './audio/gain.js';
import { jitter } from './audio/jitter.js';
import { mix } from './audio/mix.js';
import { noise } from './audio/noise-suppression.js';
import { resampler } from './audio/resampler.js';
import { units } from './audio/units.js';
import { vad } from './audio/vad.js';
import { bargeIn } from './barge-in.js';
import { forward } from './forward.js';
import type { Benchmark } from './harness/benchmark.js';
import { describeCommit, describeMachine } from './harness/machine.js';
import type { Outcome, Result } from './harness/result.js';
import { terminalTable } from './harness/table.js';
import { writeDocs } from './harness/write-docs.js';
import { badLine } from './media/bad-line.js';
import { srtp } from './media/srtp.js';
import { memory } from './memory.js';
import { smoke } from './smoke.js';
import { stall } from './stall.js';

const benchmarks: readonly Benchmark[] = [
  smoke,
  stall,
  forward,
  memory,
  bargeIn,
  badLine,
  boundary,
  codecs,
  dtmf,
  echo,
  gain,
  jitter,
  mix,
  noise,
  resampler,
  srtp,
  units,
  vad,
];

const usage = `Usage: npm run bench -- NAME [--quick] [--json FILE] [--write-docs]

  --quick       a fixed size and short rounds, within 45 s
  --json FILE   write the result there
  --write-docs  put it into docs/benchmarks.md
`;

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

async function runBenchmark(benchmark: Benchmark, quick: boolean): Promise<{ result: Result; outcome: Outcome }> {
  const [machine, commit] = [describeMachine(), describeCommit()];
  const started = performance.now();
  const outcome = await benchmark.run({ quick, say });
  say(`${benchmark.name} took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const command = `npm run bench -- ${benchmark.name}${quick ? ' --quick' : ''}`;
  return { result: { name: benchmark.name, command, commit, machine, rows: outcome.rows }, outcome };
}

async function main(): Promise<number> {
  const options = { quick: { type: 'boolean' }, json: { type: 'string' }, 'write-docs': { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name] = positionals;
  if (name === undefined) {
    process.stdout.write(`${benchmarks.map((b) => `${b.name.padEnd(8)} ${b.about}`).join('\n')}\n\n${usage}`);
    return 0;
  }
  const benchmark = benchmarks.find((candidate) => candidate.name === name);
  if (benchmark === undefined || positionals.length > 1) {
    process.stderr.write(`There is no benchmark "${positionals.join(' ')}". ${usage}`);
    return 2;
  }
  const { result, outcome } = await runBenchmark(benchmark, values.quick ?? false);
  const { notes } = outcome;
  process.stdout.write(`\n${terminalTable(result.rows)}\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`);
  process.stdout.write(`\n${result.machine}; commit ${result.commit}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  if (values['write-docs']) writeDocs(result, outcome, new Date());
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
