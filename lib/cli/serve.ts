import type { Call } from '../calls/index.js';
import {
  CallBoard,
  type Configuration,
  checkMediaDirectory,
  frontDesk,
  humanLogger,
  jsonLogger,
  prepareRecordingDirectory,
  Server,
  Terminal,
} from '../server/index.js';
import { formatSocketAddress } from '../transport/index.js';
import type { CommandArguments } from './command-line.js';
import type { CommandContext } from './context.js';
import { loadConfiguration } from './load-configuration.js';
import { type EndingSignal, Shutdown, type ShutdownSteps } from './shutdown.js';

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A timer of Node holds 2^31 - 1 ms. */
const maximumTimerSeconds = 2_147_483;

/** Runs the server until a signal ends it; returns the exit code. @throws OssicleError when it cannot start. */
export async function serve({ flags }: CommandArguments, context: CommandContext): Promise<number> {
  const configuration = await loadConfiguration(flags, context.environment);
  const { json, logLevel, recordingDirectory, control } = configuration;
  const terminal = new Terminal(context.stdout, !json && !context.environment['NO_COLOR']);
  const logger = json ? jsonLogger(terminal, logLevel) : humanLogger(terminal, logLevel);
  const board = new CallBoard({ terminal, logger, json });
  for (const warning of configuration.warnings) logger.warn(warning);
  await prepareRecordingDirectory(recordingDirectory);
  if (control.settings.mediaDir !== null) await checkMediaDirectory(control.settings.mediaDir);
  const options = { ...configuration, logger, onCall: (call: Call) => board.add(call) };
  const server = await Server.start(options, frontDesk({ recordingDirectory, logger }));
  // What an operator waits for is said at any log level.
  const say = json ? jsonLogger(terminal, 'info').info : (text: string): void => terminal.print(text);
  const abandon = (exitCode: number): void => {
    board.close();
    context.exit(exitCode);
  };
  const shutdown = new Shutdown({ ...endingSteps(server, configuration, say), abandon });
  for (const signal of endingSignals) context.onSignal(signal, () => shutdown.onSignal(signal));
  announce(server, configuration, say);
  await shutdown.finished;
  board.close();
  return 0;
}

/** How this server goes from serving to its end. */
function endingSteps(
  server: Server,
  { drainSeconds, control }: Configuration,
  say: (line: string) => void,
): Omit<ShutdownSteps, 'abandon'> {
  const ownedSessions = (): number => server.control?.registry.ownedCount ?? 0;
  const sessions = (): string => countOf(ownedSessions(), 'session');
  const within = (signal: AbortSignal, seconds: number): AbortSignal =>
    AbortSignal.any([signal, AbortSignal.timeout(Math.min(seconds, maximumTimerSeconds) * 1000)]);
  return {
    ownedSessions,
    drain: async (reason, signal) => {
      const patience = control.shutdownMaxWaitSeconds;
      if (reason === 'SIGTERM') say(`Taking no new calls; ${callsOf(server)} may go on for ${drainSeconds} s.`);
      if (ownedSessions() > 0) say(`Waiting for ${sessions()} that clients own, up to ${patience} s.`);
      const calls = reason === 'SIGTERM' ? server.drain(within(signal, drainSeconds)) : server.hangUp();
      await Promise.allSettled([calls, server.control?.drain(within(signal, patience))]);
    },
    warn: () => say(`Still waiting for ${sessions()} that clients own; one more signal ends at once.`),
    close: async () => {
      const calls = callsOf(server);
      if (calls !== '0 calls') say(`Saying goodbye to ${calls}; Ctrl-C ends at once.`);
      await server.close();
    },
  };
}

/** Says that callers may come, where to, what they will hear, and where control clients are answered. */
function announce(server: Server, configuration: Configuration, print: (line: string) => void): void {
  const { rtpPorts, recordingDirectory } = configuration;
  const places = new Map<string, string[]>();
  for (const { protocol, address, port } of server.listening) {
    const place = formatSocketAddress({ address, port });
    places.set(place, [...(places.get(place) ?? []), protocol.toUpperCase()]);
  }
  const sip = [...places].map(([place, protocols]) => `${place} (${protocols.join(', ')})`).join(', ');
  const control = server.control?.listening.map(formatSocketAddress).join(', ');
  print(
    `ready: SIP on ${sip}, ${control ? `control on ${control}, ` : ''}RTP ${rtpPorts.min}-${rtpPorts.max}, ` +
      `recordings in ${recordingDirectory} - call ${server.uri}`,
  );
  if (!server.canSay) print('espeak-ng is not installed, so callers hear tunes in place of words.');
}

function callsOf(server: Server): string {
  return countOf([...server.calls].filter(({ state }) => state !== 'ended').length, 'call');
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
