import type { TerminalStream } from '../../../lib/server/index.js';

/** A terminal that understands what ours writes: text, line ends, cursor up, erase below, cursor on and off. */
export class Screen implements TerminalStream {
  readonly columns: number;
  readonly rows: number;
  readonly isTTY: boolean;
  cursorVisible = true;
  writes = 0;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number, isTTY = true) {
    this.columns = columns;
    this.rows = rows;
    this.isTTY = isTTY;
  }

  /** What stands on it, without the empty line the cursor is on. */
  lines(): string[] {
    return this.#lines.slice(0, -1);
  }

  write(text: string): void {
    this.writes++;
    for (const [token] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|[\s\S]/gu)) this.#take(token);
  }

  #take(token: string): void {
    if (token === '\u001b[?25l') this.cursorVisible = false;
    else if (token === '\u001b[?25h') this.cursorVisible = true;
    else if (token === '\u001b[J') this.#lines = [...this.#lines.slice(0, this.#row), ''];
    else if (/^\u001b\[\d+A$/.test(token)) this.#row -= Number(token.slice(2, -1));
    else if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#newLine();
    else this.#put(token);
    if (this.#row < 0) throw new Error('The cursor left the screen.');
  }

  #newLine(): void {
    this.#row++;
    this.#column = 0;
    this.#lines[this.#row] ??= '';
  }

  #put(character: string): void {
    if (character < ' ') throw new Error(`The screen does not know ${JSON.stringify(character)}.`);
    if (this.#column >= this.columns) this.#newLine();
    const text = this.#lines[this.#row] ?? '';
    this.#lines[this.#row] = text.slice(0, this.#column) + character + text.slice(this.#column + 1);
    this.#column++;
  }
}
