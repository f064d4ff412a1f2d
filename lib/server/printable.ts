const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Extended_Pictographic}\uFF01-\uFF60]/u;
const combining = /\p{Mark}/u;

/** `text` without anything that could steer a terminal or break a line; strangers write names and headers. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

/** Columns that printable `text` takes in a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

/** Printable `text` cut or filled with spaces to exactly `columns`. */
export function fitColumns(text: string, columns: number): string {
  const cut = cutColumns(text, columns);
  return cut + ' '.repeat(columns - columnsOf(cut));
}

/** Printable `text` cut to at most `columns`, its last one an ellipsis when something is missing. */
export function cutColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    used += columnsOfCharacter(character);
    if (used > columns - 1) break;
    cut += character;
  }
  return columns > 0 ? `${cut}…` : '';
}

function columnsOfCharacter(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
