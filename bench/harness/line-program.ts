import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Who works where: load and ear on one core, what is measured on the other. */
export const generatorCore = 0;
export const serverCore = 1;

/**
 * Nice values, where they may be set: neighbours on a shared machine wait for what is measured. Media threads raise
 * themselves to -11; what stands beside them gets the same.
 */
export const niceness = { program: -5, likeMediaThread: -11 } as const;
export const mayRaisePriority = process.getuid?.() === 0;

const usualPatienceMs = 60_000;

interface Waiter {
  readonly accepts: (line: string) => boolean;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

export interface LineProgramOptions {
  readonly core: number;
  readonly nice?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** How long a line may be waited for; a minute by default. */
  readonly patienceMs?: number;
}

/** A program pinned to one core that talks in lines on its standard input and output. */
export class LineProgram implements AsyncDisposable {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #unread: string[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #ended: Promise<number>;
  readonly #patienceMs: number;
  #errors = '';
  #over = false;

  /** Starts it. What it writes to standard error is shown when it fails. */
  static start(command: string, args: readonly string[], options: LineProgramOptions): LineProgram {
    return new LineProgram(command, args, options);
  }

  private constructor(command: string, args: readonly string[], options: LineProgramOptions) {
    const { core, cwd, env = process.env, nice = niceness.program } = options;
    const pinned = ['taskset', '-c', String(core), command, ...args];
    const [first = '', ...rest] = mayRaisePriority ? ['nice', '-n', String(nice), ...pinned] : pinned;
    this.#patienceMs = options.patienceMs ?? usualPatienceMs;
    const child = spawn(first, rest, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString('utf8')).slice(-4000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => this.#onLine(line));
    this.#ended = new Promise((resolve) => {
      child.on('error', () => resolve(127));
      child.on('close', (code) => resolve(code ?? 1));
    });
    void this.#ended.then((code) =>
      this.#onEnd(`${command} ${args.join(' ')} ended with code ${code}\n${this.#errors}`),
    );
  }

  /** The next line that `accepts`; those before it are dropped. */
  line(accepts: (line: string) => boolean): Promise<string> {
    while (this.#unread.length > 0) {
      const line = this.#unread.shift() ?? '';
      if (accepts(line)) return Promise.resolve(line);
    }
    if (this.#over) return Promise.reject(new Error(`A benchmark program is gone: ${this.#errors}`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('A benchmark program says nothing.')), this.#patienceMs);
      const settle =
        <T>(next: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          next(value);
        };
      this.#waiters.push({ accepts, resolve: settle(resolve), reject: settle(reject) });
    });
  }

  /** What follows in a line `word a b c`. */
  async words(word: string): Promise<string[]> {
    const line = await this.line((text) => text.startsWith(`${word} `));
    return line.split(' ').slice(1);
  }

  /** The numbers of a line `word 1 2 3`. */
  async numbers(word: string): Promise<number[]> {
    return (await this.words(word)).map(Number);
  }

  /** The next line of JSON. */
  async json<T>(): Promise<T> {
    return JSON.parse(await this.line((text) => text.startsWith('{'))) as T;
  }

  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Ends its input and waits for it to end. */
  async finish(): Promise<number> {
    this.#child.stdin?.end();
    return this.#ended;
  }

  /** Waits for it to end by itself. */
  ended(): Promise<number> {
    return this.#ended;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#over) this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #onLine(line: string): void {
    const index = this.#waiters.findIndex((waiter) => waiter.accepts(line));
    if (index < 0) {
      this.#unread.push(line);
      return;
    }
    const [waiter] = this.#waiters.splice(index, 1);
    waiter?.resolve(line);
  }

  #onEnd(reason: string): void {
    this.#over = true;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error(reason));
  }
}
