import { cutColumns } from './printable.js';

/** What a terminal view needs of `process.stdout`. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain?: boolean;
  write(text: string): unknown;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** Lines kept for the next redraw; beyond this the oldest are dropped and counted on the screen. */
const maxWaitingLines = 2000;

/**
 * Lines that scroll by and, in a terminal, a block below them that is redrawn in place. Writing to a terminal blocks
 * the event loop, so lines wait for the next redraw while there is a block: one write then, however many there are.
 */
export class Terminal {
  readonly #stream: TerminalStream;
  readonly #live: boolean;
  #drawnLines = 0;
  readonly #waiting: string[] = [];
  #dropped = 0;

  /** `live`: whether there may be a block at all. */
  constructor(stream: TerminalStream, live: boolean) {
    this.#stream = stream;
    this.#live = live && stream.isTTY === true;
  }

  /** Whether the block is shown. */
  get isLive(): boolean {
    return this.#live;
  }

  /** Width for one line of the block. The last column stays free: some terminals wrap when it is written. */
  get columns(): number {
    return Math.max(1, (this.#stream.columns ?? 80) - 1);
  }

  /** Lines the block may have. */
  get blockRows(): number {
    return Math.max(1, (this.#stream.rows ?? 24) - 2);
  }

  /** Writes lines above the block: at once when there is none, else when it is shown the next time. */
  print(text: string): void {
    if (this.#drawnLines === 0) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#waiting.push(text);
    if (this.#waiting.length <= maxWaitingLines) return;
    this.#waiting.shift();
    this.#dropped++;
  }

  /** Replaces the block and writes what waits above it; skipped while the terminal is behind. */
  show(block: readonly string[]): void {
    if (!this.#live || this.#stream.writableNeedDrain) return;
    this.#redraw(block.slice(0, this.blockRows).map((line) => cutColumns(line, this.columns)));
  }

  /** Removes the block, writes what waits, and gives the cursor back. */
  close(): void {
    this.#redraw([]);
  }

  #redraw(block: readonly string[]): void {
    if (block.length === 0 && this.#drawnLines === 0) return;
    const erase = this.#drawnLines === 0 ? '' : `\r\u001b[${this.#drawnLines}A\u001b[J`;
    const cursor = block.length === 0 ? showCursor : hideCursor;
    const lines = [...this.#takeWaiting(), ...block].map((line) => `${line}\n`);
    this.#drawnLines = block.length;
    this.#stream.write(erase + cursor + lines.join(''));
  }

  #takeWaiting(): string[] {
    const lines = this.#waiting.splice(0);
    if (this.#dropped > 0) lines.unshift(`(${this.#dropped} lines left out)`);
    this.#dropped = 0;
    return lines;
  }
}
