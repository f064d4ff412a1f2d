import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { until } from './until.js';

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Options of {@link Program.start}. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The path of `command` on PATH, or undefined. */
export function findProgram(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** A child process whose output is kept line by line. Ended by its own process id, never by name. */
export class Program implements AsyncDisposable {
  /** Standard output and error as they came. */
  readonly lines: string[] = [];
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<ProgramEnd>;
  #end: ProgramEnd | undefined;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
    this.#collect(child.stdout);
    this.#collect(child.stderr);
    // Writing to a program that has just ended is no failure of the test.
    child.stdin?.on('error', () => {});
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.lines.push(String(error));
        resolve({ code: null, signal: null });
      });
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    void this.#ended.then((end) => {
      this.#end = end;
    });
  }

  static start(command: string, args: readonly string[], options: ProgramOptions = {}): Program {
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    return new Program(command, child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How it ended; undefined while it runs. */
  get end(): ProgramEnd | undefined {
    return this.#end;
  }

  /** Everything it printed. */
  get output(): string {
    return this.lines.join('\n');
  }

  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  closeInput(): void {
    this.#child.stdin?.end();
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#end === undefined) this.#child.kill(signal);
  }

  /** The first line from number `from` on that matches, once there is one. */
  waitForLine(pattern: RegExp, options: { signal?: AbortSignal | undefined; from?: number } = {}): Promise<string> {
    return until(
      `${this.name} printed ${pattern}`,
      () => {
        const line = this.lines.slice(options.from ?? 0).find((text) => pattern.test(text));
        if (line === undefined && this.#end) throw new Error(`${this.name} ended without ${pattern}:\n${this.output}`);
        return line;
      },
      { signal: options.signal, everyMs: 20 },
    );
  }

  /** How it ended, once it has. */
  async waitForEnd(signal?: AbortSignal): Promise<ProgramEnd> {
    return until(`${this.name} ended`, () => this.#end, { signal, everyMs: 20 });
  }

  /** Asks it to end with `signal`, and ends it for good when that takes more than `graceMs`. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 3_000): Promise<ProgramEnd> {
    this.kill(signal);
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    const end = await this.#ended;
    clearTimeout(timer);
    return end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #collect(stream: NodeJS.ReadableStream | null): void {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      const parts = (rest + text).split(/\r?\n/);
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
    });
    if (stream) void once(stream, 'end').then(() => rest !== '' && this.lines.push(rest));
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
