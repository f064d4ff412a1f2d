import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { findProgram, Program } from './program.js';

const command = ['chromium', 'chromium-browser', 'google-chrome'].map(findProgram).find((path) => path !== undefined);
export const chromiumInstalled = command !== undefined;

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--remote-debugging-port=0',
  // A microphone that beeps, and nobody to ask: as a person who says yes.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

interface Reply {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

/** A page of a headless Chromium, driven by its DevTools protocol. */
export class Chromium implements AsyncDisposable {
  /** What the page wrote to its console, and errors that nobody caught. */
  readonly messages: string[] = [];
  readonly #program: Program;
  readonly #folder: string;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, (reply: Reply) => void>();
  #sessionId: string | undefined;
  #lastId = 0;

  private constructor(program: Program, folder: string, socket: WebSocket) {
    this.#program = program;
    this.#folder = folder;
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(JSON.parse(data.toString()) as Reply));
  }

  /** Starts a browser and opens `url`. */
  static async open(url: string): Promise<Chromium> {
    if (command === undefined) throw new Error('there is no Chromium here');
    const folder = mkdtempSync(join(tmpdir(), 'ossicle-chromium-'));
    const program = Program.start(command, [...flags, `--user-data-dir=${folder}`, 'about:blank']);
    const signal = AbortSignal.timeout(60_000);
    const [, devTools = ''] = /(ws:\S+)/.exec(await program.waitForLine(/DevTools listening on ws:/, { signal })) ?? [];
    const socket = new WebSocket(devTools, { perMessageDeflate: false, maxPayload: 1 << 28 });
    await once(socket, 'open');
    const chromium = new Chromium(program, folder, socket);
    await chromium.#attach(url);
    return chromium;
  }

  /** Evaluates an expression in the page and waits for its promise; what comes back must be JSON. */
  async evaluate<T>(expression: string): Promise<T> {
    const params = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = (await this.#call('Runtime.evaluate', params)) as {
      result: { value: T };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    if (exceptionDetails) {
      const { text, exception } = exceptionDetails;
      throw new Error(`${expression}: ${exception?.description ?? text}\n${this.messages.join('\n')}`);
    }
    return result.value;
  }

  /** The page as PNG, in the colours of `scheme`. */
  async screenshot(scheme: 'light' | 'dark', size = { width: 1000, height: 800 }): Promise<Buffer> {
    await this.#call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await this.#call('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false });
    const { data } = await this.#call('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data as string, 'base64');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate();
    await this.#program.stop('SIGTERM', 5000);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #attach(url: string): Promise<void> {
    const { targetId } = await this.#call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = sessionId as string;
    await this.#call('Runtime.enable', {});
    await this.#call('Page.enable', {});
    const loaded = new Promise<void>((resolve) => this.#pending.set(0, () => resolve()));
    await this.#call('Page.navigate', { url });
    await loaded;
  }

  #call(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const sessionId = this.#sessionId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, ({ result = {}, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
      this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
    });
  }

  #receive(reply: Reply): void {
    // The page's first load is awaited under the number that no request has.
    const id = reply.method === 'Page.loadEventFired' ? 0 : reply.id;
    const isNews = reply.method === 'Runtime.consoleAPICalled' || reply.method === 'Runtime.exceptionThrown';
    if (isNews) this.messages.push(JSON.stringify(reply.params));
    if (id === undefined) return;
    this.#pending.get(id)?.(reply);
    this.#pending.delete(id);
  }
}
