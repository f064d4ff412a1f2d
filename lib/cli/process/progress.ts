import type { Terminal } from '../../server/index.js';
import { clockText } from '../clock-text.js';

/** How far the work has come. */
export interface Position {
  /** 0 to 1; undefined when nobody knows how long the sound is. */
  readonly share: number | undefined;
  /** How much sound has been worked on. */
  readonly soundSeconds: number;
}

const redrawMs = 100;
const barColumns = 24;

/** A bar in a terminal that says how far the work has come and when it will be done; elsewhere nothing. */
export class Progress implements Disposable {
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;
  readonly #startMs: number;
  #shownMs = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, nowMs: () => number) {
    this.#terminal = terminal;
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  get elapsedSeconds(): number {
    return (this.#nowMs() - this.#startMs) / 1000;
  }

  /** Redraws the bar, ten times a second at most. `doing` says what goes on. */
  show(doing: string, position: Position): void {
    const now = this.#nowMs();
    if (!this.#terminal.isLive || now - this.#shownMs < redrawMs) return;
    this.#shownMs = now;
    this.#terminal.show([progressLine(doing, position, this.elapsedSeconds)]);
  }

  /** Takes the bar away. */
  [Symbol.dispose](): void {
    this.#terminal.close();
  }
}

function progressLine(doing: string, { share, soundSeconds }: Position, elapsedSeconds: number): string {
  const facts = [`${clockText(soundSeconds)} done`];
  if (share !== undefined && share > 0) facts.push(`${clockText((elapsedSeconds * (1 - share)) / share)} left`);
  facts.push(speedText(soundSeconds, elapsedSeconds));
  return [doing, ...(share === undefined ? [] : [bar(share)]), facts.join(', ')].join('  ');
}

function bar(share: number): string {
  const full = Math.floor(share * barColumns);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(barColumns - full)} ${percent} %`;
}

/** How much faster than real time the work is, e.g. "412 x real time". */
export function speedText(soundSeconds: number, elapsedSeconds: number): string {
  const factor = soundSeconds / Math.max(elapsedSeconds, 0.001);
  return `${factor >= 10 ? Math.round(factor) : factor.toFixed(1)} x real time`;
}
