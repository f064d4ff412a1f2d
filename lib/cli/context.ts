import type { TerminalStream } from '../server/index.js';

/** What a command sees of the process, so that tests can give it another. */
export interface CommandContext {
  readonly stdout: TerminalStream;
  readonly stderr: { write(text: string): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
  onSignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): void;
  exit(exitCode: number): void;
}
