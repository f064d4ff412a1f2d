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

/** Lines that scroll by and, in a terminal, a block below them that is redrawn in place. */
export class Terminal {
  readonly #stream: TerminalStream;
  readonly #live: boolean;
  #drawnLines = 0;
  #block: readonly string[] = [];

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

  /** Writes lines above the block. */
  print(text: string): void {
    if (!this.#live) this.#stream.write(`${text}\n`);
    else this.#stream.write(`${this.#erase()}${text}\n${this.#draw()}`);
  }

  /** Replaces the block; skipped while the terminal is behind. */
  show(block: readonly string[]): void {
    if (!this.#live || this.#stream.writableNeedDrain) return;
    if (block.length === 0 && this.#block.length === 0) return;
    this.#block = block.slice(0, this.blockRows).map((line) => cutColumns(line, this.columns));
    this.#stream.write(this.#erase() + this.#draw());
  }

  /** Removes the block and gives the cursor back. */
  close(): void {
    this.#block = [];
    if (this.#drawnLines > 0) this.#stream.write(this.#erase());
  }

  #erase(): string {
    if (this.#drawnLines === 0) return '';
    const up = `\u001b[${this.#drawnLines}A`;
    this.#drawnLines = 0;
    return `\r${up}\u001b[J${showCursor}`;
  }

  #draw(): string {
    this.#drawnLines = this.#block.length;
    return this.#drawnLines === 0 ? '' : `${hideCursor}${this.#block.join('\n')}\n`;
  }
}
