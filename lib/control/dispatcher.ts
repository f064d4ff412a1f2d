import { errorMessage, nearestName, OssicleError } from '../core/index.js';
import {
  CommandError,
  type ControlErrorCode,
  type ControlRequest,
  errorText,
  isMethodName,
  normalUuid,
  readParams,
  readRequest,
  resultText,
} from '../protocol/control/index.js';
import type { Command, ConnectionContext } from './command.js';
import type { ControlSession } from './control-session.js';
import { inCommandSpan } from './tracing.js';

/** What a failure means that the command itself gave no code. */
const codeOfNoun: Readonly<Record<string, ControlErrorCode>> = {
  endpoint: 'ENDPOINT_ERROR',
  recording: 'RECORDING_ERROR',
  vad: 'VAD_ERROR',
  stats: 'STATS_ERROR',
};

/** Turns the text of a request into the text of its answer. */
export class Dispatcher {
  readonly #commands: ReadonlyMap<string, Command>;

  constructor(commands: Iterable<Command>) {
    this.#commands = new Map([...commands].map((command) => [command.method, command]));
  }

  /** Never rejects: whatever goes wrong becomes a failure on the wire. */
  async answer(text: string, context: ConnectionContext): Promise<string> {
    const request = readRequest(text);
    if ('failure' in request) return errorText(request.id, request.failure.code, request.failure.message);
    try {
      const result = await this.#execute(request, context);
      this.#note(request, context, 'OK');
      return resultText(request.id, result);
    } catch (error) {
      const { code, message } = this.#failureOf(error, request, context);
      this.#note(request, context, code);
      return errorText(request.id, code, message);
    }
  }

  /** Parameters may hold secrets; neither they nor what the client made up is noted. */
  #note({ method, sessionId }: ControlRequest, context: ConnectionContext, code: ControlErrorCode | 'OK'): void {
    if (!isMethodName(method)) return;
    const { logger, metrics } = context.services;
    metrics.commandEnded(method, code);
    logger.debug(`${method}: ${code}`, { sessionId: context.bindings.find(sessionId)?.id });
  }

  #execute({ id, method, params, sessionId }: ControlRequest, context: ConnectionContext): Promise<object> {
    if (method === 'session.create' && context.registry.shuttingDown) {
      throw new CommandError('SHUTTING_DOWN', 'The server is shutting down.');
    }
    if (id === '') throw new CommandError('INVALID_REQUEST', 'The request id must not be empty.');
    const command = isMethodName(method) ? this.#commands.get(method) : undefined;
    if (!command) throw new CommandError('UNKNOWN_METHOD', this.#unknown(method));
    const session = command.needsSession ? boundSession(context, sessionId) : null;
    const run = (): Promise<object> => runCommand(command, session, context, params);
    return inCommandSpan(command.method, session?.id, run);
  }

  #unknown(method: string): string {
    const nearest = nearestName(method, this.#commands.keys());
    const hint = nearest === undefined ? '' : `. Did you mean ${nearest}?`;
    return `Unknown method: ${method.slice(0, 200)}${hint}`;
  }

  #failureOf(error: unknown, { method }: ControlRequest, { services }: ConnectionContext): CommandError {
    if (error instanceof CommandError) return error;
    const code = codeOfNoun[method.split('.')[0] as string] ?? 'INTERNAL_ERROR';
    if (error instanceof OssicleError && error.code === 'NO_RTP_PORTS') {
      return new CommandError(code, `No available port pairs: ${error.message}`);
    }
    if (error instanceof OssicleError) return new CommandError(code, error.message);
    services.logger.error(`Command failed unexpectedly: ${errorMessage(error)}`, { method });
    return new CommandError('INTERNAL_ERROR', 'The command failed for a reason inside the server.');
  }
}

function boundSession({ bindings }: ConnectionContext, sessionId: string | undefined): ControlSession {
  const session = bindings.find(sessionId === undefined ? undefined : (normalUuid(sessionId) ?? sessionId));
  if (session) return session;
  const which = sessionId === undefined ? '' : ' of that id';
  throw new CommandError('NO_SESSION', `No session bound${which}: call session.create or session.attach first.`);
}

async function runCommand(
  command: Command,
  session: ControlSession | null,
  context: ConnectionContext,
  params: unknown,
): Promise<object> {
  const complete = readParams(command.method, params) as never;
  if (!command.needsSession || session === null) return (command as { run: Run }).run(context, complete);
  const work = async (): Promise<object> => (command as { run: Run }).run({ ...context, session }, complete);
  if (!command.takesTurn) return work();
  return session.turns.run(() => {
    if (session.ended) throw new CommandError('SESSION_GONE', 'The session has ended.');
    session.touch();
    return work();
  });
}

type Run = (context: ConnectionContext & { session?: ControlSession }, params: never) => object | Promise<object>;
