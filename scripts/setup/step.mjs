// One line per step: what is done, a sign of life while it lasts, how long it took.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.mjs';

const dotEveryMs = 3000;

/** Runs `work(progress)` under one line on standard error. `progress(text)` takes a program's output and finds percents. */
export async function step(label, log, work) {
  const begin = Date.now();
  rmSync(join(paths.logs, `${log}.log`), { force: true });
  process.stderr.write(`${label} `);
  const timer = setInterval(() => process.stderr.write('.'), dotEveryMs);
  try {
    const result = await work(percentPrinter());
    process.stderr.write(` done, ${seconds(begin)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(` failed, ${seconds(begin)} s\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Prints each quarter of what ninja (`[3/40]`) or make (`[ 25%]`) reports, once. */
function percentPrinter() {
  let shown = 0;
  return (text) => {
    const match = /\[\s*(\d+)(?:\/(\d+)|%)\s*\]/.exec(text.slice(text.lastIndexOf('[')));
    if (match === null) return;
    const [, done, total] = match;
    const percent = total === undefined ? Number(done) : (100 * Number(done)) / Number(total);
    const quarter = Math.floor(percent / 25);
    if (quarter <= shown || quarter >= 4 || (total !== undefined && Number(total) < 10)) return;
    shown = quarter;
    process.stderr.write(` ${quarter * 25}%`);
  };
}

export function seconds(begin) {
  return ((Date.now() - begin) / 1000).toFixed(1);
}
