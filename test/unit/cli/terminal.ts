import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandContext, run } from '../../../lib/cli/index.js';

/** What a run of the program has left behind. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Columns of the terminal that the program writes to; none when it is no terminal. */
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets the listeners of signals, to press Ctrl-C with. */
  readonly onSignal?: CommandContext['onSignal'];
  readonly onWrite?: (text: string) => void;
}

/** Runs the program without a process of its own. */
export async function ossicle(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const context: CommandContext = {
    stdout: {
      ...(options.columns !== undefined && { isTTY: true, columns: options.columns, rows: 24 }),
      write: (text) => {
        written.stdout += text;
        options.onWrite?.(text);
      },
    },
    stderr: { write: (text) => (written.stderr += text) },
    environment: options.environment ?? {},
    onSignal: options.onSignal ?? (() => undefined),
    exit: () => undefined,
  };
  return { exitCode: await run(args, context), ...written };
}

/** A directory that is gone at the end of the test. */
export class Workplace implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'ossicle-'));

  path(name: string): string {
    return join(this.directory, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
