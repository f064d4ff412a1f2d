import { rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorMessage, OssicleError } from '../../core/index.js';
import { Terminal } from '../../server/index.js';
import type { CommandArguments } from '../command-line.js';
import type { CommandContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { checkOutput } from '../process/check-output.js';
import { Progress } from '../process/progress.js';
import { type Inspection, inspectFile } from './inspection.js';
import { jsonReport } from './json-report.js';
import { inspectionPage } from './page/page.js';
import { terminalView } from './terminal-view.js';

/** `ossicle inspect`: tells what is in a sound file. @throws OssicleError. */
export async function inspect({ flags, operands }: CommandArguments, context: CommandContext): Promise<number> {
  const [path = ''] = operands;
  const page = typeof flags['html'] === 'string' ? flags['html'] : undefined;
  return interruptible(context, async (signal) => {
    if (page !== undefined) await checkOutput(page, { input: path, force: flags['force'] === true });
    const inspection = await withProgress(context, flags['json'] === true, (progress) =>
      inspectFile({ path, forPage: page !== undefined, progress, signal }),
    );
    if (page !== undefined) await writePage(page, inspectionPage(inspection, basename(path)), signal);
    context.stdout.write(`${report(inspection, flags['json'] === true, context)}\n`);
    if (page !== undefined && flags['json'] !== true) context.stdout.write(`\nPage: ${page}\n`);
    return 0;
  });
}

async function withProgress<T>(
  { stdout }: CommandContext,
  json: boolean,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  using progress = new Progress(new Terminal(stdout, !json), () => performance.now());
  return await work(progress);
}

function report(inspection: Inspection, json: boolean, { stdout, environment }: CommandContext): string {
  if (json) return jsonReport(inspection);
  const colored = stdout.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return terminalView(inspection, { columns: stdout.columns ?? 80, colored }).join('\n');
}

async function writePage(path: string, page: string, signal: AbortSignal): Promise<void> {
  const partialPath = `${path}.partial`;
  try {
    await writeFile(partialPath, page, { signal });
    await rename(partialPath, path);
  } catch (error) {
    await rm(partialPath, { force: true });
    if (signal.aborted) throw new OssicleError('ABORTED', 'The operation was cancelled.', { cause: error });
    throw new OssicleError('FILE_FAILED', `${path} cannot be written: ${errorMessage(error)}.`, { cause: error });
  }
}
