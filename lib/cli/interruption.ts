import { OssicleError } from '../core/index.js';
import type { CommandContext } from './context.js';
import { type EndingSignal, exitCodes } from './shutdown.js';

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs `work`, whose signal fires at Ctrl-C; what it was about to write is gone by the time this ends. Pressed again,
 * Ctrl-C ends the process at once. Returns the exit code.
 */
export async function interruptible(
  context: CommandContext,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  let interruptedBy: EndingSignal | undefined;
  for (const name of endingSignals) {
    context.onSignal(name, () => {
      if (interruptedBy) context.exit(exitCodes[name]);
      interruptedBy = name;
      controller.abort();
    });
  }
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!interruptedBy || !(error instanceof OssicleError) || error.code !== 'ABORTED') throw error;
    context.stderr.write('ossicle: interrupted; nothing was written.\n');
    return exitCodes[interruptedBy];
  }
}
