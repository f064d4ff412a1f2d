import type { Call } from '../calls/index.js';
import {
  CallBoard,
  type Configuration,
  frontDesk,
  humanLogger,
  jsonLogger,
  prepareRecordingDirectory,
  Server,
  Terminal,
} from '../server/index.js';
import type { CommandArguments } from './command-line.js';
import type { CommandContext } from './context.js';
import { loadConfiguration } from './load-configuration.js';
import { type EndingSignal, Shutdown } from './shutdown.js';

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs the server until a signal ends it; returns the exit code. @throws OssicleError when it cannot start. */
export async function serve({ flags }: CommandArguments, context: CommandContext): Promise<number> {
  const configuration = await loadConfiguration(flags, context.environment);
  const { json, logLevel, recordingDirectory } = configuration;
  const terminal = new Terminal(context.stdout, !json && !context.environment['NO_COLOR']);
  const logger = json ? jsonLogger(terminal, logLevel) : humanLogger(terminal, logLevel);
  const board = new CallBoard({ terminal, logger, json });
  await prepareRecordingDirectory(recordingDirectory);
  const options = { ...configuration, logger, onCall: (call: Call) => board.add(call) };
  const server = await Server.start(options, frontDesk({ recordingDirectory, logger }));
  // What an operator waits for is said at any log level.
  const say = json ? jsonLogger(terminal, 'info').info : (text: string): void => terminal.print(text);
  const shutdown = new Shutdown({
    drain: async (signal) => {
      say(`Taking no new calls; ${callsOf(server)} may go on for ${configuration.drainSeconds} s.`);
      await server.drain(AbortSignal.any([signal, AbortSignal.timeout(configuration.drainSeconds * 1000)]));
    },
    close: async () => {
      const calls = callsOf(server);
      if (calls !== '0 calls') say(`Saying goodbye to ${calls}; Ctrl-C ends at once.`);
      await server.close();
    },
    abandon: (exitCode) => {
      board.close();
      context.exit(exitCode);
    },
  });
  for (const signal of endingSignals) context.onSignal(signal, () => shutdown.onSignal(signal));
  announce(server, configuration, say);
  await shutdown.finished;
  board.close();
  return 0;
}

/** Says that callers may come, where to, and what they will hear. */
function announce(server: Server, configuration: Configuration, print: (line: string) => void): void {
  const { rtpPorts, recordingDirectory } = configuration;
  const places = new Map<string, string[]>();
  for (const { protocol, address, port } of server.listening) {
    const place = `${address.includes(':') ? `[${address}]` : address}:${port}`;
    places.set(place, [...(places.get(place) ?? []), protocol.toUpperCase()]);
  }
  const sip = [...places].map(([place, protocols]) => `${place} (${protocols.join(', ')})`).join(', ');
  print(
    `ready: SIP on ${sip}, RTP ${rtpPorts.min}-${rtpPorts.max}, recordings in ${recordingDirectory} - ` +
      `call ${server.uri}`,
  );
  if (!server.canSay) print('espeak-ng is not installed, so callers hear tunes in place of words.');
}

function callsOf(server: Server): string {
  const count = [...server.calls].filter(({ state }) => state !== 'ended').length;
  return count === 1 ? '1 call' : `${count} calls`;
}
