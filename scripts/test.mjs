// `npm test`: every stage in order, the whole picture even when one fails, a last line with the counts.
// `--only NAME` (repeatable) runs the named stages after the setup.
import { parseArgs } from 'node:util';
import { endChildrenOnSignals } from './setup/programs.mjs';
import { runMain, Stop } from './setup/stop.mjs';
import { add, zero } from './test/counts.mjs';
import { extraStages, stages } from './test/stages.mjs';

function chooseStages() {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  if (values.only === undefined) return stages;
  const known = [...stages, ...extraStages];
  const unknown = values.only.filter((name) => !known.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new Stop(`No stage ${unknown.join(', ')}. There are: ${known.map((stage) => stage.name).join(', ')}.`);
  }
  return known.filter((stage) => stage.name === 'setup' || values.only.includes(stage.name));
}

async function runStage({ name, budgetSeconds, run }) {
  process.stdout.write(`\n== ${name}\n`);
  const begin = Date.now();
  const outcome = await run().catch((error) => {
    if (!(error instanceof Stop) || name === 'setup') throw error;
    process.stdout.write(`${error.message}\n`);
    return { counts: { ...zero, failed: 1 }, failed: true };
  });
  const elapsed = (Date.now() - begin) / 1000;
  const late = elapsed > budgetSeconds ? ` (warning: over its budget of ${budgetSeconds} s)` : '';
  process.stdout.write(`== ${name} ${outcome.failed ? 'FAILED' : 'passed'} in ${elapsed.toFixed(1)} s${late}\n`);
  return { ...outcome, name, elapsed };
}

await runMain(async () => {
  const chosen = chooseStages();
  const forgetSignals = endChildrenOnSignals(() => {});
  const outcomes = [];
  for (const stage of chosen) outcomes.push(await runStage(stage));
  forgetSignals();

  const counts = outcomes.map((outcome) => outcome.counts).reduce(add, zero);
  const failed = outcomes.filter((outcome) => outcome.failed);
  const times = outcomes.map(({ name, elapsed }) => `${name} ${elapsed.toFixed(0)} s`).join(', ');
  process.stdout.write(`\n${times}\n`);
  if (failed.length > 0) process.stdout.write(`failed: ${failed.map((outcome) => outcome.name).join(', ')}\n`);
  const failures = failed.length > 0 ? Math.max(counts.failed, 1) : counts.failed;
  process.stdout.write(`${counts.passed} passed, ${failures} failed, ${counts.skipped} skipped\n`);
  if (failures > 0) process.exitCode = 1;
});
