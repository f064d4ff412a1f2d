import { spawn } from 'node:child_process';
import { aborted, errorMessage, OssicleError, systemErrorCode, throwIfAborted } from '../../core/index.js';

/** Output beyond this is not speech of any text we allow. */
const maxOutputBytes = 64 * 1024 * 1024;
const maxErrorLength = 500;

/** What to run, and its limits. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** Goes to standard input, never to the command line. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end and returns its standard output. Killed on abort, on timeout and on too much output.
 *
 * @throws OssicleError UNSUPPORTED when the program is not there, SPEECH_FAILED with what it said, TIMEOUT, ABORTED.
 */
export function runProcess(request: ProcessRequest): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    throwIfAborted(request.signal);
    const { command, args, input, timeoutMs, signal } = request;
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const output: Uint8Array[] = [];
    let outputBytes = 0;
    let said = '';

    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const giveUp = (error: OssicleError): void => {
      child.kill('SIGKILL');
      finish(() => reject(error));
    };
    const onAbort = (): void => giveUp(aborted(signal as AbortSignal));
    const timer = setTimeout(() => giveUp(timedOut(command, timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });

    child.stdout.on('data', (chunk: Uint8Array) => {
      outputBytes += chunk.byteLength;
      if (outputBytes > maxOutputBytes) giveUp(failed(command, 'it wrote too much'));
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(0, maxErrorLength);
    });
    // A program that ends early closes its input; its exit status tells why.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => finish(() => reject(startFailed(command, error))));
    child.on('close', (code) =>
      finish(() => (code === 0 ? resolve(Buffer.concat(output)) : reject(failed(command, lastWords(said, code))))),
    );
    child.stdin.end(input);
  });
}

function lastWords(said: string, code: number | null): string {
  const firstLine = said.trim().split('\n')[0];
  return firstLine ? firstLine : `it ended with status ${code}`;
}

function failed(command: string, why: string): OssicleError {
  return new OssicleError('SPEECH_FAILED', `${command} could not speak the text: ${why}.`);
}

function timedOut(command: string, timeoutMs: number): OssicleError {
  return new OssicleError('TIMEOUT', `${command} did not finish within ${timeoutMs} ms.`);
}

function startFailed(command: string, error: Error): OssicleError {
  if (systemErrorCode(error) !== 'ENOENT') {
    return new OssicleError('SPEECH_FAILED', `${command} could not be started: ${errorMessage(error)}.`, {
      cause: error,
    });
  }
  return new OssicleError(
    'UNSUPPORTED',
    `${command} is not installed (on Debian and Ubuntu: apt-get install espeak-ng).`,
    { cause: error, details: { command } },
  );
}
