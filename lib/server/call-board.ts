import type { Call, RecordingFacts } from '../calls/index.js';
import type { Logger } from '../core/index.js';
import { callHeader, callLine } from './call-line.js';
import { callerName, callReport, callReportFields, type EndedCall } from './call-report.js';
import type { Terminal } from './terminal.js';

/** Ten times a second at most, so that the display costs next to nothing. */
const redrawIntervalMs = 100;

export interface CallBoardOptions {
  readonly terminal: Terminal;
  readonly logger: Logger;
  /** Whether reports are facts for machines instead of a paragraph. */
  readonly json: boolean;
}

/** What the operator sees of the calls: a live line each in a terminal, log lines elsewhere, a report at the end. */
export class CallBoard {
  readonly #options: CallBoardOptions;
  readonly #calls = new Set<Call>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CallBoardOptions) {
    this.#options = options;
  }

  add(call: Call): void {
    const { logger } = this.#options;
    const recordings: RecordingFacts[] = [];
    const callId = call.id;
    this.#calls.add(call);
    call.events.on('call.answered', ({ codec }) => logger.debug(`Answered ${callerName(call)}`, { callId, codec }));
    call.events.on('dtmf.received', ({ digit, source }) => logger.debug(`Key ${digit}`, { callId, source }));
    call.events.on('recording.ended', (facts) => {
      recordings.push(facts);
      if (facts.reason === 'failed') logger.warn(recordingFailed(facts), { callId });
    });
    call.onHangup((end) => this.#remove({ call, end, recordings }));
    logger.info(`Call from ${callerName(call)} over ${call.flow}`, { callId });
    this.#start();
  }

  /** Stops redrawing and clears the screen of lines. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#options.terminal.close();
  }

  #remove(ended: EndedCall): void {
    this.#calls.delete(ended.call);
    if (this.#options.json) this.#options.logger.info('Call ended', callReportFields(ended));
    else this.#options.logger.info(callReport(ended), { callId: ended.call.id });
    if (this.#calls.size > 0 || !this.#timer) return;
    this.#options.terminal.show([]);
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    if (this.#timer || !this.#options.terminal.isLive) return;
    this.#timer = setInterval(() => this.#redraw(), redrawIntervalMs);
    this.#timer.unref();
  }

  #redraw(): void {
    const { terminal } = this.#options;
    terminal.show(boardLines([...this.#calls], terminal.blockRows));
  }
}

/** A header and a line per call, in at most `rows` lines; what has no room is counted. */
export function boardLines(calls: readonly Call[], rows: number): string[] {
  const room = rows - 1;
  const shown = calls.length <= room ? calls.length : Math.max(0, room - 1);
  const lines = [callHeader, ...calls.slice(0, shown).map(callLine)];
  if (shown < calls.length) lines.push(`and ${calls.length - shown} more`);
  return lines.slice(-rows);
}

function recordingFailed({ path, error }: RecordingFacts): string {
  return (
    `The recording ${path} had to stop: ${error ?? 'unknown reason'}. ` +
    'Make room, or choose another directory with --recordings. The call goes on.'
  );
}
